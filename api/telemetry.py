"""Traces for OpenTelemetry, where its packages (the extra `telemetry`) are installed and somewhere to send them is set.

A span is made here rather than by the instrumentation of Flask, which would tell whole addresses, secrets included.
"""

from __future__ import annotations

import logging
import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from flask import Response, g, request

from api import requests

if TYPE_CHECKING:
    from flask import Flask

_log = logging.getLogger(__name__)
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def trace(app: Flask) -> bool:
    """Let each request be a span, beneath that of whoever asks. Does nothing unless it is set up; whether it is."""
    if not any(os.environ.get(name) for name in _ENDPOINTS):
        return False
    try:
        tracer, extract, kind = _set_up()
    except ImportError:
        _log.warning("Traces are asked for, and what sends them is not installed: pip install 'interlace[telemetry]'.")
        return False

    def begin() -> None:
        if not requests.is_watching():
            name = f"{requests.method()} {requests.route()}"
            g.span = tracer.start_span(name, context=extract(request.headers), kind=kind)

    def end(response: Response) -> Response:
        if (span := g.pop("span", None)) is not None:
            span.set_attribute("http.request.method", requests.method())
            span.set_attribute("http.route", requests.route())
            span.set_attribute("http.response.status_code", response.status_code)
            span.end()
        return response

    app.before_request(begin)
    app.after_request(end)
    return True


def _set_up() -> tuple[Any, Any, Any]:
    """What makes spans, what reads those of others from headers, and the kind of span that a server makes."""
    sdk = import_module("opentelemetry.sdk.trace")
    exporting = import_module("opentelemetry.sdk.trace.export")
    exporter = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter").OTLPSpanExporter()
    resource = import_module("opentelemetry.sdk.resources").Resource.create({"service.name": "interlace"})
    provider = sdk.TracerProvider(resource=resource)
    provider.add_span_processor(exporting.BatchSpanProcessor(exporter))
    extract = import_module("opentelemetry.propagate").extract
    return provider.get_tracer("interlace"), extract, import_module("opentelemetry.trace").SpanKind.SERVER
