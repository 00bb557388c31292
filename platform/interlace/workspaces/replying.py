"""What consulted bodies reply, once or several times, and what the asking side answers to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Body, Consultation, ConsultationReply, ConsultedBody, Workspace
from interlace.db.models.workspaces import (
    MOST_BECAUSE_CHARACTERS,
    MOST_NAME_CHARACTERS,
    MOST_REPLY_CHARACTERS,
    VERDICTS,
)
from interlace.errors import Conflict, Forbidden, Unknown
from interlace.identity.permissions import Operation, may
from interlace.notices import people_of, take_back, tell
from interlace.requests.asking import asker_name
from interlace.workspaces.consulted import ConsultationTold, ReplyTold, of_a_body, reply_of_own, reply_of_the_side
from interlace.workspaces.consulting import of_own, unknown_consultation
from interlace.workspaces.rights import did
from interlace.workspaces.values import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal

#: So often one body replies in one consultation.
MOST_REPLIES = 20


def reply(
    database: Database, principal: Principal, tenant_id: UUID, consultation_id: UUID, given: Mapping[str, object]
) -> ReplyTold:
    """Reply for a consulted `body` with a `text`; with `publish`, all members read its replies from now on.

    Raises Unknown, Forbidden, Invalid; Conflict where the consultation is over or was taken back, or the body has said
    much.
    """
    read = Reading(given, "body", "text", "publish")
    body, text = read.text("body", MOST_NAME_CHARACTERS), read.text("text", MOST_REPLY_CHARACTERS)
    publish = read.flag("publish")
    read.check()
    with tenancy.writing(database, tenant_id, principal) as unit:
        consultation, asked, workspace = _asked(unit, consultation_id, body)
        if consultation.withdrawn_at is not None or consultation.due_on < unit.today:
            raise Conflict("The consultation is over.")
        here = ConsultationReply.consultation == consultation_id, ConsultationReply.body == body
        if (unit.session.scalar(select(func.count()).select_from(ConsultationReply).where(*here)) or 0) >= MOST_REPLIES:
            raise Conflict(f"A body replies at most {MOST_REPLIES} times.")
        made = ConsultationReply(
            id=new_id(), consultation=consultation_id, body=body, text=text, by=principal.label, at=unit.at
        )
        unit.session.add(made)
        if publish and asked.published_at is None:
            asked.published_at = unit.at
        did(unit, workspace, "consultation.reply", consultation=str(consultation_id), body=body)
        about = f"consultation:{consultation_id}"
        for kind in ("consultation-asked", "consultation-due"):
            take_back(unit.session, kind, about, people=people_of(unit.session, body))
        name = unit.session.scalar(select(Body.name).where(Body.code == body)) or body
        details = {"who": name, "what": consultation.title}
        tell(unit.session, people_of(unit.session, consultation.body), "consultation-replied", about, details, unit.at)
        return reply_of_own(unit.session, made, consultation, unit.today)


def publish(
    database: Database, principal: Principal, tenant_id: UUID, consultation_id: UUID, given: Mapping[str, object]
) -> ConsultationTold:
    """Agree for a consulted `body` that all members read its replies before the deadline is over.

    Raises Unknown, Forbidden, Invalid; Conflict where they do already, or it was taken back.
    """
    read = Reading(given, "body")
    body = read.text("body", MOST_NAME_CHARACTERS)
    read.check()
    with tenancy.writing(database, tenant_id, principal) as unit:
        consultation, asked, workspace = _asked(unit, consultation_id, body)
        if consultation.withdrawn_at is not None:
            raise Conflict("The consultation is over.")
        if asked.published_at is not None or consultation.due_on < unit.today:
            raise Conflict("All members read its replies already.")
        asked.published_at = unit.at
        did(unit, workspace, "consultation.publish", consultation=str(consultation_id), body=body)
        return of_a_body(unit.session, consultation, body, unit.today)


def _asked(unit: Unit, consultation_id: UUID, body: str) -> tuple[Consultation, ConsultedBody, Workspace]:
    """A consultation that asks a body which the principal writes for. Raises Unknown, Forbidden."""
    here = ConsultedBody.consultation == consultation_id, ConsultedBody.body == body
    asked = unit.session.scalar(select(ConsultedBody).where(*here))
    if asked is None or not may(unit.session, unit.principal, Operation.RECORDS_WRITE, unit.today, body):
        raise unknown_consultation(consultation_id)
    consultation = unit.session.scalars(select(Consultation).where(Consultation.id == consultation_id)).one()
    _must_not_ask_too(unit, consultation, body)
    rows = select(Workspace).where(Workspace.id == consultation.workspace).with_for_update()
    return consultation, asked, unit.session.scalars(rows).one()


def _must_not_ask_too(unit: Unit, consultation: Consultation, body: str) -> None:
    """Raise Forbidden where somebody of the side that asks would say what a body below it says."""
    who, write = unit.principal, Operation.RECORDS_WRITE
    if may(unit.session, who, write, unit.today) or any(grant.body == body for grant in who.grants):
        return
    if may(unit.session, who, write, unit.today, consultation.body):
        raise Forbidden("Whoever asks does not reply for those who are asked: somebody of the body itself does.")


def answer(
    database: Database, principal: Principal, tenant_id: UUID, consultation_id: UUID, given: Mapping[str, object]
) -> ReplyTold:
    """Say what becomes of a `reply` (its id): the `verdict`, and `because` of what. The body is told; with `anew`
    another answer takes the place of the one that was given.

    Raises Unknown, Forbidden, Invalid; Conflict where it was answered otherwise and `anew` is not said, so that of two
    who answer at once the second sees what the first has said.
    """
    read = Reading(given, "reply", "verdict", "because", "anew")
    reply_id, verdict = read.id("reply"), read.choice("verdict", VERDICTS)
    because, anew = read.text("because", MOST_BECAUSE_CHARACTERS), read.flag("anew")
    read.check()
    with tenancy.writing(database, tenant_id, principal) as unit:
        consultation, workspace = of_own(unit, consultation_id, although_closed=True)
        here = ConsultationReply.id == reply_id, ConsultationReply.consultation == consultation_id
        found = unit.session.scalar(select(ConsultationReply).where(*here))
        if found is None:
            raise Unknown(f"There is no reply {reply_id}.")
        if found.verdict is not None and not anew and (found.verdict, found.because) != (verdict, because):
            raise Conflict("It was answered already. Read what was said, and answer anew if it is to be another.")
        found.verdict, found.because = verdict, because
        found.answered_by = principal.label
        # When it was first answered tells whether a later reply was a part of a dialogue.
        found.answered_at = found.answered_at or unit.at
        did(unit, workspace, "consultation.answer", consultation=str(consultation_id), body=found.body, verdict=verdict)
        details = {"who": asker_name(unit.session, consultation.body), "what": consultation.title}
        people = people_of(unit.session, found.body)
        tell(unit.session, people, "consultation-answered", f"consultation:{consultation_id}", details, unit.at)
        return reply_of_the_side(unit.session, found, consultation, unit.today)
