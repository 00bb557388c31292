"""How findings, alignment and coverage developed month by month, over any span: by the register as it is now under
today's rules, or as it was known then, by the register at the last revision before the end of each month.

No finding rests on a draft, so these numbers are the same for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from graph.encoding import NOBODY
from graph.trends.counting import counted_days
from interlace.db import tenancy
from interlace.db.models import Change
from interlace.errors import FieldProblem, Invalid
from interlace.history import changes_after
from interlace.snapshots.past import snapshot_at
from interlace.snapshots.refreshing import refreshed
from policies import ALIGNMENT_STATES, CERTAINTIES, FAMILIES, PRINCIPLES, SEVERITIES
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from graph.register import Register
    from graph.trends.counting import Counted
    from interlace.db.connections import Database
    from interlace.reading.view import View
    from interlace.snapshots.snapshot import Snapshot

#: By the register as it is, or as it stood at each day.
KNOWN = ("now", "then")
MOST_MONTHS = 240
USUAL_MONTHS = 36
#: Portions of the days that are worked out beside each other.
_THREADS = 2


class Point(NamedTuple):
    """A day in numbers, and the revision of the register that it is told by."""

    counted: Counted
    revision: int


@dataclass(frozen=True)
class Span:
    """The days of a trend: the ends of months from the first day on, and the last day itself."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """The days, ascending. Raises Invalid where the last comes before the first, or there are too many."""
        if self.last < self.first:
            raise Invalid([FieldProblem("/to", "end-before-start", {"start": self.first.isoformat()})])
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        if months >= MOST_MONTHS:
            span = {"first": Span.until(self.last, MOST_MONTHS).first.isoformat(), "last": self.last.isoformat()}
            raise Invalid([FieldProblem("/from", "bad-span", span)])
        ends = [_month_end(self.first.year, self.first.month + step) for step in range(months)]
        return [*ends, self.last]

    @classmethod
    def until(cls, last: date, months: int = USUAL_MONTHS) -> Span:
        """The span of so many days that ends on a day."""
        number = last.year * 12 + last.month - months
        year, month = divmod(number, 12)
        return cls(date(max(year, 1), month + 1, 1), last)


def _month_end(year: int, month: int) -> date:
    """The last day of a month; months beyond the twelfth are those of later years."""
    years, month = divmod(month, 12)
    return date(year + years, month + 1, 1) - timedelta(days=1)


def trend_now(view: View, span: Span, branch: int | None = None) -> Sequence[Point]:
    """The days of a span by the register as it is now; `branch` is a body (row). Raises Invalid."""
    days, snapshot = span.days, view.sight.snapshot
    row = None if branch is None else view.row_at(branch)

    def made() -> Sequence[Point]:
        return [Point(one, snapshot.revision) for one in counted_days(snapshot.register, days, row, _THREADS)]

    return snapshot.kept(("trends", span, row), made)


def trend_then(database: Database, view: View, span: Span, branch: int | None = None) -> Sequence[Point]:
    """The same as it was known at the end of each day; days before the first revision are left out. Raises Invalid."""
    days, snapshot = span.days, view.sight.snapshot
    code = None if branch is None else str(view.sight.column("bodies", "code")[branch])

    def made() -> Sequence[Point]:
        with tenancy.reading(database, snapshot.tenant_id, bulk=True) as session:
            return list(_known_then(session, snapshot, days, code))

    return snapshot.kept(("trends then", span, code), made)


def _known_then(session: Session, present: Snapshot, days: Sequence[date], code: str | None) -> Iterator[Point]:
    """The days in their order; one register after the other, each made from the one before."""
    known = [(_revision_at(session, day, present.revision), day) for day in days]
    past: Snapshot | None = None
    for revision, group in groupby(known, key=lambda one: one[0]):
        if not revision:
            continue
        past = present if revision == present.revision else _snapshot(session, present, past, revision)
        own = [day for _, day in group]
        row = None if code is None else _row(past.register, code)
        if row != NOBODY:
            yield from (Point(one, revision) for one in counted_days(past.register, own, row, _THREADS))


def _revision_at(session: Session, day: date, most: int) -> int:
    """The last revision that was made by the end of a day (UTC); 0 before the first."""
    if day == date.max:
        return most
    end = datetime.combine(day + timedelta(days=1), time(), UTC)
    last = session.scalar(select(func.max(Change.revision)).where(Change.at < end))
    return min(last or 0, most)


def _snapshot(session: Session, present: Snapshot, past: Snapshot | None, revision: int) -> Snapshot:
    after = None if past is None else refreshed(past, changes_after(session, past.revision, revision))
    return after or snapshot_at(session, present.tenant_id, revision)


def _row(register: Register, code: str) -> int:
    row = register.bodies.code.search_sorted(code)
    return row if row < len(register.bodies.code) and register.bodies.code[row] == code else NOBODY


def told_point(point: Point) -> dict[str, Any]:
    """A point as JSON holds it."""
    counted, revision = point
    states = counted.states.tolist()
    return {
        "day": counted.day.isoformat(),
        "revision": revision,
        "certainties": {one: counted.found(certainty=one) for one in CERTAINTIES.ids},
        "severities": {one: counted.found(severity=one) for one in SEVERITIES.ids},
        "families": {one: counted.found(family=one) for one in FAMILIES.ids},
        "rules": {one: counted.found(rule=one) for one in RULES},
        "states": dict(zip(ALIGNMENT_STATES.ids, states, strict=True)),
        "competent": counted.competent,
        "covered": dict(zip(PRINCIPLES.ids, counted.covered.tolist(), strict=True)),
    }
