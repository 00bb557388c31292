"""Strategies in the order of a time line: first those that lapsed while others still lead to them, then by level."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from interlace.errors import FieldProblem
from interlace.reading.cursors import read_cursor, written_cursor
from interlace.reading.pages import USUAL, check_first
from interlace.reading.standing import STANDINGS, in_branch, lapsed_anchors, owner_levels, shown_strategies, standings
from policies import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.encoding import Flags
    from interlace.reading.view import View


class OnTime(NamedTuple):
    """A strategy (row) of a time line, how it stands, and how many works still lead to it although it lapsed."""

    strategy: int
    level: str
    standing: str
    still_led_to: int


@dataclass(frozen=True)
class AskedTimes:
    """Strategies that are asked for: of owners of any of these levels, standing so, owned in a body's (row) branch."""

    levels: Sequence[str] = field(default_factory=tuple)
    standings: Sequence[str] = field(default_factory=tuple)
    branch: int | None = None
    lapsed: bool = False
    """Only lapsed anchors."""
    first: int = USUAL
    after: str | None = None


@dataclass(frozen=True)
class TimesPage:
    """One page of a time line; `total` are in all pages together, and `lapsed` of them anchors that lapsed."""

    items: Sequence[OnTime]
    total: int
    lapsed: int
    next_after: str | None


def times_page(view: View, asked: AskedTimes) -> TimesPage:
    """A page of the strategies that are asked for. Raises Invalid, naming what is wrong."""
    check_first(asked.first, _wrong(asked))
    level, stand, led_to = owner_levels(view), standings(view), lapsed_anchors(view)
    register = view.graph.register
    numbers = np.flatnonzero(_chosen(view, asked))
    keys = (numbers, register.strategies.starts_on[numbers], register.strategies.owner[numbers], level[numbers])
    numbers = numbers[np.lexsort((*keys, led_to[numbers] == 0))]
    (start,) = (0,) if asked.after is None else read_cursor(asked.after, "times", int)
    items = numbers[start : start + asked.first]
    end = start + len(items)
    return TimesPage(
        items=[
            OnTime(int(view.work_rows[one]), LEVELS.ids[level[one]], STANDINGS[stand[one]], int(led_to[one]))
            for one in items.tolist()
        ],
        total=len(numbers),
        lapsed=int((led_to[numbers] > 0).sum()),
        next_after=written_cursor("times", end) if end < len(numbers) else None,
    )


def _wrong(asked: AskedTimes) -> Iterator[FieldProblem]:
    choices = (("level", asked.levels, LEVELS.ids), ("standing", asked.standings, STANDINGS))
    for name, given, permitted in choices:
        if not set(given) <= set(permitted):
            yield FieldProblem(f"/{name}", "bad-choice", {"choices": ", ".join(permitted)})


def _chosen(view: View, asked: AskedTimes) -> Flags:
    chosen = shown_strategies(view)
    if asked.levels:
        chosen = chosen & np.isin(owner_levels(view), [LEVELS.index(one) for one in asked.levels])
    if asked.standings:
        chosen = chosen & np.isin(standings(view), [STANDINGS.index(one) for one in asked.standings])
    if asked.branch is not None:
        chosen = chosen & in_branch(view, asked.branch)
    if asked.lapsed:
        chosen = chosen & (lapsed_anchors(view) > 0)
    return chosen
