"""How far visits and recommendations have come: worked out from what happened and the day, stored nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_

from interlace.db.models import Visit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement

STATES = ("planned", "under_way", "drafting", "with_body", "published", "closed")
#: How a recommendation stands. `open` until its owner said anything of it; `refused` where the owner does not accept.
PROGRESS = ("open", "answered", "refused", "in_progress", "done", "confirmed")
#: What the owner answers, and what it tells of the work; what experts and coordinators say of it.
ANSWERS = ("accepts", "in_part", "not_accepted")
WORK = ("in_progress", "done")
JUDGED = ("confirmed", "reopened")
#: Nothing is to be done any more.
AT_REST = frozenset({"refused", "done", "confirmed"})
_AFTER = {
    "accepts": "answered",
    "in_part": "answered",
    "not_accepted": "refused",
    "in_progress": "in_progress",
    "done": "done",
    "confirmed": "confirmed",
    "reopened": "in_progress",
}


def state_of(visit: Visit, today: date) -> str:
    """How far a visit has come on a day."""
    if visit.closed_at is not None:
        return "closed"
    if visit.published_at is not None:
        return "published"
    if visit.sent_at is not None:
        return "with_body"
    if visit.concluded_at is not None or today > visit.ends_on:
        return "drafting"
    return "under_way" if today >= visit.starts_on else "planned"


def standing_so(state: str, today: date) -> ColumnElement[bool]:
    """The same as a condition on visits."""
    written = and_(Visit.closed_at.is_(None), Visit.sent_at.is_(None))
    over = or_(Visit.concluded_at.is_not(None), Visit.ends_on < today)
    conditions = {
        "closed": Visit.closed_at.is_not(None),
        "published": and_(Visit.closed_at.is_(None), Visit.published_at.is_not(None)),
        "with_body": and_(Visit.closed_at.is_(None), Visit.published_at.is_(None), Visit.sent_at.is_not(None)),
        "drafting": and_(written, over),
        "under_way": and_(written, Visit.concluded_at.is_(None), Visit.starts_on <= today, Visit.ends_on >= today),
        "planned": and_(written, Visit.concluded_at.is_(None), Visit.starts_on > today),
    }
    return conditions[state]


def progress_of(said: Sequence[str]) -> str:
    """How a recommendation stands after what was said of it, in that order."""
    return _AFTER[said[-1]] if said else "open"


def overdue(progress: str, deadline: date | None, today: date) -> bool:
    """Whether its day has passed and something is still to be done."""
    return deadline is not None and deadline < today and progress not in AT_REST
