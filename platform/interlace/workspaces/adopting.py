"""A workspace becomes a strategy of the register: by the ordinary services, in one write, all or nothing, and once.

Who takes part is what really happened: a body that replied was consulted; one that replied again once it had been
answered was in dialogue; one that was asked and did not reply is told of, and is not written down as taking part.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - fields of data classes
from dataclasses import dataclass, replace
from datetime import datetime  # noqa: TC003 - the same
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db import tenancy
from interlace.db.models import Body, Consultation, ConsultationReply, ConsultedBody, WorkspaceField
from interlace.errors import Conflict, FieldProblem, Invalid, Stale
from interlace.identity.permissions import Operation, require
from interlace.notices import tell
from interlace.notices.people import people_of_each
from interlace.register import participations, strategies
from interlace.register.values import of_new
from interlace.requests.asking import asker_name
from interlace.workspaces.fields import typed
from interlace.workspaces.opening import seen
from interlace.workspaces.rights import did, written
from interlace.workspaces.showing import WorkspaceTold, told_workspaces

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.models import Workspace
    from interlace.db.unit import Unit
    from interlace.principals import Principal
    from interlace.reading.view import View

_PHASE = "design"


@dataclass(frozen=True)
class CommitmentForeseen:
    """A cell of the strategy to be, and its depth."""

    principle: str
    area: str
    depth: int


@dataclass(frozen=True)
class PartForeseen:
    """A body that is written down as having taken part, how deeply, and after how many replies."""

    body: str
    depth: str
    replies: int


@dataclass(frozen=True)
class _Said:
    """When a body replied, and when it was first answered."""

    at: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class Adoption:
    """What adopting writes into the register: nothing else, and all of it."""

    revision: int
    """That of the workspace which this was told of; whoever adopts says it."""
    strategy: Mapping[str, object]
    """The columns of the strategy."""
    commitments: tuple[CommitmentForeseen, ...]
    parts: tuple[PartForeseen, ...]
    silent: tuple[str, ...]
    """Bodies that were asked and did not reply: they are not written down."""
    unanswered: int
    """Replies that wait to hear what becomes of them."""
    problems: tuple[FieldProblem, ...]
    """What stands against it, by field."""


def adoption(database: Database, principal: Principal, tenant_id: UUID, view: View, workspace_id: UUID) -> Adoption:
    """What adopting a workspace would write now. Raises Unknown; Conflict where it is adopted, or was closed."""
    with tenancy.reading(database, tenant_id) as session:
        workspace = seen(session, view, principal, workspace_id)
        _must_be_open(workspace)
        return _foreseen(session, workspace)


def adopt(
    database: Database, principal: Principal, tenant_id: UUID, workspace_id: UUID, revision: int
) -> WorkspaceTold:
    """Record the strategy, its commitments and who was consulted on it, of a workspace that is at this revision.

    Raises Unknown, Forbidden, Stale; Invalid where something is missing or wrong, by field; Conflict where it is
    adopted already, was closed, or the register does not admit it.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        workspace = written(unit, workspace_id)
        _must_be_open(workspace)
        if workspace.revision != revision:
            raise Stale(revision, workspace.revision)
        # Whoever may write here may record the strategy too; asked again, should the two ever differ.
        require(unit.session, principal, Operation.RECORDS_WRITE, unit.today, workspace.body)
        told = _foreseen(unit.session, workspace)
        if told.problems:
            raise Invalid(told.problems)
        code = _write(unit, told)
        workspace.state, workspace.strategy = "adopted", code
        workspace.ended_at, workspace.ended_by = unit.at, principal.label
        counts = {"commitments": len(told.commitments), "participations": len(told.parts)}
        did(unit, workspace, "workspace.adopt", strategy=code, **counts)
        _tell_consulted(unit, workspace, str(told.strategy["title"]))
        return told_workspaces(unit.session, [workspace])[0]


def _must_be_open(workspace: Workspace) -> None:
    if workspace.state == "adopted":
        raise Conflict(f"It is adopted already: {workspace.strategy}.")
    if workspace.state == "closed":
        raise Conflict("The workspace was closed. Nothing is written in it any more.")


