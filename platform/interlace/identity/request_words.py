"""What somebody wrote when they asked, answered and replied; it stays without their name when they are erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from interlace.db.models import Asking, Question, Request

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


def told(session: Session, user_id: UUID) -> dict[str, Any]:
    """What a person takes along of the tenant of the session."""
    label = f"user:{user_id}"
    requests = session.scalars(select(Request).where(Request.asker == label).order_by(Request.id)).all()
    answers = session.scalars(select(Question).where(Question.answered_by == label).order_by(Question.id)).all()
    replies = session.scalars(select(Asking).where(Asking.replied_by == label).order_by(Asking.id)).all()
    return {
        "requests": [
            {"id": str(one.id), "reason": one.reason, "deadline": one.deadline.isoformat(), "at": one.at.isoformat()}
            for one in requests
        ],
        "answers": [
            {
                "body": one.body,
                "kind": one.kind,
                "answer": one.answer,
                "note": one.note,
                "at": one.ended_at and one.ended_at.isoformat(),
            }
            for one in answers
        ],
        "replies": [
            {"request": str(one.request), "reply": one.reply, "at": one.replied_at and one.replied_at.isoformat()}
            for one in replies
        ],
    }
