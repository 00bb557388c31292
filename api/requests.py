"""What is told of a request in logs and metrics: never its address as it was sent, which may hold secrets."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from flask import g, request

if TYPE_CHECKING:
    from flask import Flask

NOWHERE = "nowhere"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def time_requests(app: Flask) -> None:
    """Let each request know when it began. To be called before everything else that looks at requests."""
    app.before_request(_begin)


def _begin() -> None:
    g.began = time.perf_counter()


def seconds() -> float:
    """How long this request has taken so far."""
    return time.perf_counter() - float(g.get("began", time.perf_counter()))


def route() -> str:
    """The pattern of the request's address, `/api/v1/tenants/<tenant>/bodies`; one word for all that lead nowhere."""
    return NOWHERE if request.url_rule is None else str(request.url_rule.rule)


def method() -> str:
    """The request's method; one word for all that nobody knows."""
    return request.method if request.method in _METHODS else "other"


def caller() -> str | None:
    """Who asked, as `user:<id>` or `service:<id>`: an id, never a name."""
    found = g.get("caller")
    return None if found is None else f"{found.principal.kind}:{found.principal.id}"


def tenant() -> str | None:
    """The slug of the caller's tenant; of nobody's, who might have written anything there."""
    found = g.get("caller")
    return None if found is None else str(found.tenant)
