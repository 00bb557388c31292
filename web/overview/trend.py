"""How the numbers of findings developed, as a picture and a table: a part of the national view that comes later, since
it takes several analyses, and a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log10
from typing import TYPE_CHECKING, NamedTuple

from flask import render_template, request

from interlace.reading.trend import trend as points_of
from web.blueprint import pages
from web.days import shown
from web.frame import page, words
from web.kept import kept_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from interlace.reading.trend import Point

#: The picture’s own measures: heights in pixels, widths in hundredths, so that it is as wide as its place.
HEIGHT, TOP, BOTTOM = 240, 28, 204
LEFT, RIGHT = 8, 92
_MOST_LINES = 4


class Mark(NamedTuple):
    """A number of the picture at its place."""

    x: float
    y: float
    number: int


@dataclass(frozen=True)
class Picture:
    """Where everything stands: lines of the grid, and the gaps and open questions of each day."""

    lines: tuple[tuple[float, int], ...]
    gaps: tuple[Mark, ...]
    questions: tuple[Mark, ...]


@pages.get("/t/<tenant>/trend")
def trend(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """How the numbers of findings developed."""
    template = "overview/alone.html" if "HX-Request" in request.headers else "overview/trend.html"
    return page(template, content=kept_part("trend", _content))


def _content() -> str:
    points = points_of(shown())
    told = {"points": points, "picture": picture(points), "height": HEIGHT, "bottom": BOTTOM}
    return render_template("overview/trend_part.html", **words(), **told)


def picture(points: Sequence[Point]) -> Picture:
    """The picture of these days."""
    gaps, questions = [point.tally.gaps for point in points], [point.tally.questions for point in points]
    step = _step(max(gaps + questions))
    top = step * max(ceil(max(gaps + questions) / step), 1)

    def height(count: int) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * count / top, 1)

    def marks(counts: Sequence[int]) -> tuple[Mark, ...]:
        between = (RIGHT - LEFT) / max(len(counts) - 1, 1)
        return tuple(Mark(round(LEFT + between * place, 2), height(one), one) for place, one in enumerate(counts))

    return Picture(tuple((height(line), line) for line in range(0, top + 1, step)), marks(gaps), marks(questions))


def _step(most: int) -> int:
    """A round number of which few reach beyond the most."""
    least = max(most, 1) / _MOST_LINES
    power = 10 ** max(int(log10(least)), 0) if least >= 1 else 1
    return next(round_ for factor in (1, 2, 5, 10) if (round_ := factor * power) >= least)
