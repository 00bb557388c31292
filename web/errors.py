"""Pages for what went wrong: what it was, what to do now, a way home, and a number that names it in the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import Response, request, url_for

from api.context import request_id
from api.errors import PROBLEMS
from interlace import errors
from web.forms import Form
from web.frame import Frame, go, page
from web.headers import finish
from web.languages import say
from web.session import ForeignForm, somebody

if TYPE_CHECKING:
    from werkzeug.exceptions import HTTPException

#: All that services and doors raise, and what only pages do.
KINDS = (*PROBLEMS, ForeignForm)
_log = logging.getLogger(__name__)
#: Where programs talk, which read no pages.
_PROGRAMS = ("/api/", "/auth/", "/graphql", "/health", "/metrics", "/problems/")


def told(error: Exception) -> Response:
    """The page for an error of the services or doors; who is not signed in is led to where they can."""
    if isinstance(error, errors.Unauthenticated) and request.endpoint != "web.sign_in":
        return _to_sign_in()
    status = 400 if isinstance(error, ForeignForm) else PROBLEMS[type(error)].status
    problems: dict[str, str] = {}
    if isinstance(error, errors.Invalid):
        form = Form()
        form.refuse(error)
        problems, status = form.problems, 400
    return _page(status, problems)


def _to_sign_in() -> Response:
    further = request.full_path.rstrip("?") if request.method == "GET" and "HX-Request" not in request.headers else None
    where = url_for("web.sign_in", next=further)
    if "HX-Request" in request.headers:
        return Response("", 401, {"HX-Redirect": where})
    return go(where)


def told_by_status(error: Exception) -> Response:
    """The page for what the framework refuses."""
    return _page(getattr(error, "code", None) or 500, {})


def unexpected(error: Exception) -> Response:
    """The page for a fault of ours."""
    _log.error("Request %s failed", request_id(), exc_info=error)
    return _page(500, {})


def of_nowhere(error: HTTPException) -> Response | None:
    """The page for an address that leads nowhere, where a person asks for it; programs are answered otherwise."""
    wanted = request.accept_mimetypes.best_match(["application/json", "text/html"])
    if request.path.startswith(_PROGRAMS) or wanted != "text/html":
        return None
    return finish(told_by_status(error))


def _page(status: int, problems: dict[str, str]) -> Response:
    title, advice = _words(status)
    try:
        caller = somebody()
    except Exception:
        caller = None
    return page(
        "error.html",
        status,
        frame=Frame(caller, outside=True),
        title=title,
        advice=advice,
        problems=problems,
        number=request_id(),
    )


def _words(status: int) -> tuple[str, str]:
    """What went wrong, and what to do."""
    now = say("Look at how things stand now, then decide.")
    known = {
        400: (say("This could not be read"), say("Go back, check what you sent, and send it again.")),
        403: (
            say("This is not yours to do"),
            say("Your roles do not permit it. The administrators of the programme can change that."),
        ),
        404: (
            say("There is no such page"),
            say("The address may be mistyped, or what it led to was taken out of the register."),
        ),
        405: (say("This page cannot be used in that way"), say("Open it from the page before.")),
        409: (say("The register does not admit this"), now),
        412: (say("Somebody changed this meanwhile"), now),
        413: (say("This is too large"), say("Send a smaller file, or send it in parts.")),
        429: (say("You ask too often"), say("Wait a minute, then try again.")),
        503: (
            say("Interlace is busy or being looked after"),
            say("Nothing is lost. Try again in a few moments."),
        ),
    }
    ours = (
        say("Something went wrong on our side"),
        say("Nothing was written. Try again; if it happens again, tell us the number below."),
    )
    return known.get(status, ours)
