"""What consulted bodies reply, and what becomes of each reply."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from interlace import workspaces
from interlace.errors import Conflict, Invalid
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go
from web.workspaces.asking import asker
from web.workspaces.consultations import shown

if TYPE_CHECKING:
    from flask import Response


@pages.post("/t/<tenant>/consultations/<uuid:consultation_id>/reply")
def consultation_reply(tenant: str, consultation_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """Reply for a body, or agree that all members read its replies."""
    form = Form.sent()
    body = form.text("body")
    try:
        if form.text("do") == "publish":
            workspaces.publish(*asker(), consultation_id, {"body": body})
            return go(address("consultation_one", consultation_id=consultation_id, done="published"))
        given = {"body": body, "text": form.text("text"), "publish": form.text("publish") == "yes"}
        workspaces.reply(*asker(), consultation_id, given)
    except Invalid as refused:
        form.refuse(refused)
    except Conflict as refused:
        form.refuse_whole(refused)
    if form.problems:
        return shown(consultation_id, form, 422)
    return go(address("consultation_one", consultation_id=consultation_id, done="replied"))


@pages.post("/t/<tenant>/consultations/<uuid:consultation_id>/answer")
def consultation_answer(tenant: str, consultation_id: UUID) -> Response:  # noqa: ARG001
    """Say what becomes of a reply."""
    form = Form.sent()
    try:
        given = {**form.given("reply", "verdict", "because"), "anew": form.text("anew") == "yes"}
        workspaces.answer(*asker(), consultation_id, given)
    except Invalid as refused:
        form.refuse(refused)
    except Conflict as refused:
        form.refuse_whole(refused)
    if form.problems:
        return shown(consultation_id, form, 422, _id(form.text("reply")))
    return go(address("consultation_one", consultation_id=consultation_id, done="answered"))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
