"""What is told of a request in logs and metrics: never its address as it was sent, which may hold secrets."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from flask import abort, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from api.input import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

View = TypeVar("View", bound="Callable[..., object]")
#: In the environment of a request whose body the server did not take: the status to answer.
REFUSED = "interlace.refused"
_MOST_BYTES = "_most_bytes"
#: Asked by machines that watch over the process, and cheap.
WATCHING = frozenset({"health.process", "health.ready", "metrics.scrape"})
NOWHERE = "nowhere"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def takes(most_bytes: int) -> Callable[[View], View]:
    """Let a view take larger bodies than others do."""

    def mark(view: View) -> View:
        setattr(view, _MOST_BYTES, most_bytes)
        return view

    return mark


def most_bytes(app: Flask, method: str, path: str) -> int:
    """How large a body may be that is sent to an address."""
    try:
        endpoint, _ = app.url_map.bind("").match(path, method)
    except (HTTPException, RequestRedirect):
        return MOST_BYTES
    return int(getattr(app.view_functions[endpoint], _MOST_BYTES, MOST_BYTES))


def begin_requests(app: Flask) -> None:
    """Let each request know when it began, and how large it may be.

    To be called before everything else that looks at requests.
    """

    def begin() -> None:
        g.began = time.perf_counter()
        if REFUSED in request.environ:
            abort(int(request.environ[REFUSED]))
        if request.endpoint is not None:
            request.max_content_length = getattr(app.view_functions[request.endpoint], _MOST_BYTES, MOST_BYTES)

    app.before_request(begin)


def seconds() -> float:
    """How long this request has taken so far."""
    return time.perf_counter() - float(g.get("began", time.perf_counter()))


def route() -> str:
    """The pattern of the request's address, `/api/v1/tenants/<tenant>/bodies`; one word for all that lead nowhere."""
    return NOWHERE if request.url_rule is None else str(request.url_rule.rule)


def is_watching() -> bool:
    """Whether a machine asks that watches over the process."""
    return request.endpoint in WATCHING


def method() -> str:
    """The request's method; one word for all that nobody knows."""
    return request.method if request.method in _METHODS else "other"
