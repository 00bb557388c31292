"""Approaches as pages: what was sent and received, one of them, and writing to those behind an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from interlace import commons, gatherings
from interlace.errors import Conflict, Invalid, Unknown
from interlace.gatherings.approaching import KINDS_FOR
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.gatherings import words
from web.gatherings.asked import after, asker, own_choices
from web.languages import say

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from interlace.commons import EntryTold

_DEEDS = ("accept", "decline", "withdraw")


@pages.get("/t/<tenant>/commons/approaches")
def approach_list(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What bodies of the caller's have sent and received, the latest first."""
    found = gatherings.approaches(*asker(), first=50, after=after())
    return page(
        "gatherings/approaches.html",
        items=found.items,
        next_after=found.next_after,
        kinds=words.approach_kinds(),
        states=words.approach_states(),
    )


@pages.get("/t/<tenant>/commons/approaches/<uuid:approach_id>")
def approach_one(tenant: str, approach_id: UUID) -> Response:  # noqa: ARG001
    """One of them."""
    return _one(approach_id, Form())


@pages.post("/t/<tenant>/commons/approaches/<uuid:approach_id>")
def approach_end(tenant: str, approach_id: UUID) -> Response:  # noqa: ARG001
    """Accept, decline or withdraw it."""
    form = Form.sent()
    deed = form.text("do")
    if deed not in _DEEDS:
        raise Unknown("There is nothing such to do.")
    try:
        if deed == "withdraw":
            gatherings.withdraw(*asker(), approach_id)
        else:
            gatherings.answer(*asker(), approach_id, deed == "accept", form.text("answer") or None)
    except Invalid as refused:
        form.refuse(refused)
        return _one(approach_id, form, 422)
    except Conflict as refused:
        form.refuse_whole(refused)
        return _one(approach_id, form, 409)
    return go(address("approach_one", approach_id=approach_id, done=deed))


@pages.get("/t/<tenant>/commons/entries/<uuid:entry_id>/write")
def approach_new(tenant: str, entry_id: UUID) -> Response:  # noqa: ARG001
    """The form by which one writes to those behind an entry."""
    entry = _entry(entry_id)
    return _form(entry, Form.of({"kind": KINDS_FOR[entry.kind][0]}))


@pages.post("/t/<tenant>/commons/entries/<uuid:entry_id>/write")
def approach_send(tenant: str, entry_id: UUID) -> Response:  # noqa: ARG001
    """Send it."""
    entry, form = _entry(entry_id), Form.sent()
    given = {"entry": str(entry_id), "body": form.text("body"), "text": form.text("text"), "kind": form.text("kind")}
    try:
        made = gatherings.approach(*asker(), {name: value for name, value in given.items() if value})
    except Invalid as refused:
        form.refuse(refused)
        return _form(entry, form, 422)
    except Conflict as refused:
        form.refuse_whole(refused)
        return _form(entry, form, 409)
    return go(address("approach_one", approach_id=made.id, done="sent"))


def _entry(entry_id: UUID) -> EntryTold:
    database, _, tenant_id = asker()
    return commons.entry(database, tenant_id, entry_id)


def _one(approach_id: UUID, form: Form, status: int = 200) -> Response:
    said = {
        "sent": say("It is on its way. You read the answer here, and are told of it."),
        "accept": say("You have accepted. The body that wrote is told so."),
        "decline": say("You have declined. The body that wrote is told so."),
        "withdraw": say("It is withdrawn."),
    }
    return page(
        "gatherings/approach.html",
        status,
        one=gatherings.approach_of(*asker(), approach_id),
        form=form,
        kinds=words.approach_kinds(),
        states=words.approach_states(),
        done=said.get(request.args.get("done", "")),
    )


def _form(entry: EntryTold, form: Form, status: int = 200) -> Response:
    kinds = [(kind, words.approach_kinds()[kind]) for kind in KINDS_FOR[entry.kind]]
    return page("gatherings/write.html", status, entry=entry, form=form, kinds=kinds, bodies=own_choices())
