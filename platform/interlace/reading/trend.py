"""How the numbers of findings developed: at the ends of quarters up to a day, by the register as it is now."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from graph.analysis import analyse
from graph.governance import GovernanceGraph
from graph.tally import tally

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.tally import Tally
    from interlace.reading.view import View
    from interlace.snapshots.snapshot import Snapshot

#: So many days are told, the last one included.
POINTS = 8
_QUARTER = 3


class Point(NamedTuple):
    """A day, and what was found on it."""

    day: date
    tally: Tally


def trend(view: View) -> Sequence[Point]:
    """What was found on the view's day and at the ends of the quarters before it."""
    snapshot, as_of = view.sight.snapshot, view.as_of
    return snapshot.kept(("trend", as_of), lambda: _Trend(snapshot, as_of)).points


class _Trend:
    """Worked out once, however many threads ask, and day by day: of an analysis that others do not keep already only
    the counts stay, so that no more than one is held at a time."""

    def __init__(self, snapshot: Snapshot, as_of: date) -> None:
        self._snapshot, self._as_of = snapshot, as_of
        self._lock = threading.Lock()
        self._points: tuple[Point, ...] = ()

    @property
    def points(self) -> Sequence[Point]:
        with self._lock:
            if not self._points:
                self._points = tuple(Point(day, self._tally(day)) for day in days_of_trend(self._as_of))
            return self._points

    def _tally(self, day: date) -> Tally:
        known = self._snapshot.known_analysis(day)
        analysis = known or analyse(GovernanceGraph.at(self._snapshot.register, day))
        return tally(analysis.found)


def days_of_trend(as_of: date, points: int = POINTS) -> list[date]:
    """The day, and before it the last ends of quarters; ascending. No earlier than there are days."""
    days = [as_of]
    while len(days) < points and (end := _quarter_end_before(days[0])) is not None:
        days.insert(0, end)
    return days


def _quarter_end_before(day: date) -> date | None:
    """The last end of a quarter before a day; None where the calendar does not reach that far back."""
    begin = date(day.year, day.month - (day.month - 1) % _QUARTER, 1)
    return None if begin == date.min else begin - timedelta(days=1)
