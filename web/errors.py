"""Pages for what went wrong: what it was, what to do now, a way home, and a number that names it in the log."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, g, request, url_for
from werkzeug.exceptions import HTTPException

from api.context import request_id
from api.errors import PROBLEMS
from interlace import errors
from web.arguments import own_path
from web.forms import Form
from web.frame import Frame, go, page
from web.headers import finish
from web.installation import contact
from web.languages import say
from web.session import ForeignForm, somebody

if TYPE_CHECKING:
    from interlace.identity.callers import Caller

#: All that services and doors raise, and what only pages do.
KINDS = (*PROBLEMS, ForeignForm)
_log = logging.getLogger(__name__)
#: Where programs talk, which read no pages.
_PROGRAMS = ("/api/", "/auth/", "/graphql", "/health", "/metrics", "/problems/")
_OURS = 500
#: What asking again may mend.
_PASSING = frozenset({429, 500, 503})
#: What is said beside the page: which methods an address has, and when to ask again.
_KEPT_HEADERS = ("Allow", "Retry-After")
_SECONDS_OF_A_PAUSE = "5"


@dataclass(frozen=True)
class Told:
    """What the page says: what went wrong, and what to do now."""

    title: str
    advice: str


def told(error: Exception) -> Response:
    """The page for an error of the services or doors; who is not signed in is led to where they can."""
    if isinstance(error, errors.Unauthenticated):
        return _to_sign_in()
    status = 400 if isinstance(error, ForeignForm) else PROBLEMS[type(error)].status
    problems: dict[str, str] = {}
    if isinstance(error, errors.Invalid):
        form = Form()
        form.refuse(error)
        problems, status = form.problems, 400
    response = _page(status, _words_of(error) or _words(status), problems)
    if isinstance(error, errors.Busy):
        response.headers["Retry-After"] = _SECONDS_OF_A_PAUSE
    return response


def _to_sign_in() -> Response:
    """To signing in, and from there back to the page that was asked for, or that the form was on."""
    part = request.headers.get("HX-Current-URL", "") if "HX-Request" in request.headers else None
    further = request.full_path.rstrip("?") if request.method == "GET" else request.headers.get("Referer", "")
    where = url_for("web.sign_in", next=own_path(further if part is None else part) or None)
    if part is not None:
        return Response("", 401, {"HX-Redirect": where})
    return go(where)


def told_by_status(error: Exception) -> Response:
    """The page for what the framework refuses."""
    status = getattr(error, "code", None) or _OURS
    response = _page(status, _words(status))
    given = dict(error.get_headers()) if isinstance(error, HTTPException) else {}
    response.headers.update({name: given[name] for name in _KEPT_HEADERS if name in given})
    return response


def unexpected(error: Exception) -> Response:
    """The page for a fault of ours; plain words where pages themselves are what fails."""
    _log.error("Request %s failed", request_id(), exc_info=error)
    try:
        return _page(_OURS, _words(_OURS))
    except Exception as again:
        _log.error("No page could be made for that", exc_info=again)
        told = f"Something went wrong on our side. The log names this request {request_id()}.\n"
        return Response(told, _OURS, content_type="text/plain; charset=utf-8")


def of_nowhere(error: HTTPException) -> Response | None:
    """The page for an address that leads nowhere, where a person asks for it; programs are answered otherwise."""
    wanted = request.accept_mimetypes.best_match(["application/json", "text/html"])
    if request.path.startswith(_PROGRAMS) or wanted != "text/html":
        return None
    return finish(told_by_status(error))


def _page(status: int, words: Told, problems: dict[str, str] | None = None) -> Response:
    """The page. It asks the database nothing but who calls, and that only where nobody has asked before."""
    return page(
        "error.html",
        status,
        frame=Frame(somebody(), outside=True),
        title=words.title,
        advice=words.advice,
        problems=problems or {},
        again=own_path(request.full_path.rstrip("?")) if status in _PASSING and request.method == "GET" else "",
        number=request_id(),
        contact=contact(),
        elsewhere=_is_of_another_tenant(),
    )


def _words_of(error: Exception) -> Told | None:
    """What is told of some errors more closely than their status does."""
    if isinstance(error, ForeignForm):
        return Told(
            say("This form is not valid any more"),
            say(
                "You signed in anew since the form was opened, or it was sent by another site. Nothing was written. "
                "Open the page again and send it once more."
            ),
        )
    if isinstance(error, errors.Suspended):
        return Told(
            say("This programme is closed for the time being"),
            say("Whoever runs Interlace here has suspended it. Nothing in it is lost."),
        )
    if isinstance(error, errors.Unknown) and _is_of_another_tenant():
        # Whether there is such a programme is told to nobody who is not in it.
        return Told(
            say("There is no such page in this programme"),
            say("You work in one programme at a time. If the page is of another of yours, go on in that one first."),
        )
    return None


def _is_of_another_tenant() -> bool:
    """Whether the address is one of another tenant than the caller works in, be there such a tenant or not."""
    caller: Caller | None = g.get("caller")
    return caller is not None and (request.view_args or {}).get("tenant", caller.tenant) != caller.tenant


def _words(status: int) -> Told:
    """The same by status alone."""
    now = say("Look at how things stand now, then decide.")
    known = {
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
    if status in known:
        return Told(*known[status])
    if status < _OURS:
        return Told(say("This could not be read"), say("Go back, check what you sent, and send it again."))
    return Told(
        say("Something went wrong on our side"),
        say("Nothing was written. Try again; if it happens again, tell us the number below."),
    )
