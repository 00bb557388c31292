"""What asking costs: items asked, joined and saved, how long they were open, and replies owed; by body and by asker.

Rows stand in the order of codes. Nothing here orders bodies by a number, and doors offer no way to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Integer, cast, func, select

from interlace.db import tenancy
from interlace.db.base import CODE
from interlace.db.models import Asking, Question, Request
from interlace.errors import FieldProblem, Invalid
from interlace.identity.permissions import Operation, require_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Subquery
    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal

#: Whose burden is told: that of those who are asked, or what those who ask have made of it.
SIDES = ("body", "asker")
LONGEST = timedelta(days=10 * 366)
USUAL = timedelta(days=365)
MOST_A_PAGE = 500


class Burden(NamedTuple):
    """What one body was asked, or what was asked in its name, in a span of days.

    Without a body: what was asked for the tenant as a whole, or by somebody without a body of their own.
    """

    body: str | None
    items: int
    """All that was asked, whatever came of it: the next three together."""
    asked: int
    joined: int
    already_known: int
    answered: int
    waiting: int
    overdue: int
    median_days_open: float | None
    """Of the questions that were answered, each counted once; None where there is none."""
    replies_owed: int
    replies_overdue: int


@dataclass(frozen=True)
class BurdenPage:
    """One page of burdens, and all of the span together."""

    rows: Sequence[Burden]
    whole: Burden
    since: date
    until: date
    has_more: bool


@dataclass(frozen=True)
class AskedBurden:
    """Which burdens: of bodies or of askers, in a span (both ends belong to it; a year to today unless given)."""

    by: str = "body"
    since: date | None = None
    until: date | None = None
    first: int = 100
    after: str | None = None


def burden(database: Database, principal: Principal, tenant_id: UUID, today: date, asked: AskedBurden) -> BurdenPage:
    """The burden in a span, a page of bodies in the order of their codes; `after` is a code.

    Raises Forbidden, Invalid.
    """
    require_of(principal, tenant_id, Operation.REGISTER_READ)
    if asked.by not in SIDES:
        raise Invalid([FieldProblem("/by", "bad-choice", {"choices": ", ".join(SIDES)})])
    if not 1 <= asked.first <= MOST_A_PAGE:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_A_PAGE)})])
    if asked.after and not re.fullmatch(CODE, asked.after):
        raise Invalid([FieldProblem("/after", "bad-cursor")])
    until = asked.until or today
    since = asked.since or max(until, date.min + USUAL) - USUAL
    if since > until:
        raise Invalid([FieldProblem("/until", "end-before-start", {"start": since.isoformat()})])
    if until - since > LONGEST:
        raise Invalid([FieldProblem("/since", "bad-value")])
    items = _items(since, until, today)
    key = items.c.body if asked.by == "body" else items.c.for_body
    with tenancy.reading(database, tenant_id) as session:
        rows = _rows(session, items, key, asked)
        whole = _whole(session, items)
    return BurdenPage(rows[: asked.first], whole, since, until, len(rows) > asked.first)


def _items(since: date, until: date, today: date) -> Subquery:
    """Each item that was asked in the span; `open` is how long its question was open, in days, once a question."""
    begins = datetime.combine(since, time.min, UTC)
    ends = datetime.combine(min(until, date.max - timedelta(days=1)), time.min, UTC) + timedelta(days=1)
    first: Any = func.row_number().over(partition_by=Asking.question, order_by=Asking.id)
    waits = (Question.state == "waiting") & Request.withdrawn_at.is_(None)
    owed = Asking.reply_due_on.is_not(None) & Asking.replied_at.is_(None)
    return (
        select(
            Question.body,
            Request.for_body,
            Asking.outcome,
            ((Question.state == "answered") & (Asking.outcome != "already_known")).label("answered"),
            waits.label("waiting"),
            (waits & (Request.deadline < today)).label("overdue"),
            owed.label("owed"),
            (owed & (Asking.reply_due_on < today)).label("owed_overdue"),
            first.label("first"),
            (func.extract("epoch", Question.ended_at - Question.opened_at) / 86_400).label("open"),
        )
        .join(Question, Question.id == Asking.question)
        .join(Request, Request.id == Asking.request)
        .where(Asking.at >= begins, Asking.at < ends)
        .subquery()
    )


def _columns(items: Subquery) -> list[Any]:
    def number(condition: ColumnElement[bool]) -> Any:  # noqa: ANN401 - a column
        return cast(func.count().filter(condition), Integer)

    once = items.c.answered & (items.c.first == 1)
    return [
        cast(func.count(), Integer),
        *(number(items.c.outcome == name) for name in ("asked", "joined", "already_known")),
        *(number(items.c[name]) for name in ("answered", "waiting", "overdue")),
        func.percentile_cont(0.5).within_group(items.c.open).filter(once),
        number(items.c.owed),
        number(items.c.owed_overdue),
    ]


def _rows(session: Session, items: Subquery, key: Any, asked: AskedBurden) -> list[Burden]:  # noqa: ANN401 - a column
    rows = select(key, *_columns(items)).group_by(key).order_by(key.asc().nulls_last()).limit(asked.first + 1)
    if asked.after is not None:
        rows = rows.where((key > asked.after) | key.is_(None))
    return [_burden(*row) for row in session.execute(rows)]


def _whole(session: Session, items: Subquery) -> Burden:
    return _burden(None, *session.execute(select(*_columns(items))).one())


def _burden(body: str | None, *numbers: Any) -> Burden:  # noqa: ANN401 - columns of a row
    told = list(numbers)
    told[7] = None if told[7] is None else round(float(told[7]), 2)
    return Burden(body, *told)
