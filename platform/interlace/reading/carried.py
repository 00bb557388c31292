"""How one strategy is carried: whom it asks something of, who covers what, how many people that reaches.

Everything is read from the columns of the day's alignment, a slice for each strategy: in a country of tens of thousands
of authorities that takes milliseconds too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from graph.alignment import ALIGNED, CONVERGENT, anchors_of
from graph.encoding import NOBODY
from graph.findings import cell_names
from graph.ragged import spread
from interlace.errors import FieldProblem
from interlace.reading.alignment import pairs_at, span_of
from interlace.reading.cursors import read_cursor, written_cursor
from interlace.reading.pages import USUAL, check_first
from interlace.reading.shown import folded
from policies import ALIGNMENT_STATES, AREAS, LEVELS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graph.encoding import Flags, Int64s, Rows
    from graph.governance import GovernanceGraph
    from interlace.reading.alignment import Pair
    from interlace.reading.view import View

_STATES = len(ALIGNMENT_STATES.ids)


@dataclass(frozen=True)
class Carried:
    """What authorities do with what a strategy asks of them.

    `states` counts them in the order of `ALIGNMENT_STATES`, `declared` those whose register is declared complete.
    `people` live in the territory of one that is asked, `reached` of them in that of one that is aligned or convergent;
    where an authority and one below it are both asked, people are counted once.
    """

    states: tuple[int, ...]
    declared: int
    people: int
    reached: int

    @property
    def asked(self) -> int:
        """How many authorities are asked."""
        return sum(self.states)

    @property
    def carrying(self) -> int:
        """How many of them cover enough of it, linked or not."""
        return self.states[ALIGNED] + self.states[CONVERGENT]


class AskedCell(NamedTuple):
    """A cell of a strategy among the authorities below its owner: how many are competent for its area, how many of them
    cover it, how many lack it by their own word, and of how many it is not reported whether they do."""

    cell: str
    competent: int
    covered: int
    lacking: int
    unreported: int


class Branch(NamedTuple):
    """Part of a country: an authority (row) and all below it that are asked; `alone`, it and those directly below it.

    `rows` are theirs among the pairs of the day, in depth-first order.
    """

    head: int
    alone: bool
    rows: Rows


@dataclass(frozen=True)
class AskedBelow:
    """Pairs of a strategy that are asked for: of any of these states and levels, in the branch of a body (row), of
    bodies that do not cover a cell, of those whose register is declared complete or is not."""

    states: Sequence[str] = field(default_factory=tuple)
    levels: Sequence[str] = field(default_factory=tuple)
    branch: int | None = None
    cell: str | None = None
    declared: bool | None = None
    first: int = USUAL
    after: str | None = None


@dataclass(frozen=True)
class BelowPage:
    """One page of a strategy's pairs in the order of the hierarchy; `total` are in all pages together."""

    items: Sequence[Pair]
    total: int
    next_after: str | None


def higher_strategies(view: View, levels: Sequence[str] = (), text: str = "") -> list[int]:
    """The strategies in force (rows) whose lead owner is an authority with others below it.

    Of owners of these levels, with this text in title or code; in the order of levels, then of the hierarchy.
    """
    graph, anchors = view.graph, anchors_of(view.graph)
    level = graph.level[anchors.leader]
    order = np.lexsort((anchors.strategy, anchors.leader, level))
    if levels:
        order = order[np.isin(level[order], [LEVELS.index(one) for one in levels])]
    rows = view.work_rows[anchors.strategy[order]]
    if text:
        wanted = pl.select(folded(pl.lit(text))).item()
        rows = rows[view.sight.folded("strategies").str.contains(wanted, literal=True).to_numpy()[rows]]
    return rows.tolist()  # type: ignore[no-any-return]


def rows_of(view: View, strategy: int) -> Rows:
    """The rows of a strategy's pairs among those of the day, in depth-first order of the authorities."""
    span = span_of(view, view.strategy_number(strategy))
    return np.arange(span.start, span.stop, dtype=np.int64)


def rows_in_branch(view: View, rows: Rows, head: int) -> Rows:
    """Those of these pairs whose authority is a body (row) or stands below it."""
    inside: Rows = rows[_in_branch(view, view.graph.alignment.place[rows], head)]
    return inside


def carried(view: View, rows: Rows) -> Carried:
    """What becomes of a strategy among these pairs of it."""
    graph, alignment = view.graph, view.graph.alignment
    place, state = alignment.place[rows], alignment.state[rows]
    carrying = (state == ALIGNED) | (state == CONVERGENT)
    return Carried(
        states=tuple(np.bincount(state, minlength=_STATES).tolist()),
        declared=int(graph.declared[place].sum()),
        people=_people(graph, place),
        reached=_people(graph, place[carrying]),
    )


def _people(graph: GovernanceGraph, place: Rows) -> int:
    """How many live in the territories of these authorities, which stand in depth-first order."""
    if not len(place):
        return 0
    ends = np.maximum.accumulate(graph.hierarchy.end[place])
    outermost = np.append(True, place[1:] >= ends[:-1])
    return int(graph.population[place[outermost]].sum())


