"""Requests, askings and questions as the asker and the body see them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime  # noqa: TC003 - fields of data classes
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - the same

from sqlalchemy import or_, select

from interlace.db.models import Asking, Question, Request
from interlace.errors import Unknown
from interlace.identity.names import names_of
from interlace.identity.permissions import Operation, allows
from interlace.notices.people import people_of_each

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from interlace.principals import Principal


@dataclass(frozen=True)
class RequestTold:
    """A request with how far it has come. `asker` has no name where they are gone, or are the program itself."""

    id: UUID
    asker: str
    asker_name: str | None
    for_body: str | None
    reason: str
    deadline: date
    at: datetime
    withdrawn_at: datetime | None
    bodies: int
    waiting: int
    answered: int
    already_known: int
    not_needed: int
    replies_owed: int
    replies_overdue: int
    overdue: bool
    """The deadline has passed while something waits."""


@dataclass(frozen=True)
class AskingTold:
    """One item of a request: what was asked of whom, and what became of it."""

    id: UUID
    request: UUID
    question: UUID
    body: str
    kind: str
    subject: str
    words: str | None
    outcome: str
    since: date | None
    known_as: str | None
    state: str
    answer: str | None
    note: str | None
    ended_at: datetime | None
    reply: str | None
    replied_at: datetime | None
    reply_due_on: date | None
    reply_overdue: bool
    nobody: bool
    """Nobody of the body uses Interlace yet, so nobody has read it; those above see it."""


@dataclass(frozen=True)
class AskedBy:
    """Who asks a question: by whom, why, until when; and what they told the body afterwards."""

    request: UUID
    asking: UUID
    asker: str
    asker_name: str | None
    for_body: str | None
    reason: str
    deadline: date
    at: datetime
    withdrawn_at: datetime | None
    reply: str | None
    replied_at: datetime | None
    reply_due_on: date | None
    reply_overdue: bool


@dataclass(frozen=True)
class QuestionTold:
    """What a body is asked, as the body sees it: once, with all who ask."""

    id: UUID
    body: str
    kind: str
    subject: str
    words: str | None
    state: str
    opened_at: datetime
    ended_at: datetime | None
    answer: str | None
    answered_by: str | None
    note: str | None
    deadline: date | None
    """The earliest of those who wait; of a question that has ended, none."""
    overdue: bool
    asked_by: Sequence[AskedBy]


def own_bodies(principal: Principal) -> list[str]:
    """The bodies in whose name somebody acts."""
    return sorted({grant.body for grant in principal.grants if grant.body is not None})


def sees_all(principal: Principal, tenant_id: UUID) -> bool:
    """Whether somebody sees every request of the tenant: whoever may ask every body of it."""
    return allows(principal, tenant_id, Operation.REQUEST_MAKE, (), lambda _: ())


def seen_by(principal: Principal, tenant_id: UUID) -> ColumnElement[bool] | None:
    """Which requests somebody sees as their asker: their own and those in the name of their bodies; None for all."""
    if sees_all(principal, tenant_id):
        return None
    bodies = own_bodies(principal) if principal.tenant_id == tenant_id else []
    return or_(Request.asker == principal.label, Request.for_body.in_(bodies))


def found_request(session: Session, principal: Principal, tenant_id: UUID, request_id: UUID) -> Request:
    """A request that somebody asks, or that is asked in the name of their body. Raises Unknown."""
    rows = select(Request).where(Request.id == request_id)
    condition = seen_by(principal, tenant_id)
    request = session.scalar(rows if condition is None else rows.where(condition))
    if request is None:
        raise Unknown(f"There is no request {request_id}.")
    return request


def told_request(session: Session, request: Request, today: date) -> RequestTold:
    """One request with how far it has come."""
    (told,) = told_requests(session, [request], today)
    return told


def told_requests(session: Session, requests: Sequence[Request], today: date) -> list[RequestTold]:
    """Requests with how far they have come, in the same order."""
    rows = (
        select(Asking.request, Question.state, Question.body, Asking.reply_due_on, Asking.replied_at, Asking.outcome)
        .join(Question, Question.id == Asking.question)
        .where(Asking.request.in_([request.id for request in requests]))
    )
    states: Counter[tuple[UUID, str]] = Counter()
    owed: Counter[UUID] = Counter()
    overdue: Counter[UUID] = Counter()
    bodies: dict[UUID, set[str]] = {}
    for row in session.execute(rows):
        states[row.request, _state(row.outcome, row.state)] += 1
        bodies.setdefault(row.request, set()).add(row.body)
        if row.reply_due_on is not None and row.replied_at is None:
            owed[row.request] += 1
            overdue[row.request] += row.reply_due_on < today
    names = names_of(session, {request.asker for request in requests})
    return [
        RequestTold(
            id=one.id,
            asker=one.asker,
            asker_name=names.get(one.asker),
            for_body=one.for_body,
            reason=one.reason,
            deadline=one.deadline,
            at=one.at,
            withdrawn_at=one.withdrawn_at,
            bodies=len(bodies.get(one.id, ())),
            waiting=0 if one.withdrawn_at else states[one.id, "waiting"],
            answered=states[one.id, "answered"],
            already_known=states[one.id, "known"],
            not_needed=states[one.id, "not_needed"],
            replies_owed=owed[one.id],
            replies_overdue=overdue[one.id],
            overdue=one.withdrawn_at is None and one.deadline < today and states[one.id, "waiting"] > 0,
        )
        for one in requests
    ]


def told_askings(session: Session, rows: Sequence[tuple[Asking, Question]], today: date) -> list[AskingTold]:
    """Items of requests, each with what became of it."""
    people = people_of_each(session, {question.body for _, question in rows})
    return [
        AskingTold(
            id=asking.id,
            request=asking.request,
            question=question.id,
            body=question.body,
            kind=question.kind,
            subject=question.subject,
            words=question.words,
            outcome=asking.outcome,
            since=asking.since,
            known_as=asking.known_as,
            state=_state(asking.outcome, question.state),
            answer=question.answer,
            note=question.note,
            ended_at=question.ended_at,
            reply=asking.reply,
            replied_at=asking.replied_at,
            reply_due_on=asking.reply_due_on,
            reply_overdue=_overdue(asking, today),
            nobody=question.body not in people,
        )
        for asking, question in rows
    ]


def _state(outcome: str, state: str) -> str:
    """How far an item has come: what was known when it was asked was so by an answer to others, too."""
    return "known" if outcome == "already_known" else state


def told_questions(session: Session, questions: Sequence[Question], today: date) -> list[QuestionTold]:
    """Questions, each with all who ask it, in the same order. Who asked after it was answered is no concern of it."""
    rows = (
        select(Asking, Request)
        .join(Request, Request.id == Asking.request)
        .where(Asking.question.in_([question.id for question in questions]), Asking.outcome != "already_known")
        .order_by(Asking.id)
    )
    pairs = [(row[0], row[1]) for row in session.execute(rows)]
    names = names_of(session, {request.asker for _, request in pairs} | _answerers(questions))
    asked: dict[UUID, list[AskedBy]] = {}
    for asking, request in pairs:
        asked.setdefault(asking.question, []).append(
            AskedBy(
                request=request.id,
                asking=asking.id,
                asker=request.asker,
                asker_name=names.get(request.asker),
                for_body=request.for_body,
                reason=request.reason,
                deadline=request.deadline,
                at=asking.at,
                withdrawn_at=request.withdrawn_at,
                reply=asking.reply,
                replied_at=asking.replied_at,
                reply_due_on=asking.reply_due_on,
                reply_overdue=_overdue(asking, today),
            )
        )
    return [_question(one, asked.get(one.id, []), names, today) for one in questions]


def _answerers(questions: Collection[Question]) -> set[str]:
    return {question.answered_by for question in questions if question.answered_by is not None}


def _question(one: Question, asked: Sequence[AskedBy], names: Mapping[str, str], today: date) -> QuestionTold:
    deadlines = [each.deadline for each in asked if each.withdrawn_at is None] if one.state == "waiting" else []
    deadline = min(deadlines, default=None)
    return QuestionTold(
        id=one.id,
        body=one.body,
        kind=one.kind,
        subject=one.subject,
        words=one.words,
        state=one.state,
        opened_at=one.opened_at,
        ended_at=one.ended_at,
        answer=one.answer,
        answered_by=None if one.answered_by is None else names.get(one.answered_by),
        note=one.note,
        deadline=deadline,
        overdue=deadline is not None and deadline < today,
        asked_by=asked,
    )


def _overdue(asking: Asking, today: date) -> bool:
    return asking.reply_due_on is not None and asking.replied_at is None and asking.reply_due_on < today
