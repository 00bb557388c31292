"""The two pages that links in mails lead to: accepting an invitation, and setting a new password. Without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request

from api.context import database
from api.guard import public
from interlace.bundle.problems import expected_of
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.identity import users
from interlace.texts import Speaker, first_known

if TYPE_CHECKING:
    from collections.abc import Sequence

blueprint = Blueprint("links", __name__, template_folder="templates")

# The address holds a secret: it is told to nobody, kept nowhere, and the page asks nothing of anyone else.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language",
    "X-Content-Type-Options": "nosniff",
}


@blueprint.route("/invitations/<secret>", methods=["GET", "POST"])
@public
def invitation(secret: str) -> Response:
    """Set name and password by an invitation."""
    if request.method == "GET":
        return _page("form", asks_name=True)
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        users.accept_invitation(database(), secret, name, password)
    except Invalid as invalid:
        return _page("form", asks_name=True, name=name, problems=invalid.problems)
    except Unknown:
        return _page("used")
    return _page("done")


@blueprint.route("/resets/<secret>", methods=["GET", "POST"])
@public
def reset(secret: str) -> Response:
    """Set a new password."""
    if request.method == "GET":
        return _page("form", asks_name=False)
    try:
        users.use_reset(database(), secret, request.form.get("password", ""))
    except Invalid as invalid:
        return _page("form", asks_name=False, problems=invalid.problems)
    except Unknown:
        return _page("used")
    return _page("done")


def _page(state: str, *, asks_name: bool = False, name: str = "", problems: Sequence[FieldProblem] = ()) -> Response:
    """The page in the reader's language: the form (again, with what to mend), or what became of it."""
    speaker = Speaker(first_known(tag for tag, quality in request.accept_languages if quality))
    expected = {problem.pointer[1:]: expected_of(problem, speaker.language) for problem in problems}
    status = 422 if problems else 410 if state == "used" else 200
    told = _sentences(speaker)
    text = render_template(
        "link.html",
        told=told,
        language=speaker.language,
        state=state,
        asks_name=asks_name,
        name=name,
        expected=expected,
    )
    return Response(text, status, _HEADERS, content_type="text/html; charset=utf-8")


def _sentences(speaker: Speaker) -> dict[str, str]:
    """What the page says."""
    say = speaker.say
    return {
        "title": say("Your password on Interlace"),
        "error": say("Error:"),
        "mend": say("Please mend this:"),
        "name": say("Your name"),
        "password": say("A password of 12 characters or more: three or four words that do not belong together"),
        "save": say("Save"),
        "done": say("Your password is set. You can sign in now."),
        "used": say("This link was used already or is too old. Ask for another: whoever invited you can send one."),
    }