def _write(unit: Unit, told: Adoption) -> str:
    given = {name: value for name, value in told.strategy.items() if value is not None}
    try:
        strategy = strategies.record(unit, given)
    except Invalid as wrong:
        raise Invalid(_of_fields(wrong)) from wrong
    for cell in told.commitments:
        values = {"principle": cell.principle, "area": cell.area, "depth": cell.depth}
        strategies.commit(unit, strategy.id, values)
    for part in told.parts:
        values = {"strategy": strategy["code"], "body": part.body, "phase": _PHASE, "depth": part.depth}
        participations.record(unit, values)
    return str(strategy["code"])


def _foreseen(session: Session, workspace: Workspace) -> Adoption:
    rows = select(WorkspaceField).where(WorkspaceField.workspace == workspace.id, WorkspaceField.value != "")
    fields = {one.name: one.value for one in session.scalars(rows.order_by(WorkspaceField.name))}
    columns = {name.partition(".")[2]: value for name, value in fields.items() if name.startswith("strategy.")}
    given: dict[str, object] = {column: typed(column, value) for column, value in columns.items()}
    given["owner"] = workspace.body
    problems: tuple[FieldProblem, ...] = ()
    try:
        read = of_new("strategies", given, status="adopted")
        given = {name: value for name, value in read.values.items() if name != "status" and value is not None}
    except Invalid as wrong:
        problems = _of_fields(wrong)
    commitments = tuple(_cell(name, value) for name, value in fields.items() if name.startswith("cell."))
    if not commitments:
        problems = (*problems, FieldProblem("/cell", "required"))
    replies = _replies(session, workspace.id)
    asked = set(
        session.scalars(
            select(ConsultedBody.body)
            .join(Consultation, Consultation.id == ConsultedBody.consultation)
            .where(
                Consultation.workspace == workspace.id,
                Consultation.withdrawn_at.is_(None),
                ConsultedBody.body.in_(select(Body.code)),
            )
        )
    )
    return Adoption(
        revision=workspace.revision,
        strategy=given,
        commitments=commitments,
        parts=tuple(PartForeseen(body, _depth(said), len(said)) for body, said in sorted(replies.items())),
        silent=tuple(sorted(asked - set(replies))),
        unanswered=sum(one.answered_at is None for said in replies.values() for one in said),
        problems=problems,
    )


def _cell(name: str, value: str) -> CommitmentForeseen:
    _, principle, area = name.split(".")
    return CommitmentForeseen(principle, area, int(value))


def _replies(session: Session, workspace_id: UUID) -> dict[str, list[_Said]]:
    """When bodies that the register still has replied and were answered: others cannot stand in it as a part."""
    rows = (
        select(ConsultationReply.body, ConsultationReply.at, ConsultationReply.answered_at)
        .join(Consultation, Consultation.id == ConsultationReply.consultation)
        .where(Consultation.workspace == workspace_id, ConsultationReply.body.in_(select(Body.code)))
        .order_by(ConsultationReply.id)
    )
    found: dict[str, list[_Said]] = {}
    for one in session.execute(rows):
        found.setdefault(one.body, []).append(_Said(one.at, one.answered_at))
    return found


def _depth(said: Sequence[_Said]) -> str:
    """Consultation; dialogue where a reply was given once an earlier one of the body had been answered."""
    answered = [one.answered_at for one in said if one.answered_at is not None]
    return "dialogue" if answered and any(one.at > min(answered) for one in said) else "consultation"


def _of_fields(wrong: Invalid) -> tuple[FieldProblem, ...]:
    """Problems of columns as problems of the fields in which they are written."""
    return tuple(replace(problem, pointer=f"/strategy.{problem.pointer.split('/')[1]}") for problem in wrong.problems)


def _tell_consulted(unit: Unit, workspace: Workspace, title: str) -> None:
    """Bodies that were consulted hear that the strategy is adopted, by the last consultation that asked them."""
    rows = (
        select(ConsultedBody.body, ConsultedBody.consultation)
        .join(Consultation, Consultation.id == ConsultedBody.consultation)
        .where(Consultation.workspace == workspace.id, Consultation.withdrawn_at.is_(None))
        .order_by(ConsultedBody.consultation)
    )
    last = {row.body: row.consultation for row in unit.session.execute(rows)}
    people = people_of_each(unit.session, last)
    details = {"who": asker_name(unit.session, workspace.body), "what": title}
    for consultation in sorted(set(last.values())):
        told = {person for body, one in last.items() if one == consultation for person in people.get(body, ())}
        tell(unit.session, told, "consultation-adopted", f"consultation:{consultation}", details, unit.at)
