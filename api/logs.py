"""One line in the log for each request. It tells neither a secret nor a person: addresses are patterns, people ids."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import request

from api import requests
from api.context import request_id
from interlace.logs import FIELDS

if TYPE_CHECKING:
    from flask import Flask, Response

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
        _access.log(level, "%s %s", requests.method(), requests.route(), extra={FIELDS: _told(response)})
    return response


def _told(response: Response) -> dict[str, Any]:
    told = {
        "request": request_id(),
        "trace": _trace(),
        "tenant": requests.tenant(),
        "caller": requests.caller(),
        "method": requests.method(),
        "route": requests.route(),
        "status": response.status_code,
        "milliseconds": round(requests.seconds() * 1000, 2),
        "bytes": response.calculate_content_length(),
    }
    return {name: value for name, value in told.items() if value is not None}


def _trace() -> str | None:
    """The name that whoever asks gave to this, if it is well formed and short."""
    parent = _TRACE_PARENT.fullmatch(request.headers.get("traceparent", ""))
    if parent:
        return parent[1]
    foreign = request.headers.get("X-Request-Id", "")
    return foreign if _FOREIGN_ID.fullmatch(foreign) else None
