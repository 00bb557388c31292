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
    from graph.encoding import Int32s, Rows
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
    """A row: the branch of a body (row of the view's bodies), that body alone, a level, or `others`: all those directly
    below who have nobody below them, where they are more than the branches beside them and would hide these.

    `authorities` counts those whose coverage is summed up here, `declared` those of them that have declared their
    registers complete lately: of the others, what is not covered may be merely not reported.
    """

    cells: tuple[Heat, ...]
    authorities: int
    declared: int
    body: int | None = None
    alone: bool = False
    level: str | None = None
    others: bool = False

    @property
    def opens(self) -> bool:
        """Whether there are others below to look at."""
        return self.body is not None and not self.alone and self.authorities > 1


@dataclass(frozen=True)
class AskedHeat:
    """The heat map that is asked for. `branch` is a body (row) whose children are the rows; without, those of all
    roots. `others` shows one by one those of them who have nobody below. `principle` shows its areas."""

    rows: str = ROWS[0]
    branch: int | None = None
    others: bool = False
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
    tops, begin, end = _tops(view, asked.branch)
    children = np.flatnonzero(np.isin(hierarchy.parent, tops)).astype(np.int32)
    single = children[hierarchy.end[children] == children + 1]
    apart = asked.others or 2 * len(single) > len(children) > len(single)
    heads = single if asked.others else np.concatenate([tops, np.setdiff1d(children, single) if apart else children])
    heads = np.sort(heads)
    alone = np.isin(heads, tops)
    ends = np.where(alone, heads + 1, hierarchy.end[heads])
    least = 0 if asked.after is None else int(np.searchsorted(heads, _read(view, asked.after)))
    shown = slice(least, least + asked.first)
    rows = list(_rows(view, told, heads[shown], ends[shown], alone[shown].tolist()))
    after = _written(view, rows[-1]) if least + len(rows) < len(heads) else None
    if asked.others:
        return HeatMap(rows, _together(view, told, single), len(heads), after)
    if apart and after is None:
        rows.append(_together(view, told, single))
    return HeatMap(rows, _whole(view, told, begin, end), len(heads) + apart, after)


def _tops(view: View, branch: int | None) -> tuple[Int32s, int, int]:
    """The places whose children are the rows, and where all that they hold begins and ends; of no branch nothing."""
    hierarchy = view.graph.hierarchy
    if branch is None:
        return hierarchy.roots, 0, hierarchy.size
    place = view.place_of(branch)
    if place == NOBODY or place >= hierarchy.size:
        return np.zeros(0, dtype=np.int32), 0, 0
    return np.array([place], dtype=np.int32), place, int(hierarchy.end[place])


def _rows(view: View, told: Coverage, starts: Rows, ends: Rows, alone: list[bool]) -> Iterator[HeatRow]:
    sums = told.of_branches(starts, ends)
    for row, (begin, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        declared = int(view.graph.declared[begin:end].sum())
        yield HeatRow(_cells(sums, row), end - begin, declared, body=view.body_at(begin), alone=alone[row])


def _together(view: View, told: Coverage, places: Rows) -> HeatRow:
    sums = told.of_groups(np.isin(np.arange(len(told.covered)), places).astype(np.int8), 2)
    return HeatRow(_cells(sums, 1), len(places), int(view.graph.declared[places].sum()), others=True)


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
