"""Workspaces opened, closed, and found again by those who may know of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Body, Workspace, WorkspaceField, WorkspaceFieldKept, WorkspaceParty, WorkspaceProof
from interlace.db.models.workspaces import MOST_NAME_CHARACTERS, MOST_TITLE_CHARACTERS
from interlace.errors import Conflict, FieldProblem, Invalid, Stale
from interlace.identity.permissions import Operation, require
from interlace.requests.entitled import reach
from interlace.workspaces.frames import chosen, frame_of
from interlace.workspaces.rights import did, unknown, unknown_step, written
from interlace.workspaces.showing import (
    FieldTold,
    ItemTold,
    KeptTold,
    StepWhole,
    WorkspaceTold,
    bodies_by_level,
    told_fields,
    told_kept,
    told_parties,
    told_proofs,
    told_step,
    told_workspaces,
)
from interlace.workspaces.values import Reading
from policies import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal
    from interlace.reading.view import View

MOST_A_PAGE = 200
#: So many workspaces of a body are open at the same time.
MOST_OPEN = 500
AUTHORITIES = frozenset(level for level in LEVELS.ids if level not in {"civil_society", "network"})


@dataclass(frozen=True)
class WorkspacePage:
    """Some workspaces, the last one first."""

    workspaces: Sequence[WorkspaceTold]
    has_more: bool


@dataclass(frozen=True)
class KeptPage:
    """Some earlier or other values of fields, the latest first."""

    kept: Sequence[KeptTold]
    has_more: bool


def open_(database: Database, principal: Principal, tenant_id: UUID, given: Mapping[str, object]) -> WorkspaceTold:
    """Open a workspace for an authority (`body`, code) under a `title`, by the usual frame or one that is named
    (`frame` with `frame_version`). Raises Forbidden, Invalid; Conflict where many of the body are open.
    """
    read = Reading(given, "body", "title", "frame", "frame_version")
    body, title = read.text("body", MOST_NAME_CHARACTERS), read.text("title", MOST_TITLE_CHARACTERS)
    frame, version = (read.optional(name, MOST_NAME_CHARACTERS) for name in ("frame", "frame_version"))
    read.check()
    with tenancy.writing(database, tenant_id, principal) as unit:
        require(unit.session, principal, Operation.RECORDS_WRITE, unit.today, body)
        _require_authority(unit, body)
        wanted = chosen(unit.session, frame, version)
        mine = select(func.count()).select_from(Workspace).where(Workspace.body == body, Workspace.state == "open")
        if (unit.session.scalar(mine) or 0) >= MOST_OPEN:
            raise Conflict(f"{MOST_OPEN} workspaces of this body are open: close one first.")
        made = Workspace(
            id=new_id(),
            body=body,
            title=title,
            frame=wanted.id,
            frame_version=wanted.version,
            state="open",
            opened_by=principal.label,
            opened_at=unit.at,
            revision=0,
        )
        unit.session.add(made)
        did(unit, made, "workspace.open", body=body)
        return told_workspaces(unit.session, [made])[0]


def _require_authority(unit: Unit, body: str) -> None:
    found = unit.session.scalar(select(Body).where(Body.code == body))
    if found is None:
        raise Invalid([FieldProblem("/body", "unknown-code", {"value": body, "tables": "bodies"})])
    ended = found.valid_to is not None and found.valid_to < unit.today
    if found.level not in AUTHORITIES or ended:
        raise Invalid([FieldProblem("/body", "bad-value")])


def close(
    database: Database, principal: Principal, tenant_id: UUID, workspace_id: UUID, revision: int
) -> WorkspaceTold:
    """Give a workspace up; what is in it stays to be read. Raises Unknown, Forbidden, Stale; Conflict once adopted."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        workspace = written(unit, workspace_id)
        if workspace.revision != revision:
            raise Stale(revision, workspace.revision)
        if workspace.state != "open":
            raise Conflict("Its strategy is adopted.")
        workspace.state, workspace.ended_at, workspace.ended_by = "closed", unit.at, principal.label
        did(unit, workspace, "workspace.close")
        return told_workspaces(unit.session, [workspace])[0]


