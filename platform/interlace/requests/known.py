"""What is known already: a fresh answer in the register, or one that another was given, spares the body a question.

The definitions of each kind stand in docs/requests.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from interlace.db.models import Change, Declaration, Question
from interlace.db.records import find
from interlace.requests.items import OF_THE_REGISTER, Item, field_of, found_now

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.reading.view import View

DECLARED, FILLED, GONE, CONFIRMED, ANSWERED = "declared", "filled", "gone", "confirmed", "answered"
#: Why something counts as known.
WHYS = (DECLARED, FILLED, GONE, CONFIRMED, ANSWERED)
#: Kinds for which a body's own answer counts as long as a declaration does.
_ANSWERED_BY_WORD = ("strategies", "actions", "participations", "competences", "text")
_COUNTING = ("nothing_changed", "given")


@dataclass(frozen=True)
class Known:
    """Why something counts as known, and since when."""

    why: str
    since: date
    question: UUID | None = None
    """The answered question that says so, where the body's own answer does."""


Pair = tuple[str, Item]


def known_already(session: Session, view: View, bodies: Collection[str], items: Sequence[Item]) -> Mapping[Pair, Known]:
    """Of these bodies (codes) and items, what is known already; the session is that of the write."""
    today, fresh = view.as_of, view.graph.thresholds.fresh_days
    since = today - timedelta(days=min(fresh, (today - date.min).days))
    found: dict[Pair, Known] = {}
    declared = _declared(session, bodies, since, today) if any(one.kind in OF_THE_REGISTER for one in items) else {}
    answered = _answered(session, bodies, items, since)
    for item in items:
        told = _of_item(session, view, item)
        for body in bodies:
            known = told
            if known is None and item.kind in OF_THE_REGISTER and body in declared:
                known = Known(DECLARED, declared[body])
            if known is None and (body, item.kind, item.subject) in answered:
                known = answered[body, item.kind, item.subject]
            if known is not None:
                found[body, item] = known
    return found


def _of_item(session: Session, view: View, item: Item) -> Known | None:
    """What is known of an item whatever body is asked."""
    if item.kind == "strategy-field":
        return _filled(session, item)
    if item.kind == "finding":
        now = found_now(view, item.subject)
        if now is None:
            return Known(GONE, view.as_of)
        return None if now.certainty == "unreported" else Known(CONFIRMED, view.as_of)
    return None


def _filled(session: Session, item: Item) -> Known | None:
    code, field = field_of(item)
    for strategy in find(session, "strategies", code=code):
        if strategy[field] is not None:
            at = session.scalar(select(func.min(Change.at)).where(Change.revision == strategy.revision))
            return None if at is None else Known(FILLED, at.date())
    return None


def _declared(session: Session, bodies: Collection[str], since: date, today: date) -> dict[str, date]:
    """When each body last called its register complete, as far as that still counts."""
    last: Any = func.max(Declaration.declared_on)
    rows = select(Declaration.body, last).where(
        Declaration.body.in_(list(bodies)), Declaration.declared_on.between(since, today)
    )
    return {row[0]: row[1] for row in session.execute(rows.group_by(Declaration.body))}


def _answered(
    session: Session, bodies: Collection[str], items: Sequence[Item], since: date
) -> dict[tuple[str, str, str], Known]:
    """What each body answered last, as far as that still counts."""
    subjects = {item.subject for item in items if item.kind in _ANSWERED_BY_WORD}
    if not subjects:
        return {}
    key = Question.body, Question.kind, Question.subject
    rows = (
        select(*key, Question.ended_at, Question.id)
        .ext(distinct_on(*key))
        .where(
            Question.body.in_(list(bodies)),
            Question.kind.in_(_ANSWERED_BY_WORD),
            Question.subject.in_(subjects),
            Question.answer.in_(_COUNTING),
            Question.ended_at >= datetime.combine(since, time.min, UTC),
        )
        .order_by(*key, Question.ended_at.desc(), Question.id.desc())
    )
    return {
        (body, kind, subject): Known(ANSWERED, ended_at.date(), question)
        for body, kind, subject, ended_at, question in session.execute(rows)
        if ended_at is not None
    }
