"""What is recorded as proof for the items of a frame, and which bodies take part in its steps, and how."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Body, Consultation, WorkspaceParty, WorkspaceProof
from interlace.db.models.workspaces import (
    MOST_NAME_CHARACTERS,
    MOST_NOTE_CHARACTERS,
    MOST_PROOF_CHARACTERS,
    PARTS,
    PROOF_KINDS,
)
from interlace.db.records import find
from interlace.errors import Conflict, FieldProblem, Invalid, Unknown
from interlace.register.drafts import owners
from interlace.workspaces.frames import frame_of
from interlace.workspaces.rights import did, written
from interlace.workspaces.showing import PartyTold, ProofTold, told_parties, told_proofs
from interlace.workspaces.values import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interlace.db.connections import Database
    from interlace.db.models import Workspace
    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit
    from interlace.principals import Principal

#: So many proofs of one item, and so many bodies in one step.
MOST_PROOFS, MOST_PARTIES = 20, 300
#: How records are named: `body:PT`, `relation:A>B:funds`, `competence:A:housing`, `consultation:<id>` …
RECORD_KINDS = ("body", "strategy", "action", "relation", "link", "competence", "consultation")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def prove(
    database: Database, principal: Principal, tenant_id: UUID, workspace_id: UUID, given: Mapping[str, object]
) -> ProofTold:
    """Record something (`kind`, `text`) for an `item` of the frame.

    Raises Unknown, Forbidden, Invalid; Conflict where it is recorded already, or much is.
    """
    read = Reading(given, "item", "kind", "text")
    item, kind = read.text("item", MOST_NAME_CHARACTERS), read.choice("kind", PROOF_KINDS)
    text = read.text("text", MOST_PROOF_CHARACTERS)
    read.check()
    with tenancy.writing(database, tenant_id, principal) as unit:
        workspace = written(unit, workspace_id)
        if item not in frame_of(unit.session, workspace.frame, workspace.frame_version).items:
            raise Invalid([FieldProblem("/item", "bad-value")])
        if kind == "record":
            _check_record(unit, workspace, text)
        elif kind == "address" and not _ADDRESS.fullmatch(text):
            raise Invalid([FieldProblem("/text", "bad-value")])
        here = WorkspaceProof.workspace == workspace_id, WorkspaceProof.item == item
        known = unit.session.scalars(select(WorkspaceProof).where(*here)).all()
        if any((one.kind, one.text) == (kind, text) for one in known):
            raise Conflict("This is recorded already.")
        if len(known) >= MOST_PROOFS:
            raise Conflict(f"{MOST_PROOFS} things are recorded for this: take one away first.")
        proof = WorkspaceProof(
            id=new_id(), workspace=workspace_id, item=item, kind=kind, text=text, by=principal.label, at=unit.at
        )
        unit.session.add(proof)
        did(unit, workspace, "workspace.prove", item=item, kind=kind)
        return told_proofs(unit.session, [proof])[0]


def unprove(
    database: Database, principal: Principal, tenant_id: UUID, workspace_id: UUID, given: Mapping[str, object]
) -> None:
    """Take away what was recorded (`proof`, its id). Raises Unknown, Forbidden, Invalid, Conflict."""
    read = Reading(given, "proof")
    proof_id = read.id("proof")
    read.check()
    with tenancy.writing(database, tenant_id, principal) as unit:
        workspace = written(unit, workspace_id)
        here = WorkspaceProof.workspace == workspace_id, WorkspaceProof.id == proof_id
        proof = unit.session.scalar(select(WorkspaceProof).where(*here))
        if proof is None:
            raise Unknown(f"There is no proof {proof_id}.")
        unit.session.delete(proof)
        did(unit, workspace, "workspace.unprove", item=proof.item, kind=proof.kind)


def _check_record(unit: Unit, workspace: Workspace, text: str) -> None:
    """Whether a record of this name is there for all who work here. Raises Invalid."""
    kind, _, name = text.partition(":")
    if kind not in RECORD_KINDS or not name:
        raise Invalid([FieldProblem("/text", "bad-choice", {"choices": ", ".join(f"{one}:…" for one in RECORD_KINDS)})])
    if not _is_there(unit, workspace, kind, name):
        raise Invalid([FieldProblem("/text", "unknown-code", {"value": text, "tables": kind})])


def _is_there(unit: Unit, workspace: Workspace, kind: str, name: str) -> bool:
    if kind == "consultation":
        try:
            known_as = UUID(name)
        except ValueError:
            return False
        rows = select(Consultation.id).where(Consultation.id == known_as, Consultation.workspace == workspace.id)
        return unit.session.scalar(rows) is not None
    tables = {"body": "bodies", "strategy": "strategies", "action": "actions"}
    if kind in tables:
        return any(_shown(workspace, one) for one in find(unit.session, tables[kind], code=name))
    if kind == "competence":
        body, _, area = name.partition(":")
        return any(one["area"] == area for one in find(unit.session, "competences", body=body))
    ends, _, relation = name.partition(":")
    source, _, target = ends.partition(">")
    if kind == "link":
        return any(
            _linked(unit, workspace, one) for one in find(unit.session, "links", **{"from": source, "to": target})
        )
    return any(one["kind"] == relation for one in find(unit.session, "relations", source=source, target=target))


def _shown(workspace: Workspace, record: StoredRecord) -> bool:
    """Drafts of others are no proof: not all who work here may know of them."""
    return record.table != "strategies" or record["status"] != "draft" or workspace.body in owners(record)


def _linked(unit: Unit, workspace: Workspace, link: StoredRecord) -> bool:
    ends = (strategy for end in (link["from"], link["to"]) for strategy in find(unit.session, "strategies", code=end))
    return all(_shown(workspace, one) for one in ends)


def involve(
    database: Database, principal: Principal, tenant_id: UUID, workspace_id: UUID, given: Mapping[str, object]
) -> PartyTold:
    """Say that a `body` takes part in a `step`, in what `part`, with a `note` perhaps; said again, it is said anew.

    Raises Unknown, Forbidden, Invalid; Conflict where very many take part.
    """
    read = Reading(given, "step", "body", "part", "note")
    step, body = read.text("step", MOST_NAME_CHARACTERS), read.text("body", MOST_NAME_CHARACTERS)
    part, note = read.choice("part", PARTS), read.optional("note", MOST_NOTE_CHARACTERS)
    read.check()
    with tenancy.writing(database, tenant_id, principal) as unit:
        workspace = written(unit, workspace_id)
        if step not in frame_of(unit.session, workspace.frame, workspace.frame_version).step_of:
            raise Invalid([FieldProblem("/step", "bad-value")])
        if unit.session.scalar(select(Body.id).where(Body.code == body)) is None:
            raise Invalid([FieldProblem("/body", "unknown-code", {"value": body, "tables": "bodies"})])
        party = _party(unit, workspace_id, step, body)
        if party is None:
            here = WorkspaceParty.workspace == workspace_id, WorkspaceParty.step == step
            count = unit.session.scalar(select(func.count()).select_from(WorkspaceParty).where(*here)) or 0
            if count >= MOST_PARTIES:
                raise Conflict(f"{MOST_PARTIES} bodies take part in this step: take one out first.")
            party = WorkspaceParty(workspace=workspace_id, step=step, body=body)
            unit.session.add(party)
        party.part, party.note, party.by, party.at = part, note, principal.label, unit.at
        did(unit, workspace, "workspace.involve", step=step, body=body, part=part)
        return told_parties(unit.session, [party])[0]


def release(
    database: Database, principal: Principal, tenant_id: UUID, workspace_id: UUID, given: Mapping[str, object]
) -> None:
    """Take a `body` out of a `step`. Raises Unknown, Forbidden, Invalid, Conflict."""
    read = Reading(given, "step", "body")
    step, body = read.text("step", MOST_NAME_CHARACTERS), read.text("body", MOST_NAME_CHARACTERS)
    read.check()
    with tenancy.writing(database, tenant_id, principal) as unit:
        workspace = written(unit, workspace_id)
        party = _party(unit, workspace_id, step, body)
        if party is None:
            raise Invalid([FieldProblem("/body", "bad-value")])
        unit.session.delete(party)
        did(unit, workspace, "workspace.release", step=step, body=body)


def _party(unit: Unit, workspace_id: UUID, step: str, body: str) -> WorkspaceParty | None:
    here = (WorkspaceParty.workspace == workspace_id, WorkspaceParty.step == step, WorkspaceParty.body == body)
    return unit.session.scalar(select(WorkspaceParty).where(*here))
