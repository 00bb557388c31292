"""Workspaces as their people see them: what is recorded, what is missing, who takes part. Counts, no grades."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - fields of data classes
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - the same

from sqlalchemy import func, select

from interlace.db.models import Body, WorkspaceParty, WorkspaceProof
from interlace.identity.names import names_of
from interlace.workspaces.frames import frame_of
from policies import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from interlace.db.models import Workspace, WorkspaceField, WorkspaceFieldKept
    from interlace.workspaces.frames import Step


@dataclass(frozen=True)
class FieldTold:
    """What stands in a field, and who wrote it; they have no name where they are gone."""

    name: str
    value: str
    by: str
    by_name: str | None
    at: datetime
    revision: int


@dataclass(frozen=True)
class KeptTold:
    """What stood in a field before, or what came second while another wrote (`stood` is false)."""

    id: UUID
    name: str
    value: str
    stood: bool
    by: str
    by_name: str | None
    at: datetime


@dataclass(frozen=True)
class ProofTold:
    """What was recorded for an item, by whom and when."""

    id: UUID
    item: str
    kind: str
    text: str
    by: str
    by_name: str | None
    at: datetime


@dataclass(frozen=True)
class PartyTold:
    """A body that takes part in a step, with its level and how it takes part."""

    step: str
    body: str
    level: str
    part: str
    note: str | None
    by: str
    by_name: str | None
    at: datetime


@dataclass(frozen=True)
class LevelCount:
    """How many bodies of a level take part in a step, of how many that the register has."""

    level: str
    taking_part: int
    bodies: int


@dataclass(frozen=True)
class StepTold:
    """A step: of `asked` things to record, `recorded` are, `outside` are outside the authority's competence."""

    id: str
    name: Mapping[str, str]
    asked: int
    recorded: int
    outside: int
    missing: tuple[str, ...]
    """The ids of the items for which nothing was said yet."""
    levels: tuple[LevelCount, ...]


@dataclass(frozen=True)
class ItemTold:
    """Something to record, in every language of the frame, with what was recorded."""

    id: str
    question: Mapping[str, str]
    proofs: tuple[ProofTold, ...]


@dataclass(frozen=True)
class StepWhole:
    """A step with all that was recorded for it, who takes part, and its notes."""

    step: StepTold
    items: tuple[ItemTold, ...]
    parties: tuple[PartyTold, ...]
    notes: FieldTold | None


@dataclass(frozen=True)
class WorkspaceTold:
    """A workspace, with its steps."""

    id: UUID
    body: str
    title: str
    frame: str
    frame_version: str
    state: str
    opened_by: str
    opened_by_name: str | None
    opened_at: datetime
    ended_at: datetime | None
    strategy: str | None
    revision: int
    steps: tuple[StepTold, ...]


def told_fields(session: Session, fields: Sequence[WorkspaceField]) -> list[FieldTold]:
    """Fields with the names of who wrote them."""
    names = names_of(session, {one.by for one in fields})
    return [FieldTold(one.name, one.value, one.by, names.get(one.by), one.at, one.revision) for one in fields]


def told_kept(session: Session, kept: Sequence[WorkspaceFieldKept]) -> list[KeptTold]:
    """Earlier and other values with the names of who wrote them."""
    names = names_of(session, {one.by for one in kept})
    return [KeptTold(one.id, one.name, one.value, one.stood, one.by, names.get(one.by), one.at) for one in kept]


def told_proofs(session: Session, proofs: Sequence[WorkspaceProof]) -> list[ProofTold]:
    """Proofs with the names of who recorded them."""
    names = names_of(session, {one.by for one in proofs})
    return [ProofTold(one.id, one.item, one.kind, one.text, one.by, names.get(one.by), one.at) for one in proofs]


def told_parties(session: Session, parties: Sequence[WorkspaceParty]) -> list[PartyTold]:
    """Parties with the levels of their bodies; what the register has no more of is left out."""
    names = names_of(session, {one.by for one in parties})
    rows = select(Body.code, Body.level).where(Body.code.in_({one.body for one in parties}))
    levels = {row.code: row.level for row in session.execute(rows)}
    return [
        PartyTold(one.step, one.body, levels[one.body], one.part, one.note, one.by, names.get(one.by), one.at)
        for one in parties
        if one.body in levels
    ]


def told_workspaces(session: Session, workspaces: Sequence[Workspace]) -> list[WorkspaceTold]:
    """Workspaces with what of each step is recorded, in counts and by what is missing."""
    ids = [one.id for one in workspaces]
    names = names_of(session, {one.opened_by for one in workspaces})
    kinds: dict[UUID, dict[str, set[str]]] = {}
    proofs = select(WorkspaceProof.workspace, WorkspaceProof.item, WorkspaceProof.kind).distinct()
    for row in session.execute(proofs.where(WorkspaceProof.workspace.in_(ids))):
        kinds.setdefault(row.workspace, {}).setdefault(row.item, set()).add(row.kind)
    here = _taking_part(session, ids)
    bodies = bodies_by_level(session)
    frames = {key: frame_of(session, *key) for key in {(one.frame, one.frame_version) for one in workspaces}}
    return [
        WorkspaceTold(
            id=one.id,
            body=one.body,
            title=one.title,
            frame=one.frame,
            frame_version=one.frame_version,
            state=one.state,
            opened_by=one.opened_by,
            opened_by_name=names.get(one.opened_by),
            opened_at=one.opened_at,
            ended_at=one.ended_at,
            strategy=one.strategy,
            revision=one.revision,
            steps=tuple(
                told_step(step, kinds.get(one.id, {}), here.get((one.id, step.id), {}), bodies)
                for step in frames[one.frame, one.frame_version].steps
            ),
        )
        for one in workspaces
    ]


def _taking_part(session: Session, ids: Sequence[UUID]) -> Mapping[tuple[UUID, str], Mapping[str, int]]:
    """How many bodies of each level take part, by workspace and step; what the register has no more is left out."""
    counts = (
        select(WorkspaceParty.workspace, WorkspaceParty.step, Body.level, func.count().label("bodies"))
        .join(Body, Body.code == WorkspaceParty.body)
        .where(WorkspaceParty.workspace.in_(ids))
        .group_by(WorkspaceParty.workspace, WorkspaceParty.step, Body.level)
    )
    found: dict[tuple[UUID, str], dict[str, int]] = {}
    for row in session.execute(counts):
        found.setdefault((row.workspace, row.step), {})[row.level] = row.bodies
    return found


def bodies_by_level(session: Session) -> Mapping[str, int]:
    """How many bodies of each level the register has."""
    counts = select(Body.level, func.count().label("bodies")).group_by(Body.level)
    return {row.level: row.bodies for row in session.execute(counts)}


def told_step(
    step: Step,
    kinds: Mapping[str, set[str]],
    here: Mapping[str, int],
    bodies: Mapping[str, int],
) -> StepTold:
    """A step, by the kinds of what was recorded for each item, and of each level how many take part of how many."""
    recorded = [item.id for item in step.items if kinds.get(item.id, set()) - {"outside"}]
    outside = [item.id for item in step.items if kinds.get(item.id) == {"outside"}]
    said = {*recorded, *outside}
    return StepTold(
        id=step.id,
        name=step.name,
        asked=len(step.items),
        recorded=len(recorded),
        outside=len(outside),
        missing=tuple(item.id for item in step.items if item.id not in said),
        levels=tuple(LevelCount(level, here.get(level, 0), bodies[level]) for level in LEVELS.ids if level in bodies),
    )
