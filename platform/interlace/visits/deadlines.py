"""Days of recommendations that are near or have passed, told once each; and visits for which an expert is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db.models import Visit, VisitExpert, VisitRecommendation, VisitStep
from interlace.notices import tell_once
from interlace.notices.people import people_of_each
from interlace.requests.deadlines import DAYS_AFTER, DAYS_BEFORE, NEAR, PASSED
from interlace.visits import telling
from interlace.visits.states import AT_REST, progress_of

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session


def remind(session: Session, today: date, at: datetime) -> None:
    """Tell whoever has not been told yet: owners, seven days before a day and once it has passed; who coordinates."""
    _recommendations(session, today, at)
    _missing(session, at)


def _recommendations(session: Session, today: date, at: datetime) -> None:
    near = VisitRecommendation.deadline.between(today - timedelta(days=DAYS_AFTER), today + timedelta(days=DAYS_BEFORE))
    rows = (
        select(VisitRecommendation, Visit.body, Visit.published_at)
        .join(Visit, Visit.id == VisitRecommendation.visit)
        .where(near, Visit.sent_at.is_not(None), Visit.closed_at.is_(None))
        .order_by(VisitRecommendation.id)
    )
    made = [one for one, body, published in session.execute(rows) if published is not None or one.owner == body]
    said = _said(session, [one.id for one in made])
    people = people_of_each(session, {one.owner for one in made})
    for one in made:
        if one.deadline is None or progress_of(said.get(one.id, [])) in AT_REST:
            continue
        why = PASSED if one.deadline < today else NEAR
        details = {"what": one.text, "until": one.deadline.isoformat(), "why": why}
        about = telling.about_recommendation(one.id)
        tell_once(session, people.get(one.owner, []), "visit-deadline", about, details, at)


def _said(session: Session, recommendations: list[UUID]) -> dict[UUID, list[str]]:
    rows = (
        select(VisitStep.recommendation, VisitStep.said)
        .where(VisitStep.recommendation.in_(recommendations))
        .order_by(VisitStep.recommendation, VisitStep.number)
    )
    found: dict[UUID, list[str]] = {}
    for recommendation, said in session.execute(rows):
        found.setdefault(recommendation, []).append(said)
    return found


def _missing(session: Session, at: datetime) -> None:
    """An expert who was named has left while there is something to write still."""
    rows = (
        select(Visit)
        .join(VisitExpert, VisitExpert.visit == Visit.id)
        .where(VisitExpert.left_at.is_not(None), Visit.published_at.is_(None), Visit.closed_at.is_(None))
        .distinct()
        .order_by(Visit.id)
    )
    for visit in session.scalars(rows):
        details = {"who": telling.body_name(session, visit.body), "what": visit.title}
        people = telling.coordinators_of(session, visit)
        tell_once(session, people, "visit-expert-missing", telling.about(visit.id), details, at)
