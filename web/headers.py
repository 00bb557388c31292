"""What pages bear besides their content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web import languages, session

if TYPE_CHECKING:
    from flask import Response

#: A page takes style, scripts, fonts and pictures from here, sends forms here, and is framed by nobody.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    # Forms say where they come from; no other origin learns which page somebody was on.
    "Referrer-Policy": "same-origin",
}


def finish(response: Response) -> Response:
    """Let a page bear its headers, the language that was chosen, and a session that goes on."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.vary.update(["Accept-Language", "Cookie"])
    languages.keep(response)
    session.go_on(response)
    return response
