"""What a person wrote as an expert or said of a visit: told to them when they ask for all that is kept of them.

What was written stays, for the body relies on it; it bears the label of its writer, whose name is looked up when it is
shown. Whoever leaves the tenant is an expert no longer, and the visit says that somebody is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from interlace.db.models import (
    Visit,
    VisitExpert,
    VisitFinding,
    VisitObservation,
    VisitRecommendation,
    VisitStep,
)

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


def told(session: Session, user_id: UUID) -> dict[str, Any]:
    """What a person takes along of the tenant of the session."""
    label = f"user:{user_id}"
    named = select(VisitExpert).where(VisitExpert.user_id == user_id).order_by(VisitExpert.visit)
    findings = select(VisitFinding).where(VisitFinding.by == label).order_by(VisitFinding.visit, VisitFinding.item)
    observations = select(VisitObservation).where(VisitObservation.by == label).order_by(VisitObservation.id)
    written = select(VisitRecommendation).where(VisitRecommendation.by == label).order_by(VisitRecommendation.id)
    steps = select(VisitStep).where(VisitStep.by == label).order_by(VisitStep.id)
    comments = select(Visit).where(Visit.commented_by == label).order_by(Visit.id)
    planned = select(Visit).where(Visit.planned_by == label).order_by(Visit.id)
    return {
        "planned": [{"visit": str(one.id), "title": one.title} for one in session.scalars(planned)],
        "named_on": [{"visit": str(one.visit), "at": one.named_at.isoformat()} for one in session.scalars(named)],
        "findings": [
            {
                "visit": str(one.visit),
                "item": one.item,
                "said": one.said,
                "standing": one.standing,
                "value": one.value,
                "reason": one.reason,
                "at": one.at.isoformat(),
            }
            for one in session.scalars(findings)
        ],
        "observations": [_text(one) for one in session.scalars(observations)],
        "recommendations": [_text(one) for one in session.scalars(written)],
        "said": [
            {
                "recommendation": str(one.recommendation),
                "said": one.said,
                "reason": one.reason,
                "evidence": one.evidence,
                "body": one.body,
                "at": one.at.isoformat(),
            }
            for one in session.scalars(steps)
        ],
        "comments": [{"visit": str(one.id), "comment": one.comment} for one in session.scalars(comments)],
    }


def _text(one: VisitObservation | VisitRecommendation) -> dict[str, str]:
    return {"visit": str(one.visit), "text": one.text, "at": one.at.isoformat()}


def forget(session: Session, user_id: UUID) -> None:
    """They are no expert any more who have left the tenant of the session; coming back gives them nothing back."""
    left = update(VisitExpert).where(VisitExpert.user_id == user_id, VisitExpert.left_at.is_(None))
    session.execute(left.values(left_at=func.now()))
