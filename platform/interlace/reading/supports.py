"""Which strategies support which: the links between them, as a list, as a matrix, and counted by levels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.encoding import NOBODY
from graph.register import CONFIRMED, DECLARED, DISPUTED
from graph.tables import SCHEMA
from interlace.errors import FieldProblem
from interlace.reading.cursors import read_cursor, written_cursor
from interlace.reading.pages import USUAL, check_first
from interlace.reading.standing import STANDINGS, in_branch, owner_levels, standings
from policies import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graph.encoding import Flags, Int64s
    from interlace.reading.view import View

STATUSES: tuple[str, ...] = SCHEMA["links"]["status"].choices


class Support(NamedTuple):
    """A link from a strategy (row) to one of a higher level; `holds` tells whether it counts on the day.

    It does where it is not disputed and both are in force; `standing` is how the supported one stands.
    """

    source: int
    target: int
    status: str
    holds: bool
    standing: str


@dataclass(frozen=True)
class AskedSupports:
    """Links that are asked for: from strategies of owners of a level, to those of a level, from owners in the branch of
    a body (row), of any of these statuses, from or to one strategy (row), holding or not."""

    from_level: str | None = None
    to_level: str | None = None
    branch: int | None = None
    statuses: Sequence[str] = field(default_factory=tuple)
    source: int | None = None
    target: int | None = None
    holds: bool | None = None
    first: int = USUAL
    after: str | None = None


@dataclass(frozen=True)
class SupportsPage:
    """One page of links, by the codes of supporting and then of supported strategies."""

    items: Sequence[Support]
    total: int
    next_after: str | None


@dataclass(frozen=True)
class Matrix:
    """Supporting strategies (rows of the table) × supported ones, and the links between them."""

    sources: Sequence[int]
    targets: Sequence[int]
    links: Mapping[tuple[int, int], Support]


class LevelPair(NamedTuple):
    """How many links lead from strategies of one level to those of another, by status."""

    source: str
    target: str
    declared: int
    confirmed: int
    disputed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.declared + self.confirmed + self.disputed


def supports_page(view: View, asked: AskedSupports) -> SupportsPage:
    """A page of the links that are asked for. Raises Invalid, naming what is wrong."""
    links = _links(view, asked)
    (start,) = (0,) if asked.after is None else read_cursor(asked.after, "supports", int)
    end = start + asked.first
    after = written_cursor("supports", end) if end < len(links) else None
    return SupportsPage(_told(view, links[start:end]), len(links), after)


def matrix(view: View, asked: AskedSupports, most: int) -> Matrix | None:
    """The links that are asked for as a matrix; None where more than `most` strategies stand on a side of it."""
    links, register = _links(view, asked), view.graph.register
    sides = (np.unique(ends[links]) for ends in (register.links.source, register.links.target))
    return None if max(map(len, sides)) > most else matrix_of(view, _told(view, links))


def matrix_of(view: View, links: Sequence[Support]) -> Matrix:
    """These links as a matrix, strategies by the levels of their owners and then by code."""
    column, levels = view.sight.column, owner_levels(view)

    def place(row: int) -> tuple[int, str]:
        return int(levels[view.strategy_number(row)]), column("strategies", "code")[row]

    return Matrix(
        sources=sorted({one.source for one in links}, key=place),
        targets=sorted({one.target for one in links}, key=place),
        links={(one.source, one.target): one for one in links},
    )


def level_pairs(view: View, asked: AskedSupports) -> list[LevelPair]:
    """The links that are asked for, counted by the levels of their ends; pairs of levels without links are left out."""
    links, register = _links(view, asked), view.graph.register
    level, status = owner_levels(view), register.links.status[links]
    ends = level[register.links.source[links]], level[register.links.target[links]]
    size = len(LEVELS.ids)
    counts = [
        np.bincount(ends[0][status == one].astype(np.int64) * size + ends[1][status == one], minlength=size * size)
        for one in (DECLARED, CONFIRMED, DISPUTED)
    ]
    return [
        LevelPair(LEVELS.ids[pair // size], LEVELS.ids[pair % size], *(int(one[pair]) for one in counts))
        for pair in np.flatnonzero(sum(counts)).tolist()
    ]


def _links(view: View, asked: AskedSupports) -> Int64s:
    """The rows of the register's links between strategies that are asked for, by supporting and supported ones."""
    check_first(asked.first, _wrong(asked))
    links, strategies = view.graph.register.links, len(view.graph.works.in_force)
    rows = np.flatnonzero(links.source < strategies)
    source, target = links.source[rows], links.target[rows]
    chosen = (view.work_rows[source] != NOBODY) & (view.work_rows[target] != NOBODY)
    level = owner_levels(view)
    for wanted, ends in ((asked.from_level, source), (asked.to_level, target)):
        if wanted is not None:
            chosen &= level[ends] == LEVELS.index(wanted)
    for row, ends in ((asked.source, source), (asked.target, target)):
        if row is not None:
            chosen &= view.work_rows[ends] == row
    if asked.branch is not None:
        chosen &= in_branch(view, asked.branch)[source]
    if asked.statuses:
        chosen &= np.isin(links.status[rows], [STATUSES.index(one) for one in asked.statuses])
    if asked.holds is not None:
        chosen &= _holding(view, rows) == asked.holds
    rows, source, target = rows[chosen], source[chosen], target[chosen]
    ordered: Int64s = rows[np.lexsort((target, source))]
    return ordered


def _wrong(asked: AskedSupports) -> Iterator[FieldProblem]:
    given = (
        ("from_level", asked.from_level, LEVELS.ids),
        ("to_level", asked.to_level, LEVELS.ids),
        *(("status", one, STATUSES) for one in asked.statuses),
    )
    for name, value, permitted in given:
        if value is not None and value not in permitted:
            yield FieldProblem(f"/{name}", "bad-choice", {"choices": ", ".join(permitted)})


def _holding(view: View, rows: Int64s) -> Flags:
    links, in_force = view.graph.register.links, view.graph.works.in_force
    agreed = links.status[rows] != DISPUTED
    holding: Flags = agreed & in_force[links.source[rows]] & in_force[links.target[rows]]
    return holding


def _told(view: View, chosen: Int64s) -> list[Support]:
    links, stand, rows = view.graph.register.links, standings(view), view.work_rows
    columns = (links.source[chosen], links.target[chosen], links.status[chosen], _holding(view, chosen))
    return [
        Support(int(rows[source]), int(rows[target]), STATUSES[status], holds, STANDINGS[stand[target]])
        for source, target, status, holds in zip(*(one.tolist() for one in columns), strict=True)
    ]
