"""Periods of days: both ends belong to them, and an end that is not known is open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Period = tuple[date | None, date | None]
_DAY = timedelta(days=1)


def day_before(day: date) -> date:
    """The day before."""
    return day - _DAY


def day_after(day: date) -> date:
    """The day after."""
    return day + _DAY


def free(period: Period, taken: Iterable[Period]) -> Iterator[Period]:
    """The parts of a period that none of the others holds, the earliest first."""
    start, end = period
    for begins, ends in sorted(taken, key=lambda other: other[0] or date.min):
        if ends is not None and start is not None and ends < start:
            continue
        if begins is not None and end is not None and begins > end:
            break
        if begins is not None and (start is None or begins > start):
            yield start, begins - _DAY
        if ends is None or ends == date.max or (end is not None and ends >= end):
            return
        start = ends + _DAY
    yield start, end
