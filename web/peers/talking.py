"""Requests to talk that concern somebody: what they asked, what they are asked, and whether they may be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import request

from api.context import caller, database
from interlace import talks
from interlace.errors import Conflict, Unknown
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import say

if TYPE_CHECKING:
    from flask import Response

    from interlace.identity.callers import Caller

_DEEDS = ("accept", "decline", "withdraw")


def _tenant_id(who: Caller) -> UUID:
    assert who.principal.tenant_id is not None  # noqa: S101 - pages of a tenant
    return who.principal.tenant_id


@pages.get("/t/<tenant>/talks")
def talks_page(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """All requests that concern the caller, and for which bodies they may be asked."""
    return _page(Form())


def _page(form: Form, status: int = 200) -> Response:
    who = caller()
    given = request.args.get("after", "")
    try:
        after = UUID(given) if given else None
    except ValueError as error:
        raise Unknown("There is no such page of the list.") from error
    found = talks.talks(database(), who.principal, _tenant_id(who), first=50, after=after)
    return page(
        "peers/talks.html",
        status,
        items=found.items,
        next_after=found.next_after,
        open=talks.open_bodies(database(), who.principal, _tenant_id(who)),
        done=request.args.get("done", ""),
        form=form,
        states={
            "asked": say("waits for an answer"),
            "accepted": say("accepted"),
            "declined": say("declined"),
            "withdrawn": say("withdrawn"),
            "expired": say("nobody answered in time"),
        },
    )


@pages.post("/t/<tenant>/talks/<uuid:talk_id>")
def end_talk(tenant: str, talk_id: UUID) -> Response:  # noqa: ARG001
    """Accept, decline or withdraw a request."""
    form, who = Form.sent(), caller()
    deed = form.text("do")
    if deed not in _DEEDS:
        raise Unknown("There is nothing such to do.")
    try:
        if deed == "withdraw":
            talks.withdraw(database(), who.principal, _tenant_id(who), talk_id)
        else:
            talks.answer(database(), who.principal, _tenant_id(who), talk_id, deed == "accept")
    except Conflict as refused:
        form.refuse_whole(refused)
        return _page(form, 409)
    return go(address("talks_page", done=deed))


@pages.post("/t/<tenant>/open-to-talk")
def open_to_talk(tenant: str) -> Response:  # noqa: ARG001
    """Keep for which bodies the caller may be asked: those that are ticked."""
    form, who = Form.sent(), caller()
    wanted = set(form.texts("body"))
    for one in talks.open_bodies(database(), who.principal, _tenant_id(who)):
        if one.open_to_talk != (one.body in wanted):
            talks.set_open(database(), who.principal, _tenant_id(who), one.body, one.body in wanted)
    return go(address("talks_page", done="open"))
