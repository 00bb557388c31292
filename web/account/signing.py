"""Signing in, choosing a programme, signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, request, url_for

from api.context import caller, database
from api.guard import public
from interlace.errors import Unauthenticated, Unknown
from interlace.identity import sign_ins
from interlace.identity.lockout import user_by_password
from web import session
from web.account import person
from web.arguments import own_path
from web.blueprint import pages
from web.forms import Form
from web.frame import go, page
from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from flask import Response


@pages.get("/")
@public
def home() -> Response:
    """Where everybody begins: at their programme, or at signing in."""
    somebody = session.somebody()
    if somebody is None:
        return go(url_for("web.sign_in"))
    return go(url_for("web.overview", tenant=somebody.tenant))


@pages.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response:
    """Sign in with e-mail address and password; a sign-in is for one programme."""
    further = own_path(request.values.get("next", ""))
    if request.method == "GET":
        erased = request.args.get("done") == "erased"
        return page("account/sign_in.html", form=Form(), further=further, erased=erased)
    form = Form.sent()
    try:
        user_id = user_by_password(database(), form.text("email"), request.form.get("password", ""))
        mine = sign_ins.tenants_of(database(), user_id)
    except Unauthenticated:
        mine = []
    if not mine:
        form.wrong("email", _wrong())
        return page("account/sign_in.html", 422, form=form, further=further)
    return _into(mine, user_id, further)


def _wrong() -> str:
    return say(
        "This address and password open nothing here, or there were too many attempts. "
        "Check both; after several attempts, wait a quarter of an hour."
    )


def _into(mine: Sequence[tuple[UUID, str]], user_id: UUID, further: str) -> Response:
    """The first page after signing in: the one that was asked for, the person's programme, or the choice of one."""
    by_slug = {slug: tenant_id for tenant_id, slug in mine}
    asked = further.split("/")[2] if further.startswith("/t/") else ""
    slug = asked if asked in by_slug else mine[0][1]
    if further and (asked in by_slug or not asked):
        where = further
    else:
        where = url_for("web.overview", tenant=slug) if len(mine) == 1 else url_for("web.programmes")
    response = go(where)
    session.begin(by_slug[slug], user_id, response)
    return response


@pages.post("/sign-out")
@public
def sign_out() -> Response:
    """Sign out. It needs no proof: another site's page could do no more than end a session."""
    session.end_former()
    response = go(url_for("web.sign_in"))
    session.end(response)
    return response


@pages.get("/programmes")
def programmes() -> Response:
    """The programmes that the person is a member of."""
    return page("account/programmes.html", mine=person.programmes(), current=caller().tenant)


@pages.post("/programmes/<slug>")
def enter(slug: str) -> Response:
    """Go on in another programme, as a new sign-in."""
    found = next((programme for programme in person.programmes() if programme.slug == slug), None)
    if found is None:
        raise Unknown(f"There is no tenant “{slug}”.")
    response = go(url_for("web.overview", tenant=slug))
    session.begin(found.id, person.user_id(), response)
    return response


@pages.get("/session")
def session_goes_on() -> Response:
    """Let the session last; how long it does now, in seconds."""
    return jsonify(seconds=session.seconds_left())
