"""Deadlines of consultations, told once to the bodies that have not replied, while there is still time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from interlace.db.models import Consultation, ConsultationReply, ConsultedBody
from interlace.notices import tell_once
from interlace.notices.people import people_of_each
from interlace.requests.asking import asker_name
from interlace.requests.deadlines import DAYS_BEFORE, NEAR

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session


def remind(session: Session, today: date, at: datetime) -> None:
    """Tell the people of bodies that have not replied, seven days before: later their word would come too late.

    What was put to them less than a week before its deadline is not near, but new.
    """
    replied = exists().where(
        ConsultationReply.consultation == ConsultedBody.consultation, ConsultationReply.body == ConsultedBody.body
    )
    rows = (
        select(Consultation, ConsultedBody.body)
        .join(ConsultedBody, ConsultedBody.consultation == Consultation.id)
        .where(
            Consultation.withdrawn_at.is_(None),
            Consultation.due_on.between(today, today + timedelta(days=DAYS_BEFORE)),
            ~replied,
        )
        .order_by(Consultation.id, ConsultedBody.body)
    )
    waiting: dict[UUID, tuple[Consultation, list[str]]] = {}
    for consultation, body in session.execute(rows):
        if consultation.opened_at.date() < consultation.due_on - timedelta(days=DAYS_BEFORE):
            waiting.setdefault(consultation.id, (consultation, []))[1].append(body)
    for consultation, bodies in waiting.values():
        people = {person for some in people_of_each(session, bodies).values() for person in some}
        details = {
            "who": asker_name(session, consultation.body),
            "what": consultation.title,
            "until": consultation.due_on.isoformat(),
            "why": NEAR,
        }
        tell_once(session, people, "consultation-due", f"consultation:{consultation.id}", details, at)
