"""How strategies are carried below their owners and what each authority covers, as a view tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph import summary
from graph.encoding import NOBODY
from graph.findings import cell_names
from interlace.errors import FieldProblem
from interlace.reading.cursors import read_cursor, written_cursor
from interlace.reading.pages import USUAL, check_first
from policies import ALIGNMENT_STATES, LEVELS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graph.encoding import Flags, Rows
    from graph.summary import AlignmentMap
    from interlace.reading.view import View


class Pair(NamedTuple):
    """A strategy in force and an authority below its lead owner, by their rows in the view's tables.

    `demand` counts the strategy's cells in areas that the authority is competent for, `covered` those it covers.
    """

    strategy: int
    body: int
    demand: int
    covered: int
    ratio: float
    linked: bool
    state: str


class Cells(NamedTuple):
    """The cells of a pair as `principle:area`."""

    demanded: list[str]
    covered: list[str]
    missing: list[str]


class Score(NamedTuple):
    """In how many of the areas that an authority is competent for it covers a principle; no ratio without areas."""

    principle: str
    covered: int
    competent: int
    ratio: float | None


@dataclass(frozen=True)
class AskedPairs:
    """Pairs that are asked for: of any of these strategies, bodies (rows), states and levels; in pages."""

    strategies: Sequence[int] | None = None
    bodies: Sequence[int] | None = None
    states: Sequence[str] = field(default_factory=tuple)
    levels: Sequence[str] = field(default_factory=tuple)
    first: int = USUAL
    after: str | None = None


@dataclass(frozen=True)
class PairsPage:
    """One page of pairs, in the order of the codes of strategies and, for each, of bodies."""

    items: Sequence[Pair]
    total: int
    has_next: bool
    has_previous: bool
    cursor_of: Callable[[Pair], str]

    @property
    def next_after(self) -> str | None:
        """The cursor that the next page comes after; None on the last page."""
        return self.cursor_of(self.items[-1]) if self.has_next and self.items else None


def pairs(view: View, *, body: int | None = None, strategy: int | None = None) -> Sequence[Pair]:
    """The pairs of a body, of a strategy, or of both; of neither all that there are, which can be millions."""
    if body is not None:
        chosen = [pair for pair in _of_body(view, body) if strategy in {None, pair.strategy}]
        return sorted(chosen, key=lambda pair: _codes(view, pair))
    alignment = view.graph.alignment
    span = slice(None) if strategy is None else span_of(view, view.strategy_number(strategy))
    rows = np.arange(len(alignment.place))[span]
    return pairs_at(view, rows[np.lexsort((view.graph.body[alignment.place[span]], alignment.strategy[span]))])


def _of_body(view: View, body: int) -> list[Pair]:
    graph, place = view.graph, view.place_of(body)
    if place == NOBODY or place >= graph.authorities:
        return []
    rows = []
    for above in graph.hierarchy.lineage(place)[1:]:
        for strategy in graph.cite.owned(above).tolist():
            span = span_of(view, strategy)
            row = span.start + int(np.searchsorted(graph.alignment.place[span], np.int32(place)))
            if graph.cite.owner(strategy) == above and row < span.stop and graph.alignment.place[row] == place:
                rows.append(row)
    return pairs_at(view, np.array(rows, dtype=np.int64))


def span_of(view: View, strategy: int) -> slice:
    """Where the pairs of a strategy stand, in the order of places."""
    start, end = np.searchsorted(view.graph.alignment.strategy, np.array([strategy, strategy + 1], dtype=np.int32))
    return slice(int(start), int(end))


def pairs_at(view: View, rows: Rows) -> list[Pair]:
    """These rows of the alignment's columns, told as pairs in the order given."""
    alignment, states = view.graph.alignment, ALIGNMENT_STATES.ids
    columns = (
        view.work_rows[alignment.strategy[rows]],
        view.sight.body_rows[view.graph.body[alignment.place[rows]]],
        alignment.demand[rows],
        alignment.covered[rows],
        alignment.linked[rows],
        alignment.state[rows],
    )
    return [
        Pair(strategy, body, demand, covered, covered / demand, linked, states[state])
        for strategy, body, demand, covered, linked, state in zip(*(part.tolist() for part in columns), strict=True)
    ]


def _codes(view: View, pair: Pair) -> tuple[str, str]:
    sight = view.sight
    return sight.column("strategies", "code")[pair.strategy], sight.column("bodies", "code")[pair.body]


