"""A text put to bodies, with a question and a deadline. Of the workspace they read this and nothing else."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - taken apart at run time
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Body, Consultation, ConsultationReply, ConsultedBody, Workspace
from interlace.db.models.workspaces import MOST_QUESTION_CHARACTERS, MOST_TEXT_CHARACTERS, MOST_TITLE_CHARACTERS
from interlace.errors import Conflict, FieldProblem, Invalid, Stale, Unknown
from interlace.identity.permissions import Operation, may, require
from interlace.notices import take_back, tell
from interlace.notices.people import people_of_each
from interlace.requests.asking import asker_name
from interlace.workspaces.consulted import ConsultationTold, of_the_side
from interlace.workspaces.rights import did, written
from interlace.workspaces.values import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal

MOST_CONSULTED = 500
#: So many consultations of one workspace.
MOST_CONSULTATIONS = 50


def consult(
    database: Database, principal: Principal, tenant_id: UUID, workspace_id: UUID, given: Mapping[str, object]
) -> ConsultationTold:
    """Put a `text` under a `title` to `bodies` (codes) with a `question`, until `due_on`. Their people are told.

    Raises Unknown, Forbidden, Invalid; Conflict where there are many already.
    """
    read = Reading(given, "title", "text", "question", "due_on", "bodies")
    title, text = read.text("title", MOST_TITLE_CHARACTERS), read.text("text", MOST_TEXT_CHARACTERS)
    question, bodies = read.text("question", MOST_QUESTION_CHARACTERS), read.codes("bodies", MOST_CONSULTED)
    with tenancy.writing(database, tenant_id, principal) as unit:
        workspace = written(unit, workspace_id)
        due_on = read.deadline("due_on", unit.today)
        read.check()
        _check_bodies(unit, workspace, bodies)
        known = select(func.count()).select_from(Consultation).where(Consultation.workspace == workspace_id)
        if (unit.session.scalar(known) or 0) >= MOST_CONSULTATIONS:
            raise Conflict(f"A workspace has at most {MOST_CONSULTATIONS} consultations.")
        made = Consultation(
            id=new_id(),
            workspace=workspace_id,
            body=workspace.body,
            title=title,
            text=text,
            question=question,
            due_on=due_on,
            opened_by=principal.label,
            opened_at=unit.at,
            revision=1,
        )
        unit.session.add(made)
        unit.session.flush()
        unit.session.add_all(ConsultedBody(consultation=made.id, body=code) for code in bodies)
        did(unit, workspace, "consultation.open", consultation=str(made.id), bodies=len(bodies))
        _tell_asked(unit, made, bodies)
        return of_the_side(unit.session, [made], unit.today)[0]


def _check_bodies(unit: Unit, workspace: Workspace, bodies: Sequence[str]) -> None:
    rows = select(Body.code, Body.valid_from, Body.valid_to).where(Body.code.in_(list(bodies)))
    live = {row.code: _lives(row.valid_from, row.valid_to, unit.today) for row in unit.session.execute(rows)}
    problems = []
    for place, code in enumerate(bodies):
        if code not in live:
            problems.append(FieldProblem(f"/bodies/{place}", "unknown-code", {"value": code, "tables": "bodies"}))
        elif not live[code] or code == workspace.body:
            problems.append(FieldProblem(f"/bodies/{place}", "bad-value"))
    if problems:
        raise Invalid(problems)


def _lives(begun: date | None, ended: date | None, today: date) -> bool:
    return (begun is None or begun <= today) and (ended is None or ended >= today)


def _tell_asked(unit: Unit, consultation: Consultation, bodies: Sequence[str]) -> None:
    people = {person for some in people_of_each(unit.session, bodies).values() for person in some}
    details = {
        "who": asker_name(unit.session, consultation.body),
        "what": consultation.title,
        "until": consultation.due_on.isoformat(),
    }
    tell(unit.session, people, "consultation-asked", f"consultation:{consultation.id}", details, unit.at)


def postpone(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    consultation_id: UUID,
    revision: int,
    given: Mapping[str, object],
) -> ConsultationTold:
    """Let a consultation, which is at this revision, last until a later day (`due_on`); who has not replied is told.

    Raises Unknown, Forbidden, Invalid, Stale; Conflict where it was withdrawn, or is over and so published.
    """
    read = Reading(given, "due_on")
    with tenancy.writing(database, tenant_id, principal) as unit:
        due_on = read.deadline("due_on", unit.today)
        read.check()
        consultation, workspace = of_own(unit, consultation_id)
        if consultation.revision != revision:
            raise Stale(revision, consultation.revision)
        if consultation.withdrawn_at is not None or consultation.due_on < unit.today:
            raise Conflict("The consultation is over.")
        if due_on <= consultation.due_on:
            raise Invalid([FieldProblem("/due_on", "end-before-start", {"start": consultation.due_on.isoformat()})])
        consultation.due_on = due_on
        consultation.revision += 1
        did(unit, workspace, "consultation.postpone", consultation=str(consultation_id), due_on=due_on.isoformat())
        replied = select(ConsultationReply.body).where(ConsultationReply.consultation == consultation_id)
        rows = select(ConsultedBody.body).where(
            ConsultedBody.consultation == consultation_id, ConsultedBody.body.not_in(replied)
        )
        _tell_asked(unit, consultation, unit.session.scalars(rows).all())
        return of_the_side(unit.session, [consultation], unit.today)[0]


def withdraw(
    database: Database, principal: Principal, tenant_id: UUID, consultation_id: UUID, revision: int
) -> ConsultationTold:
    """Take a consultation back that nobody has replied to yet. Raises Unknown, Forbidden, Stale, Conflict."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        consultation, workspace = of_own(unit, consultation_id, although_closed=True)
        if consultation.revision != revision:
            raise Stale(revision, consultation.revision)
        if consultation.withdrawn_at is not None:
            raise Conflict("It was taken back already.")
        replies = select(ConsultationReply.id).where(ConsultationReply.consultation == consultation_id)
        if unit.session.scalar(replies.limit(1)) is not None:
            raise Conflict("Bodies have replied: what they said is not taken back, and waits to be answered.")
        consultation.withdrawn_at = unit.at
        consultation.revision += 1
        did(unit, workspace, "consultation.withdraw", consultation=str(consultation_id))
        for kind in ("consultation-asked", "consultation-due"):
            take_back(unit.session, kind, f"consultation:{consultation_id}")
        return of_the_side(unit.session, [consultation], unit.today)[0]


def of_own(unit: Unit, consultation_id: UUID, *, although_closed: bool = False) -> tuple[Consultation, Workspace]:
    """A consultation of a body that the principal writes for; what bodies were asked goes on once the workspace is
    closed: their replies are answered, or they are asked no more.

    Raises Unknown, Forbidden; Conflict where the workspace is closed and that matters.
    """
    found = unit.session.scalar(select(Consultation).where(Consultation.id == consultation_id))
    if found is None or not may(unit.session, unit.principal, Operation.DRAFTS_READ, unit.today, found.body):
        raise unknown_consultation(consultation_id)
    require(unit.session, unit.principal, Operation.RECORDS_WRITE, unit.today, found.body)
    return found, written(unit, found.workspace, although_closed=although_closed)


def unknown_consultation(consultation_id: UUID) -> Unknown:
    """What whoever may not know of a consultation is told, in the words for what is not there."""
    return Unknown(f"There is no consultation {consultation_id}.")
