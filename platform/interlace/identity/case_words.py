"""What a person said of findings: told to them when they ask for all that is kept of them, nameless once they leave.

What was said stays, for others rely on it; it bears the label of its writer, whose name is looked up when it is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from interlace.db.models import CaseAnswer, CaseAttachment, CaseComment

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


def told(session: Session, user_id: UUID) -> dict[str, Any]:
    """What a person takes along of the tenant of the session."""
    label = f"user:{user_id}"
    answers = session.scalars(select(CaseAnswer).where(CaseAnswer.by == label).order_by(CaseAnswer.id))
    comments = session.scalars(select(CaseComment).where(CaseComment.by == label).order_by(CaseComment.id))
    files = session.scalars(select(CaseAttachment).where(CaseAttachment.by == label).order_by(CaseAttachment.id))
    named = select(CaseComment).where(CaseComment.mentions.contains([user_id])).order_by(CaseComment.id)
    return {
        "answers": [
            {
                "finding": one.finding,
                "said": one.said,
                "reason": one.reason,
                "evidence_url": one.evidence_url,
                "until": None if one.until is None else one.until.isoformat(),
                "body": one.body,
                "at": one.at.isoformat(),
            }
            for one in answers
        ],
        "comments": [{"finding": one.finding, "text": one.text, "at": one.at.isoformat()} for one in comments],
        "files": [
            {"finding": one.finding, "name": one.name, "sha256": one.sha256, "at": one.at.isoformat()} for one in files
        ],
        "mentioned_in": [{"finding": one.finding, "at": one.at.isoformat()} for one in session.scalars(named)],
    }


def forget(session: Session, user_id: UUID) -> None:
    """Comments name somebody no longer who has left the tenant of the session."""
    naming = CaseComment.mentions.contains([user_id])
    without = func.array_remove(CaseComment.mentions, user_id)
    session.execute(update(CaseComment).where(naming).values(mentions=without))
