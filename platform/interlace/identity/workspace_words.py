"""What somebody wrote in workspaces and consultations; it stays, without their name once they have left the tenant.

Each thing bears the label of its writer, whose name is looked up when it is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from interlace.db.models import (
    Consultation,
    ConsultationReply,
    Workspace,
    WorkspaceField,
    WorkspaceFieldKept,
    WorkspaceParty,
    WorkspaceProof,
)

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


def told(session: Session, user_id: UUID) -> dict[str, Any]:
    """What a person takes along of the tenant of the session."""
    label = f"user:{user_id}"
    return {
        "workspaces": [
            {"id": str(one.id), "body": one.body, "title": one.title, "at": one.opened_at.isoformat()}
            for one in session.scalars(
                select(Workspace).where(Workspace.opened_by == label).order_by(Workspace.opened_at, Workspace.id)
            )
        ],
        "written_in_workspaces": _written(session, label),
        "consultations": [
            {"id": str(one.id), "title": one.title, "text": one.text, "question": one.question}
            for one in session.scalars(
                select(Consultation).where(Consultation.opened_by == label).order_by(Consultation.id)
            )
        ],
        "consultation_replies": [
            {"consultation": str(one.consultation), "body": one.body, "text": one.text, "at": one.at.isoformat()}
            for one in session.scalars(
                select(ConsultationReply).where(ConsultationReply.by == label).order_by(ConsultationReply.id)
            )
        ],
        "consultation_answers": [
            {"consultation": str(one.consultation), "verdict": one.verdict, "because": one.because}
            for one in session.scalars(
                select(ConsultationReply).where(ConsultationReply.answered_by == label).order_by(ConsultationReply.id)
            )
        ],
    }


def _written(session: Session, label: str) -> list[dict[str, Any]]:
    """Fields as they stand or stood, proofs, and notes on who takes part."""
    found: list[dict[str, Any]] = []
    stands = select(WorkspaceField).where(WorkspaceField.by == label)
    stood = select(WorkspaceFieldKept).where(WorkspaceFieldKept.by == label)
    fields: list[WorkspaceField | WorkspaceFieldKept] = [
        *session.scalars(stands.order_by(WorkspaceField.workspace, WorkspaceField.name)),
        *session.scalars(stood.order_by(WorkspaceFieldKept.id)),
    ]
    for one in fields:
        written = {"field": one.name, "text": one.value}
        found.append({"workspace": str(one.workspace), **written, "at": one.at.isoformat()})
    proofs = select(WorkspaceProof).where(WorkspaceProof.by == label).order_by(WorkspaceProof.id)
    for proof in session.scalars(proofs):
        recorded = {"item": proof.item, "text": proof.text}
        found.append({"workspace": str(proof.workspace), **recorded, "at": proof.at.isoformat()})
    parties = select(WorkspaceParty).where(WorkspaceParty.by == label)
    for party in session.scalars(parties.order_by(WorkspaceParty.workspace, WorkspaceParty.step, WorkspaceParty.body)):
        said = {"step": party.step, "body": party.body, "text": party.note}
        found.append({"workspace": str(party.workspace), **said, "at": party.at.isoformat()})
    return found
