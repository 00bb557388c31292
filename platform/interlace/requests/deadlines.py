"""Deadlines that are near or have passed, told once each: of questions to the body, of replies to the asker."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db.models import Asking, Body, Question, Request
from interlace.notices import tell_once
from interlace.notices.people import people_of_each
from interlace.requests.answering import askers_of
from interlace.requests.asking import asker_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

#: So many days before a deadline people are reminded of it.
DAYS_BEFORE = 7
#: Why somebody is reminded: `why` of a notice, which tells the two reminders of one deadline apart.
NEAR, PASSED = "near", "passed"


def remind(session: Session, today: date, at: datetime) -> None:
    """Tell whoever has not been told yet: seven days before a deadline, and when it has passed."""
    _questions(session, today, at)
    _replies(session, today, at)


def _why(deadline: date, today: date) -> str:
    return PASSED if deadline < today else NEAR


def _questions(session: Session, today: date, at: datetime) -> None:
    """People of the bodies that are asked; what was asked less than a week before its deadline is not near, but new."""
    near = today + timedelta(days=DAYS_BEFORE)
    rows = (
        select(Request, Question.body)
        .join(Asking, Asking.request == Request.id)
        .join(Question, Question.id == Asking.question)
        .where(Question.state == "waiting", Request.withdrawn_at.is_(None), Request.deadline <= near)
        .distinct()
        .order_by(Request.id)
    )
    bodies: dict[UUID, tuple[Request, set[str]]] = {}
    for request, body in session.execute(rows):
        if request.deadline < today or request.at.date() < request.deadline - timedelta(days=DAYS_BEFORE):
            bodies.setdefault(request.id, (request, set()))[1].add(body)
    people = people_of_each(session, {body for _, some in bodies.values() for body in some})
    for request, some in bodies.values():
        asked = {person for body in some for person in people.get(body, ())}
        details = {
            "who": asker_name(session, request.for_body),
            "what": request.reason,
            "until": request.deadline.isoformat(),
            "why": _why(request.deadline, today),
        }
        tell_once(session, asked, "request-overdue", f"request:{request.id}", details, at)


def _replies(session: Session, today: date, at: datetime) -> None:
    """Askers who owe a reply, by the earliest day on which one of a request is due."""
    near = today + timedelta(days=DAYS_BEFORE)
    rows = (
        select(Request, Question.body, Asking.reply_due_on)
        .join(Asking, Asking.request == Request.id)
        .join(Question, Question.id == Asking.question)
        .where(Asking.reply_due_on <= near, Asking.replied_at.is_(None))
        .order_by(Request.id, Asking.reply_due_on)
    )
    for request, body, due in _first_of_each((row[0], row[1], row[2]) for row in session.execute(rows)):
        name = session.scalar(select(Body.name).where(Body.code == body)) or body
        details = {"who": name, "what": request.reason, "until": due.isoformat(), "why": _why(due, today)}
        people = askers_of(session, request)
        tell_once(session, people, "request-reply-owed", f"request:{request.id}", details, at)


def _first_of_each(rows: Iterable[tuple[Request, str, date | None]]) -> list[tuple[Request, str, date]]:
    found: dict[UUID, tuple[Request, str, date]] = {}
    for row in rows:
        if row[2] is not None:
            found.setdefault(row[0].id, (row[0], row[1], row[2]))
    return list(found.values())
