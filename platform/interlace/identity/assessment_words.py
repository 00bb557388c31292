"""What a person answered and said in assessments: told to them when they ask for it, nameless once they leave.

Answers stay, for they are their body's word; so do comments to colleagues, without the name of whoever wrote them.
Handed areas and a reviewer's part end with the person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, select, update

from interlace.db.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentAnswerKept,
    AssessmentComment,
    AssessmentPerson,
    AssessmentRound,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: Instead of the writer of a comment who has left.
NOBODY = UUID(int=0)


def told(session: Session, user_id: UUID) -> dict[str, Any]:
    """What a person takes along of the tenant of the session."""
    answers = session.scalars(
        select(AssessmentAnswer)
        .where(AssessmentAnswer.answered_by == user_id)
        .order_by(AssessmentAnswer.assessment, AssessmentAnswer.item)
    )
    kept = session.scalars(
        select(AssessmentAnswerKept)
        .where(AssessmentAnswerKept.answered_by == user_id)
        .order_by(AssessmentAnswerKept.assessment, AssessmentAnswerKept.item, AssessmentAnswerKept.id)
    )
    comments = session.scalars(
        select(AssessmentComment).where(AssessmentComment.author == user_id).order_by(AssessmentComment.id)
    )
    parts = session.scalars(
        select(AssessmentPerson)
        .where(AssessmentPerson.user_id == user_id)
        .order_by(AssessmentPerson.assessment, AssessmentPerson.area)
    )
    rounds = session.scalars(
        select(AssessmentRound).where(AssessmentRound.opened_by == user_id).order_by(AssessmentRound.id)
    )
    return {
        "answers": [{**_answer(one), "evidence": one.evidence.get("items", [])} for one in answers],
        "answers_beside": [_answer(one) for one in kept],
        "comments": [
            {
                "assessment": str(one.assessment),
                "item": one.item,
                "text": one.text,
                "at": one.written_at.isoformat(),
            }
            for one in comments
        ],
        "parts": [
            {"assessment": str(one.assessment), "area": one.area, "since": one.named_at.isoformat()} for one in parts
        ],
        "rounds_opened": [{"id": str(one.id), "title": one.title, "at": one.opened_at.isoformat()} for one in rounds],
    }


def _answer(one: AssessmentAnswer | AssessmentAnswerKept) -> dict[str, Any]:
    return {
        "assessment": str(one.assessment),
        "item": one.item,
        "standing": one.standing,
        "value": one.value,
        "note": one.note,
        "at": one.answered_at.isoformat(),
    }


def forget(session: Session, user_id: UUID) -> None:
    """Take the name of somebody who has left the tenant of the session from all that they said."""
    session.execute(delete(AssessmentPerson).where(AssessmentPerson.user_id == user_id))
    for column in (
        AssessmentAnswer.answered_by,
        AssessmentAnswerKept.answered_by,
        Assessment.sent_by,
        Assessment.review_asked_by,
        AssessmentRound.opened_by,
    ):
        session.execute(update(column.class_).where(column == user_id).values({column.key: None}))
    own = update(AssessmentComment).where(AssessmentComment.author == user_id)
    session.execute(own.values(author=NOBODY))
