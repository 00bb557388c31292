"""The door for people: what is done before and after each page, and how errors are told there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import HTTPException

from web import errors, installation, languages, session
from web.blueprint import pages
from web.headers import finish

if TYPE_CHECKING:
    from flask import Flask

    from interlace.configuration import Configuration

_ASKING = frozenset({"GET", "HEAD", "OPTIONS"})


def serve(app: Flask, configuration: Configuration) -> None:
    """Let the application serve the pages."""
    installation.prepare(app, configuration)
    session.prepare(app, configuration)
    languages.prepare(app)
    app.register_blueprint(pages)


def _only_from_here() -> None:
    """Raise ForeignForm for what another site's page sends. Browsers say where a request begins, whatever its page."""
    if request.method in _ASKING:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    own = {_origin(request.host_url), _origin(installation.base_url())}
    if site not in {None, "same-origin", "none"} or (site is None and origin is not None and origin not in own):
        raise session.ForeignForm


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


pages.before_request(_only_from_here)
pages.after_request(finish)
for _kind in errors.KINDS:
    pages.register_error_handler(_kind, errors.told)
pages.register_error_handler(HTTPException, errors.told_by_status)
pages.register_error_handler(Exception, errors.unexpected)
