"""Lists and single ones: somebody's requests with what became of them, and what bodies are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from interlace.db import tenancy
from interlace.db.models import Asking, Question, Request
from interlace.db.models.asked import QUESTION_STATES
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.identity.permissions import Operation
from interlace.requests.entitled import reach
from interlace.requests.showing import (
    AskingTold,
    QuestionTold,
    RequestTold,
    found_request,
    seen_by,
    told_askings,
    told_questions,
    told_request,
    told_requests,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.reading.view import View

MOST_A_PAGE = 200
#: What a body is shown; what was known when it was asked never reaches it.
SHOWN_STATES = tuple(state for state in QUESTION_STATES if state != "known")


@dataclass(frozen=True)
class RequestPage:
    """Some requests, the last one first."""

    requests: Sequence[RequestTold]
    has_more: bool


@dataclass(frozen=True)
class AskingPage:
    """Some items of a request, in the order in which they were asked."""

    askings: Sequence[AskingTold]
    has_more: bool


@dataclass(frozen=True)
class QuestionPage:
    """Some questions, the last one first."""

    questions: Sequence[QuestionTold]
    has_more: bool


def requests(
    database: Database, principal: Principal, tenant_id: UUID, view: View, *, first: int = 50, after: UUID | None = None
) -> RequestPage:
    """Requests of the principal and in the name of their bodies; administrators see all. `after` is an id.

    Raises Invalid.
    """
    _check_first(first)
    rows = select(Request).order_by(Request.id.desc()).limit(first + 1)
    rows = rows if after is None else rows.where(Request.id < after)
    condition = seen_by(principal, tenant_id)
    rows = rows if condition is None else rows.where(condition)
    with tenancy.reading(database, tenant_id) as session:
        found = session.scalars(rows).all()
        return RequestPage(told_requests(session, found[:first], view.as_of), len(found) > first)


def request(database: Database, principal: Principal, tenant_id: UUID, view: View, request_id: UUID) -> RequestTold:
    """One request. Raises Unknown."""
    with tenancy.reading(database, tenant_id) as session:
        return told_request(session, found_request(session, principal, tenant_id, request_id), view.as_of)


def askings(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    view: View,
    request_id: UUID,
    *,
    first: int = 50,
    after: UUID | None = None,
) -> AskingPage:
    """What a request asks of whom, and what became of it. Raises Unknown, Invalid."""
    _check_first(first)
    rows = (
        select(Asking, Question)
        .join(Question, Question.id == Asking.question)
        .where(Asking.request == request_id)
        .order_by(Asking.id)
        .limit(first + 1)
    )
    rows = rows if after is None else rows.where(Asking.id > after)
    with tenancy.reading(database, tenant_id) as session:
        found_request(session, principal, tenant_id, request_id)
        found = [(row[0], row[1]) for row in session.execute(rows)]
        return AskingPage(told_askings(session, found[:first], view.as_of), len(found) > first)


def questions(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    view: View,
    *,
    bodies: Collection[str] | None = None,
    states: Collection[str] = (),
    first: int = 50,
    after: UUID | None = None,
) -> QuestionPage:
    """What bodies are asked: these (codes), or all that the principal writes for. `after` is an id.

    Raises Invalid.
    """
    _check_first(first)
    if not set(states) <= set(SHOWN_STATES):
        raise Invalid([FieldProblem("/state", "bad-choice", {"choices": ", ".join(SHOWN_STATES)})])
    within = reach(view, principal, Operation.RECORDS_WRITE)
    rows = select(Question).where(Question.state.in_(states or SHOWN_STATES)).order_by(Question.id.desc())
    rows = rows if after is None else rows.where(Question.id < after)
    # What bodies are asked that the principal does not write for is told no otherwise than if they were asked nothing.
    chosen = within if bodies is None else [code for code in bodies if within is None or code in within]
    rows = rows if chosen is None else rows.where(Question.body.in_(list(chosen)))
    with tenancy.reading(database, tenant_id) as session:
        found = session.scalars(rows.limit(first + 1)).all()
        return QuestionPage(told_questions(session, found[:first], view.as_of), len(found) > first)


def question(database: Database, principal: Principal, tenant_id: UUID, view: View, question_id: UUID) -> QuestionTold:
    """One question, for those who answer for its body. Raises Unknown."""
    within = reach(view, principal, Operation.RECORDS_WRITE)
    with tenancy.reading(database, tenant_id) as session:
        rows = select(Question).where(Question.id == question_id, Question.state.in_(SHOWN_STATES))
        found = session.scalar(rows)
        if found is None or (within is not None and found.body not in within):
            raise Unknown(f"There is no question {question_id}.")
        return told_questions(session, [found], view.as_of)[0]


def waiting_for(database: Database, tenant_id: UUID, bodies: Collection[str]) -> int:
    """How many questions wait for these bodies; the head of every page asks."""
    if not bodies:
        return 0
    rows = select(func.count()).select_from(Question)
    with tenancy.reading(database, tenant_id) as session:
        return session.scalar(rows.where(Question.state == "waiting", Question.body.in_(list(bodies)))) or 0


def _check_first(first: int) -> None:
    if not 1 <= first <= MOST_A_PAGE:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_A_PAGE)})])
