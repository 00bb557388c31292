"""Headers that every answer bears: what browsers must not do with it, and which other origins' pages may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

if TYPE_CHECKING:
    from flask import Flask

    from interlace.configuration import Configuration

#: An answer that is no page loads nothing, runs nothing and is framed by nobody. Pages say themselves what they need.
_ALWAYS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_TWO_YEARS = "max-age=63072000; includeSubDomains"
_ASKED_WITH = "Authorization, Content-Type, Accept, Accept-Language, If-Match, If-None-Match, Idempotency-Key"
_READ_BY_PAGES = (
    "ETag, Link, Location, Content-Disposition, Idempotency-Replayed, Interlace-Revision, Interlace-Request-Id, "
    "RateLimit, RateLimit-Policy, Retry-After"
)
_DAY = "86400"


def protect(app: Flask, configuration: Configuration) -> None:
    """Let every answer bear the headers; a view that sets one of them itself keeps its own."""
    always = dict(_ALWAYS)
    if configuration.base_url.startswith("https:"):
        always["Strict-Transport-Security"] = _TWO_YEARS

    def add(response: Response) -> Response:
        for name, value in always.items():
            response.headers.setdefault(name, value)
        # Pages of the origins that are named read answers; without any, a page elsewhere may not even embed one.
        policy = "cross-origin" if configuration.cors_origins else "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", policy)
        return response

    app.after_request(add)


def share(app: Flask, configuration: Configuration) -> None:
    """Let pages of the configured origins read answers (CORS).

    They bring tokens and never cookies: no answer allows credentials.
    """
    origins = frozenset(configuration.cors_origins)
    if not origins:
        return

    def preflight() -> Response | None:
        if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
            return None
        response = Response(status=204)
        if request.headers.get("Origin") in origins:
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, PATCH, PUT, DELETE"
            response.headers["Access-Control-Allow-Headers"] = _ASKED_WITH
            response.headers["Access-Control-Max-Age"] = _DAY
        return response

    def tell(response: Response) -> Response:
        response.vary.add("Origin")
        origin = request.headers.get("Origin")
        if origin in origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = _READ_BY_PAGES
        return response

    app.before_request(preflight)
    app.after_request(tell)
