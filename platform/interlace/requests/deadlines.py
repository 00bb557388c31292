"""Deadlines that are near or have passed, told once each: of questions to the body, of replies to the asker."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from interlace.db.models import Asking, Body, Question, Request
from interlace.notices import tell_once
from interlace.notices.people import people_of_each
from interlace.requests.answering import askers_of
from interlace.requests.asking import asker_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

#: So many days before a deadline people are reminded of it.
DAYS_BEFORE = 7
#: So many days after it people are reminded no more: that they were is not kept for ever.
DAYS_AFTER = 30
#: Why somebody is reminded: `why` of a notice, which tells the two reminders of one deadline apart.
NEAR, PASSED = "near", "passed"


def remind(session: Session, today: date, at: datetime) -> None:
    """Tell whoever has not been told yet: seven days before a deadline, and when it has passed."""
    _questions(session, today, at)
    _replies(session, today, at)


def _why(deadline: date, today: date) -> str:
    return PASSED if deadline < today else NEAR


def _reminded_of(deadline: Any, today: date) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """It is near, or has passed not long ago."""
    told: ColumnElement[bool] = deadline.between(
        today - timedelta(days=DAYS_AFTER), today + timedelta(days=DAYS_BEFORE)
    )
    return told


def _questions(session: Session, today: date, at: datetime) -> None:
    """People of the bodies that are asked, of each question once, by the earliest deadline of those who wait for it;
    what was first asked less than a week before that is not near, but new.
    """
    first = (
        select(Question.id, Question.body, Question.opened_at, Asking.request)
        .ext(distinct_on(Question.id))
        .join(Asking, Asking.question == Question.id)
        .join(Request, Request.id == Asking.request)
        .where(Question.state == "waiting", Request.withdrawn_at.is_(None))
        .order_by(Question.id, Request.deadline, Request.id)
        .subquery()
    )
    rows = (
        select(Request, first.c.body, first.c.opened_at)
        .join(first, first.c.request == Request.id)
        .where(_reminded_of(Request.deadline, today))
        .order_by(Request.id)
    )
    bodies: dict[UUID, tuple[Request, set[str]]] = {}
    for request, body, opened_at in session.execute(rows):
        if request.deadline < today or opened_at.date() < request.deadline - timedelta(days=DAYS_BEFORE):
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
    rows = (
        select(Request, Question.body, Asking.reply_due_on)
        .join(Asking, Asking.request == Request.id)
        .join(Question, Question.id == Asking.question)
        .where(_reminded_of(Asking.reply_due_on, today), Asking.replied_at.is_(None))
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