def workspaces(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    view: View,
    *,
    bodies: Sequence[str] = (),
    first: int = 50,
    after: UUID | None = None,
) -> WorkspacePage:
    """The workspaces that the principal may know of, the last first; of these bodies (codes) alone, if any is named.

    Raises Invalid.
    """
    check_first(first)
    rows = select(Workspace).order_by(Workspace.id.desc()).limit(first + 1)
    within = reach(view, principal, Operation.DRAFTS_READ)
    if within is not None:
        rows = rows.where(Workspace.body.in_(list(within)))
    if bodies:
        rows = rows.where(Workspace.body.in_(list(bodies)))
    rows = rows if after is None else rows.where(Workspace.id < after)
    with tenancy.reading(database, tenant_id) as session:
        found = session.scalars(rows).all()
        return WorkspacePage(told_workspaces(session, found[:first]), len(found) > first)


def seen(session: Session, view: View, principal: Principal, workspace_id: UUID) -> Workspace:
    """A workspace that the principal may know of. Raises Unknown."""
    found = session.scalar(select(Workspace).where(Workspace.id == workspace_id))
    within = reach(view, principal, Operation.DRAFTS_READ)
    if found is None or (within is not None and found.body not in within):
        raise unknown(workspace_id)
    return found


def workspace(
    database: Database, principal: Principal, tenant_id: UUID, view: View, workspace_id: UUID
) -> WorkspaceTold:
    """One workspace. Raises Unknown."""
    with tenancy.reading(database, tenant_id) as session:
        return told_workspaces(session, [seen(session, view, principal, workspace_id)])[0]


def step(
    database: Database, principal: Principal, tenant_id: UUID, view: View, workspace_id: UUID, step_id: str
) -> StepWhole:
    """A step with all that was recorded for it. Raises Unknown, also for a step that the frame has not."""
    with tenancy.reading(database, tenant_id) as session:
        found = seen(session, view, principal, workspace_id)
        one = frame_of(session, found.frame, found.frame_version).step_of.get(step_id)
        if one is None:
            raise unknown_step(step_id)
        here = WorkspaceProof.workspace == workspace_id, WorkspaceProof.item.in_([item.id for item in one.items])
        proofs = told_proofs(
            session, session.scalars(select(WorkspaceProof).where(*here).order_by(WorkspaceProof.id)).all()
        )
        rows = select(WorkspaceParty).where(WorkspaceParty.workspace == workspace_id, WorkspaceParty.step == step_id)
        kinds: dict[str, set[str]] = {}
        for proof in proofs:
            kinds.setdefault(proof.item, set()).add(proof.kind)
        parties = told_parties(session, session.scalars(rows.order_by(WorkspaceParty.body)).all())
        noted = select(WorkspaceField).where(
            WorkspaceField.workspace == workspace_id, WorkspaceField.name == f"notes.{step_id}"
        )
        return StepWhole(
            step=told_step(one, kinds, Counter(party.level for party in parties), bodies_by_level(session)),
            items=tuple(
                ItemTold(item.id, dict(item.question), tuple(proof for proof in proofs if proof.item == item.id))
                for item in one.items
            ),
            parties=tuple(parties),
            notes=next(iter(told_fields(session, session.scalars(noted).all())), None),
        )


def fields(
    database: Database, principal: Principal, tenant_id: UUID, view: View, workspace_id: UUID
) -> list[FieldTold]:
    """All fields of a workspace in which something stands or stood, by name. Raises Unknown."""
    with tenancy.reading(database, tenant_id) as session:
        seen(session, view, principal, workspace_id)
        rows = select(WorkspaceField).where(WorkspaceField.workspace == workspace_id).order_by(WorkspaceField.name)
        return told_fields(session, session.scalars(rows).all())


def kept(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    view: View,
    workspace_id: UUID,
    *,
    name: str | None = None,
    first: int = 50,
    after: UUID | None = None,
) -> KeptPage:
    """What stood in fields before, or came second, of one field or of all. Raises Unknown, Invalid."""
    check_first(first)
    rows = select(WorkspaceFieldKept).where(WorkspaceFieldKept.workspace == workspace_id)
    rows = rows if name is None else rows.where(WorkspaceFieldKept.name == name)
    rows = rows if after is None else rows.where(WorkspaceFieldKept.id < after)
    with tenancy.reading(database, tenant_id) as session:
        seen(session, view, principal, workspace_id)
        found = session.scalars(rows.order_by(WorkspaceFieldKept.id.desc()).limit(first + 1)).all()
        return KeptPage(told_kept(session, found[:first]), len(found) > first)


def check_first(first: int) -> None:
    """Raise Invalid for a page that is too long or none."""
    if not 1 <= first <= MOST_A_PAGE:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_A_PAGE)})])
