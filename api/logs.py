"""One line in the log for each request. It tells neither a secret nor a person: addresses are patterns, people ids."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import g, request

from api import requests
from api.context import request_id
from interlace.logs import FIELDS

if TYPE_CHECKING:
    from flask import Flask, Response

    from interlace.identity.callers import Caller

_access = logging.getLogger("interlace.requests")
_TRACE_PARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_FOREIGN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def log_requests(app: Flask) -> None:
    """Let each request be a line in the log, and each answer bear the id that names it there."""
    app.after_request(_tell)


def _tell(response: Response) -> Response:
    response.headers["Interlace-Request-Id"] = request_id()
    # Those who watch ask every few seconds; only what they find wrong is worth a line.
    level = logging.DEBUG if requests.is_watching() and response.status_code == HTTPStatus.OK else logging.INFO
    if _access.isEnabledFor(level):
        tell(
            request_id(),
            trace_of(request.headers.get("traceparent", ""), request.headers.get("X-Request-Id", "")),
            g.get("caller"),
            requests.method(),
            requests.route(),
            response.status_code,
            requests.seconds(),
            response.calculate_content_length(),
            level,
        )
    return response


def tell(
    request_id: str,
    trace: str | None,
    caller: Caller | None,
    method: str,
    route: str,
    status: int,
    seconds: float,
    size: int | None,
    level: int = logging.INFO,
) -> None:
    """A request's line: the caller as an id, never by name, and no tenant but theirs."""
    if not _access.isEnabledFor(level):
        return
    told = {
        "request": request_id,
        "trace": trace,
        "tenant": None if caller is None else caller.tenant,
        "caller": None if caller is None else f"{caller.principal.kind}:{caller.principal.id}",
        "method": method,
        "route": route,
        "status": status,
        "milliseconds": round(seconds * 1000, 2),
        "bytes": size,
    }
    fields = {name: value for name, value in told.items() if value is not None}
    _access.log(level, "%s %s", method, route, extra={FIELDS: fields})


def trace_of(parent: str, foreign: str) -> str | None:
    """The name that whoever asks gave to this (`traceparent`, `X-Request-Id`), if it is well formed and short."""
    found = _TRACE_PARENT.fullmatch(parent)
    if found:
        return found[1]
    return foreign if _FOREIGN_ID.fullmatch(foreign) else None