def carried_by_level(view: View, rows: Rows) -> Mapping[str, Carried]:
    """The same for the authorities of each level that are asked."""
    level = view.graph.level[view.graph.alignment.place[rows]]
    return {LEVELS.ids[number]: carried(view, rows[level == number]) for number in np.unique(level).tolist()}


def asked_cells(view: View, strategy: int, rows: Rows) -> list[AskedCell]:
    """What becomes of each cell of a strategy among the authorities of these pairs of it."""
    graph = view.graph
    place = graph.alignment.place[rows]
    competent, cover, declared = graph.competence.competent[place], graph.works.cover[place], graph.declared[place]
    told = []
    for cell in cell_names(graph.register.strategies.cells[view.strategy_number(strategy)]):
        word, bit = _place_of_cell(cell)
        able = (competent & bit) != 0
        covered = able & ((cover[:, word] & bit) != 0)
        without = able & ~covered
        counts = (able, covered, without & declared, without & ~declared)
        told.append(AskedCell(cell, *(int(flags.sum()) for flags in counts)))
    return told


def _place_of_cell(cell: str) -> tuple[int, np.uint32]:
    """The word of a cell's principle, and the bit of its area in it."""
    principle, _, area = cell.partition(":")
    return PRINCIPLES.index(principle), np.uint32(1 << AREAS.index(area))


def branches(view: View, rows: Rows, head: int) -> list[Branch]:
    """The pairs in the branch of a body (row), child by child; first those of it and its children with none below."""
    graph, top, rows = view.graph, view.place_of(head), rows_in_branch(view, rows, head)
    children = graph.hierarchy.children(top)
    ends = graph.hierarchy.end[children]
    children, ends = children[ends - children > 1], ends[ends - children > 1]
    starts, stops = np.searchsorted(graph.alignment.place[rows], [children, ends])
    alone = np.ones(len(rows), dtype=np.bool_)
    alone[spread(starts, stops)[1]] = False
    found = [Branch(head, alone=True, rows=rows[alone])]
    for child, start, stop in zip(children.tolist(), starts, stops, strict=True):
        found.append(Branch(view.body_at(child), alone=False, rows=rows[start:stop]))
    return [branch for branch in found if len(branch.rows)]


def below_page(view: View, strategy: int, asked: AskedBelow) -> BelowPage:
    """A page of the pairs of a strategy that are asked for. Raises Invalid, naming what is wrong."""
    check_first(asked.first, _wrong(asked))
    rows = rows_of(view, strategy)
    rows = rows[_chosen(view, rows, asked)]
    begin = 0
    if asked.after is not None:
        (last,) = read_cursor(asked.after, "below", int)
        begin = int(np.searchsorted(view.graph.alignment.place[rows], last, "right"))
    items = rows[begin : begin + asked.first]
    after = None
    if begin + len(items) < len(rows):
        after = written_cursor("below", int(view.graph.alignment.place[items[-1]]))
    return BelowPage(pairs_at(view, items), len(rows), after)


def _wrong(asked: AskedBelow) -> Iterator[FieldProblem]:
    cells = [f"{principle}:{area}" for principle in PRINCIPLES.ids for area in AREAS.ids]
    choices: Sequence[tuple[str, Sequence[str], Sequence[str]]] = (
        ("state", asked.states, ALIGNMENT_STATES.ids),
        ("level", asked.levels, LEVELS.ids),
        ("cell", [] if asked.cell is None else [asked.cell], cells),
    )
    for name, given, permitted in choices:
        if not set(given) <= set(permitted):
            yield FieldProblem(f"/{name}", "bad-choice", {"choices": ", ".join(permitted)})


def _chosen(view: View, rows: Rows, asked: AskedBelow) -> Flags:
    """Whether each of these pairs is asked for."""
    graph = view.graph
    place, state = graph.alignment.place[rows], graph.alignment.state[rows]
    chosen = np.ones(len(rows), dtype=np.bool_)
    if asked.states:
        chosen &= np.isin(state, [ALIGNMENT_STATES.index(one) for one in asked.states])
    if asked.levels:
        chosen &= np.isin(graph.level[place], [LEVELS.index(one) for one in asked.levels])
    if asked.branch is not None:
        chosen &= _in_branch(view, place, asked.branch)
    if asked.cell is not None:
        word, bit = _place_of_cell(asked.cell)
        chosen &= (graph.competence.competent[place] & bit) != 0
        chosen &= (graph.works.cover[place, word] & bit) == 0
    if asked.declared is not None:
        chosen &= graph.declared[place] == asked.declared
    return chosen


def _in_branch(view: View, place: Rows, head: int) -> Flags:
    top = view.place_of(head)
    if top == NOBODY or top >= view.graph.authorities:
        return np.zeros(len(place), dtype=np.bool_)
    inside: Flags = (place >= top) & (place < view.graph.hierarchy.end[top])
    return inside


def bodies_of(view: View, rows: Rows) -> Int64s:
    """The bodies (rows) of pairs."""
    return view.sight.body_rows[view.graph.body[view.graph.alignment.place[rows]]]
