"""Gaps and open questions of several days as two lines of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log10
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    height: int = HEIGHT
    bottom: int = BOTTOM


def drawn(gaps: Sequence[int], questions: Sequence[int]) -> Picture:
    """The picture of these numbers, one of each for a day."""
    most = max([*gaps, *questions])
    step = _step(most)
    top = step * max(ceil(most / step), 1)

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
