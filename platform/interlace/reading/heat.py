"""The heat map of coverage: branches or levels as rows, principles or the areas of one principle as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph import coverage
from graph.encoding import NOBODY
from interlace.errors import FieldProblem
from interlace.reading.cursors import read_cursor, written_cursor
from interlace.reading.national import place_after
from interlace.reading.pages import USUAL, check_first
from policies import LEVELS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.coverage import Coverage
    from graph.encoding import Rows
    from interlace.reading.view import View

ROWS = ("branches", "levels")


class Heat(NamedTuple):
    """How often somebody is competent, and how often they cover it."""

    covered: int
    competent: int

    @property
    def ratio(self) -> float | None:
        """What part is covered; None where nobody is competent."""
        return self.covered / self.competent if self.competent else None


@dataclass(frozen=True)
class HeatRow:
    """A row: the branch of a body (row of the view's bodies), that body alone, or a level.

    `authorities` counts those whose coverage is summed up here, `declared` those of them that have declared their
    registers complete lately: of the others, what is not covered may be merely not reported.
    """

    cells: tuple[Heat, ...]
    authorities: int
    declared: int
    body: int | None = None
    alone: bool = False
    level: str | None = None

    @property
    def opens(self) -> bool:
        """Whether there are others below to look at."""
        return self.body is not None and not self.alone and self.authorities > 1


@dataclass(frozen=True)
class AskedHeat:
    """The heat map that is asked for. `branch` is a body (row) whose children are the rows; without, those of all
    roots. `principle` shows its areas."""

    rows: str = ROWS[0]
    branch: int | None = None
    principle: str | None = None
    first: int = USUAL
    after: str | None = None


@dataclass(frozen=True)
class HeatMap:
    """A page of a heat map, in the order of the hierarchy. `whole` sums up what all its pages show."""

    items: Sequence[HeatRow]
    whole: HeatRow
    total: int
    next_after: str | None


def heat_map(view: View, asked: AskedHeat) -> HeatMap:
    """What is covered. Raises Invalid, naming what is wrong. A branch that is not live that day has no rows."""
    check_first(asked.first, _wrong(asked))
    graph = view.graph
    told = coverage.by_principle(graph) if asked.principle is None else coverage.by_area(graph, asked.principle)
    return _of_levels(view, told) if asked.rows == "levels" else _of_branches(view, told, asked)


def _wrong(asked: AskedHeat) -> Iterator[FieldProblem]:
    if asked.rows not in ROWS:
        yield FieldProblem("/rows", "bad-choice", {"choices": ", ".join(ROWS)})
    if asked.principle is not None and asked.principle not in PRINCIPLES:
        yield FieldProblem("/principle", "bad-choice", {"choices": ", ".join(PRINCIPLES.ids)})


def _of_levels(view: View, told: Coverage) -> HeatMap:
    graph = view.graph
    sums = coverage.of_levels(graph, told)
    level = graph.level[: graph.authorities]
    levels = (level, level[graph.declared[: graph.authorities]])
    counts = (np.bincount(one, minlength=len(LEVELS.ids)).tolist() for one in levels)
    rows = [
        HeatRow(_cells(sums, row), bodies, declared, level=LEVELS.ids[row])
        for row, (bodies, declared) in enumerate(zip(*counts, strict=True))
        if bodies
    ]
    return HeatMap(rows, _whole(view, told, 0, graph.authorities), len(rows), None)


def _of_branches(view: View, told: Coverage, asked: AskedHeat) -> HeatMap:
    hierarchy = view.graph.hierarchy
    if asked.branch is None:
        tops, begin, end = hierarchy.roots, 0, hierarchy.size
    else:
        begin = view.place_of(asked.branch)
        if begin == NOBODY or begin >= hierarchy.size:
            return HeatMap((), _whole(view, told, 0, 0), 0, None)
        tops, end = np.array([begin], dtype=np.int32), int(hierarchy.end[begin])
    children = np.flatnonzero(np.isin(hierarchy.parent, tops)).astype(np.int32)
    starts = np.sort(np.concatenate([tops, children]))
    alone = np.isin(starts, tops)
    ends = np.where(alone, starts + 1, hierarchy.end[starts])
    least = 0 if asked.after is None else int(np.searchsorted(starts, _read(view, asked.after)))
    shown = slice(least, least + asked.first)
    rows = list(_rows(view, told, starts[shown], ends[shown], alone[shown].tolist()))
    more = least + len(rows) < len(starts)
    return HeatMap(rows, _whole(view, told, begin, end), len(starts), _written(view, rows[-1]) if more else None)


def _rows(view: View, told: Coverage, starts: Rows, ends: Rows, alone: list[bool]) -> Iterator[HeatRow]:
    sums = told.of_branches(starts, ends)
    for row, (begin, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        declared = int(view.graph.declared[begin:end].sum())
        yield HeatRow(_cells(sums, row), end - begin, declared, body=view.body_at(begin), alone=alone[row])


def _whole(view: View, told: Coverage, begin: int, end: int) -> HeatRow:
    sums = told.of_branches(np.array([begin]), np.array([end]))
    return HeatRow(_cells(sums, 0), end - begin, int(view.graph.declared[begin:end].sum()))


def _cells(sums: Coverage, row: int) -> tuple[Heat, ...]:
    return tuple(map(Heat, sums.covered[row].tolist(), sums.competent[row].tolist()))


def _written(view: View, row: HeatRow) -> str:
    return written_cursor("heat", view.sight.column("bodies", "code")[row.body or 0])


def _read(view: View, after: str) -> int:
    (code,) = read_cursor(after, "heat", str)
    body = view.sight.row_of_code("bodies", code)
    return 0 if body is None else place_after(view, body)
