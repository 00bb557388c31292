"""Consultations: those that ask the caller's bodies, those that they ask, and what all members may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from interlace import workspaces
from interlace.identity.permissions import Operation
from interlace.workspaces.opening import MOST_A_PAGE
from web.blueprint import pages
from web.forms import Form
from web.frame import page
from web.requests.mine import may_ask_anybody
from web.rights import may
from web.workspaces.asking import after, reader, words

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from interlace.workspaces import ConsultationTold, ReplyTold


@pages.get("/t/<tenant>/consultations")
def consultation_list(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """All that the caller may know of, the last first."""
    found = workspaces.consultations(*reader(), after=after())
    return page(
        "workspaces/consultations.html",
        consultations=found.consultations,
        next_after=found.consultations[-1].id if found.has_more else None,
        may_ask=may_ask_anybody(),
        **words(),
    )


@pages.get("/t/<tenant>/consultations/<uuid:consultation_id>")
def consultation_one(tenant: str, consultation_id: UUID) -> Response:  # noqa: ARG001
    """One consultation."""
    return shown(consultation_id, Form())


def shown(consultation_id: UUID, form: Form, status: int = 200, wrong: UUID | None = None) -> Response:
    """The page of a consultation: its text, who is asked, what they replied, and forms for whom they are for."""
    one = workspaces.consultation(*reader(), consultation_id)
    said = workspaces.replies(*reader(), consultation_id, first=MOST_A_PAGE, after=after())
    asked = _all_bodies(consultation_id)
    by_body: dict[str, list[ReplyTold]] = {}
    for reply in said.replies:
        by_body.setdefault(reply.body, []).append(reply)
    return page(
        "workspaces/consultation.html",
        status,
        one=one,
        asked=asked,
        by_body=by_body,
        answers=answers(one),
        next_after=said.replies[-1].id if said.has_more else None,
        published={each.body for each in asked if each.published},
        form=form,
        wrong=wrong,
        done=None if form.problems else request.args.get("done"),
        **words(),
    )


def _all_bodies(consultation_id: UUID) -> list[workspaces.ConsultedTold]:
    """All consulted bodies that are told, which are few hundreds at most."""
    found: list[workspaces.ConsultedTold] = []
    while True:
        last = found[-1].body if found else None
        some = workspaces.consulted(*reader(), consultation_id, first=MOST_A_PAGE, after=last)
        found += some.bodies
        if not some.has_more:
            return found


def answers(one: ConsultationTold) -> bool:
    """Whether the caller answers replies, also where the workspace was closed meanwhile."""
    return one.workspace is not None and may(Operation.RECORDS_WRITE, one.body)