def pairs_page(view: View, asked: AskedPairs) -> PairsPage:
    """A page of the pairs that are asked for. Raises Invalid, naming what is wrong."""
    check_first(asked.first, [*_wrong("state", asked.states, ALIGNMENT_STATES.ids), *_wrong_levels(asked)])
    after = None if asked.after is None else read_cursor(asked.after, "pairs", str, str)
    rows = np.flatnonzero(_chosen(view, asked))
    items = _some_after(view, rows, after, asked.first + 1)
    has_previous = after is not None and bool(len(rows)) and _some_after(view, rows, None, 1) != items[:1]
    shown = items[: asked.first]
    return PairsPage(
        shown,
        len(rows),
        len(items) > len(shown),
        has_previous,
        lambda pair: written_cursor("pairs", *_codes(view, pair)),
    )


def _wrong(name: str, values: Sequence[str], choices: Sequence[str]) -> list[FieldProblem]:
    if set(values) <= set(choices):
        return []
    return [FieldProblem(f"/{name}", "bad-choice", {"choices": ", ".join(choices)})]


def _wrong_levels(asked: AskedPairs) -> list[FieldProblem]:
    return _wrong("level", asked.levels, LEVELS.ids)


def _chosen(view: View, asked: AskedPairs) -> Flags:
    """Whether each pair of the day is asked for."""
    graph, alignment = view.graph, view.graph.alignment
    chosen = np.ones(len(alignment.place), dtype=np.bool_)
    if asked.states:
        chosen &= _among(len(ALIGNMENT_STATES.ids), [ALIGNMENT_STATES.index(state) for state in asked.states])[
            alignment.state
        ]
    if asked.levels:
        levels = _among(len(LEVELS.ids), [LEVELS.index(level) for level in asked.levels])
        chosen &= levels[graph.level][alignment.place]
    if asked.bodies is not None:
        places = [place for body in asked.bodies if (place := view.place_of(body)) != NOBODY]
        chosen &= _among(len(graph.body), places)[alignment.place]
    if asked.strategies is not None:
        numbers = [view.strategy_number(strategy) for strategy in asked.strategies]
        chosen &= _among(len(graph.works.in_force), numbers)[alignment.strategy]
    return chosen


def _among(size: int, members: Sequence[int]) -> Flags:
    flags = np.zeros(size, dtype=np.bool_)
    flags[np.array(members, dtype=np.int64)] = True
    return flags


def _some_after(view: View, rows: Rows, after: tuple[Any, ...] | None, most: int) -> list[Pair]:
    """The first pairs among these rows, in order, that come after the codes of a strategy and a body."""
    register, alignment = view.sight.snapshot.register, view.graph.alignment
    strategies, begin, least = alignment.strategy[rows], 0, None
    if after is not None:
        number = register.strategies.code.search_sorted(after[0])
        begin = int(np.searchsorted(strategies, np.int32(number)))
        if number < len(register.strategies.code) and register.strategies.code[number] == after[0]:
            least = number, register.bodies.code.search_sorted(after[1], "right")
    taken: list[Rows] = []
    while begin < len(rows) and sum(map(len, taken)) < most:
        strategy = strategies[begin]
        end = int(np.searchsorted(strategies, strategy, "right"))
        own = rows[begin:end]
        body = view.graph.body[alignment.place[own]]
        order = np.argsort(body)
        if least is not None and least[0] == strategy:
            order = order[body[order] >= least[1]]
        taken.append(own[order])
        begin = end
    return pairs_at(view, np.concatenate([np.zeros(0, dtype=np.int64), *taken])[:most])


def cells(view: View, pair: Pair) -> Cells:
    """What the strategy asks of the authority, cell by cell."""
    graph, place = view.graph, view.place_of(pair.body)
    asked = graph.register.strategies.cells[view.strategy_number(pair.strategy)]
    demanded = asked & graph.competence.competent[place]
    covered = demanded & graph.works.cover[place]
    return Cells(cell_names(demanded), cell_names(covered), cell_names(demanded & ~covered))


def profile(view: View, body: int) -> tuple[Score, ...] | None:
    """What an authority covers, principle by principle; None for what is no live authority that day."""
    graph, place = view.graph, view.place_of(body)
    if place == NOBODY or place >= graph.authorities:
        return None
    areas = graph.competence.competent[place]
    competent = int(areas).bit_count()
    counts = [int(word).bit_count() for word in graph.works.cover[place] & areas]
    return tuple(_score(name, count, competent) for name, count in zip(PRINCIPLES.ids, counts, strict=True))


def _score(principle: str, covered: int, competent: int) -> Score:
    return Score(principle, covered, competent, covered / competent if competent else None)


def alignment_map(view: View) -> AlignmentMap:
    """Levels × principles, and pairs by state, of the whole tenant."""
    return summary.alignment_map(view.graph)
