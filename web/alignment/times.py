"""The time line of strategies: who plans for which years, what has ended, and what still leads to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from flask import request

from interlace.reading.standing import STANDINGS
from interlace.reading.times import AskedTimes, times_page
from policies import LEVELS
from web.alignment.asking import after_asked, body_asked, branch_choices, one_of
from web.blueprint import pages
from web.days import compare_to, shown
from web.frame import page
from web.names import named, named_by_code
from web.words import period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from interlace.reading.times import OnTime
    from interlace.reading.view import View
    from web.names import Named

#: Years beyond these around the day that is shown are cut off: a plan of 1900 would leave no room for the others.
_BEFORE, _AFTER = 25, 25
#: Labels of years stand at least so many hundredths of the width apart.
_APART = 12


class Bar(NamedTuple):
    """From where to where on the axis, in hundredths, and whether its ends are open."""

    begin: float
    width: float
    open_begin: bool
    open_end: bool


class Tick(NamedTuple):
    """A beginning of a year on the axis."""

    at: float
    label: str


@dataclass(frozen=True)
class Axis:
    """Years from the first day of one to the last of another."""

    first: int
    last: int

    def at(self, when: date) -> float:
        """Where a day stands, in hundredths."""
        begin, end = date(self.first, 1, 1).toordinal(), date(self.last + 1, 1, 1).toordinal()
        return round(min(max(100 * (when.toordinal() - begin) / (end - begin), 0.0), 100.0), 2)

    @property
    def ticks(self) -> list[Tick]:
        """Years that are labelled."""
        years = self.last + 1 - self.first
        step = next((one for one in (1, 2, 5, 10) if 100 * one / years >= _APART), 25)
        return [
            Tick(self.at(date(year, 1, 1)), str(year)) for year in range(self.first, self.last + 1) if year % step == 0
        ]

    def bar(self, begins: date | None, ends: date | None) -> Bar:
        """A period; where a day is not known, it goes on to the edge."""
        begin = 0.0 if begins is None else self.at(begins)
        end = 100.0 if ends is None else self.at(date.fromordinal(min(ends.toordinal() + 1, date.max.toordinal())))
        return Bar(begin, round(max(end - begin, 0.5), 2), begins is None, ends is None)


class Line(NamedTuple):
    """A strategy on the time line."""

    strategy: Named
    owner: Named | None
    told: OnTime
    period: str
    begins: date | None
    ends: date | None
    bar: Bar


class Part(NamedTuple):
    """Lines under one heading: anchors that lapsed, or strategies of a level."""

    level: str | None
    lines: Sequence[Line]


@pages.get("/t/<tenant>/alignment/times")
def alignment_times(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Strategies by level over the years."""
    view = shown()
    level, standing = one_of("level", LEVELS.ids), one_of("standing", (*STANDINGS, "lapsed"))
    asked = AskedTimes(
        levels=[level] if level else [],
        standings=[standing] if standing and standing != "lapsed" else [],
        branch=body_asked(),
        lapsed=standing == "lapsed",
        after=after_asked(),
    )
    found = times_page(view, asked)
    axis = _axis(view, found.items)
    lines = [_line(view, axis, one) for one in found.items]
    return page(
        "alignment/times.html",
        found=found,
        lines=lines,
        parts=_parts(lines),
        axis=axis,
        now=axis.at(view.as_of),
        then=axis.at(compare_to()),
        branches=branch_choices(),
        filtered=any(request.args.get(name) for name in ("level", "standing", "branch")),
    )


def _axis(view: View, items: Sequence[OnTime]) -> Axis:
    known = [view.sight.column("strategies", name)[one.strategy] for one in items for name in ("starts_on", "ends_on")]
    years = [when.year for when in (*known, view.as_of, compare_to()) if when is not None]
    this = view.as_of.year
    return Axis(max(min(years), this - _BEFORE, 2), min(max(years), this + _AFTER, 9998))


def _line(view: View, axis: Axis, told: OnTime) -> Line:
    begins, ends, owner = (
        view.sight.column("strategies", name)[told.strategy] for name in ("starts_on", "ends_on", "owner")
    )
    return Line(
        strategy=named("strategies", told.strategy, view),
        owner=named_by_code("bodies", owner, view),
        told=told,
        period=period(begins, ends),
        begins=begins,
        ends=ends,
        bar=axis.bar(begins, ends),
    )


def _parts(lines: Sequence[Line]) -> list[Part]:
    """Neighbours that stand under the same heading together."""
    parts: list[tuple[str | None, list[Line]]] = []
    for line in lines:
        level = None if line.told.still_led_to else line.told.level
        if not parts or parts[-1][0] != level:
            parts.append((level, []))
        parts[-1][1].append(line)
    return [Part(*part) for part in parts]
