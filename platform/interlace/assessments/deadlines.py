"""Deadlines of rounds that are near or have passed, told once each to the people whose voice is not sent yet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.assessments.telling import name_of, people_of_voices
from interlace.db.models import Assessment, AssessmentRound
from interlace.notices.telling import tell_once
from interlace.requests.deadlines import DAYS_AFTER, DAYS_BEFORE, NEAR, PASSED

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session


def remind(session: Session, today: date, at: datetime) -> None:
    """Tell whoever has not been told yet: seven days before a round's day, and when it has passed."""
    first, last = today - timedelta(days=DAYS_AFTER), today + timedelta(days=DAYS_BEFORE)
    rows = (
        select(Assessment, AssessmentRound)
        .join(AssessmentRound, AssessmentRound.id == Assessment.round)
        .where(
            AssessmentRound.closed_at.is_(None),
            AssessmentRound.due_on.between(first, last),
            Assessment.state.in_(("open", "in_review")),
            Assessment.version == 1,
        )
        .order_by(Assessment.id)
    )
    found = [(row[0], row[1]) for row in session.execute(rows)]
    people = people_of_voices(session, [one for one, _ in found]) if found else {}
    for one, asked in found:
        # What was opened less than a week before its day is not near, but new.
        if asked.due_on >= today and asked.opened_at.date() >= asked.due_on - timedelta(days=DAYS_BEFORE):
            continue
        details = {
            "who": name_of(session, one.body),
            "what": asked.title,
            "until": asked.due_on.isoformat(),
            "why": PASSED if asked.due_on < today else NEAR,
        }
        tell_once(session, people.get(one.id, []), "assessment-due", f"assessment:{one.id}", details, at)
