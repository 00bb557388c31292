"""One strategy and one authority below its owner: what covers each cell, how they are linked, what would align it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.alignment import least_covered
from interlace.reading.alignment import cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from interlace.reading.alignment import Cells, Pair
    from interlace.reading.view import View

#: From this depth on a commitment covers its cell: it has objectives.
_DEEP = 2


class Work(NamedTuple):
    """A strategy or action by its table and row; `depth` is that of the commitment, none for actions."""

    table: str
    row: int
    depth: int | None


class DirectLink(NamedTuple):
    """A link from a work of the authority to the strategy, as it is on record."""

    table: str
    row: int
    status: str


@dataclass(frozen=True)
class PairTold:
    """All that makes a pair what it is.

    `covering` names for each covered cell the works that cover it, `begun` for a missing one those that only state it
    or are planned. `chain` leads from a work of the authority to the strategy by codes, its first and last ones
    included; it is empty where none does. `needed` is how many further cells would be enough.
    """

    pair: Pair
    cells: Cells
    covering: Mapping[str, Sequence[Work]]
    begun: Mapping[str, Sequence[Work]]
    co_owned: bool
    chain: Sequence[str]
    links: Sequence[DirectLink]
    needed: int
    declared: bool


def pair_told(view: View, pair: Pair) -> PairTold:
    """What is on record for a pair of the view's day."""
    demanded = cells(view, pair)
    works = list(_works_in_cells(view, pair.body))
    active = {cell: [work for one, work, counts in works if counts and one == cell] for cell in demanded.covered}
    begun = {cell: [work for one, work, counts in works if not counts and one == cell] for cell in demanded.missing}
    return PairTold(
        pair=pair,
        cells=demanded,
        covering=active,
        begun={cell: found for cell, found in begun.items() if found},
        co_owned=_code(view, pair.body) in view.sight.column("strategies", "co_owners")[pair.strategy],
        chain=_chain(view, pair),
        links=list(_direct_links(view, pair)),
        needed=max(0, int(least_covered(view.graph.thresholds.aligned_from)[pair.demand]) - pair.covered),
        declared=bool(view.graph.declared[view.place_of(pair.body)]),
    )


def _code(view: View, body: int) -> str:
    return str(view.sight.column("bodies", "code")[body])


def _works_in_cells(view: View, body: int) -> Iterator[tuple[str, Work, bool]]:
    """Each cell that a work of an authority names, the work, and whether it counts as covering the cell."""
    sight, graph = view.sight, view.graph
    strategy_codes, place = sight.column("strategies", "code"), view.place_of(body)
    principle, area, depth = (sight.column("commitments", name) for name in ("principle", "area", "depth"))
    for number in graph.cite.owned(place).tolist():
        row = int(view.work_rows[number])
        for one in sight.rows_where("commitments", "strategy", strategy_codes[row]):
            yield f"{principle[one]}:{area[one]}", Work("strategies", row, depth[one]), depth[one] >= _DEEP
    status, named = sight.column("actions", "status"), sight.column("actions", "cells")
    strategies = len(graph.works.in_force)
    for row in sight.rows_where("actions", "body", _code(view, body)):
        delivers = bool(graph.works.delivering[view.action_number(row) - strategies])
        if delivers or status[row] == "planned":
            for cell in named[row]:
                yield cell, Work("actions", row, None), delivers


def _own_works(view: View, body: int) -> Iterator[tuple[str, int]]:
    """Every strategy and action of a body that is on record, in force or not."""
    code = _code(view, body)
    sight = view.sight
    for column in ("owner", "co_owners"):
        yield from (("strategies", row) for row in sight.rows_where("strategies", column, code))
    yield from (("actions", row) for row in sight.rows_where("actions", "body", code))


def _direct_links(view: View, pair: Pair) -> Iterator[DirectLink]:
    sight, target = view.sight, view.sight.column("strategies", "code")[pair.strategy]
    to, status = sight.column("links", "to"), sight.column("links", "status")
    for table, row in dict.fromkeys(_own_works(view, pair.body)):
        for link in sight.rows_where("links", "from", sight.column(table, "code")[row]):
            if to[link] == target:
                yield DirectLink(table, row, status[link] or "declared")


def _chain(view: View, pair: Pair) -> list[str]:
    """A shortest chain of holding links from a work of the authority to the strategy."""
    graph, goal = view.graph, view.strategy_number(pair.strategy)
    source, target = graph.links.source, graph.links.target
    strategies, place = len(graph.works.in_force), view.place_of(pair.body)
    acting = [view.action_number(row) for row in view.sight.rows_where("actions", "body", _code(view, pair.body))]
    starts = [*graph.cite.owned(place).tolist(), *(one for one in acting if graph.works.delivering[one - strategies])]
    came_from: dict[int, int | None] = dict.fromkeys((one for one in starts if one != goal), None)
    pending = list(came_from)
    for work in pending:
        begin, end = np.searchsorted(source, [work, work + 1])
        for further in target[begin:end].tolist():
            if further == goal:
                return [graph.cite.work(one) for one in (*_back(came_from, work), goal)]
            if further not in came_from:
                came_from[further] = work
                pending.append(further)
    return []


def _back(came_from: Mapping[int, int | None], work: int) -> list[int]:
    """The works that lead to this one, the first one first."""
    line = [work]
    while (before := came_from[line[-1]]) is not None:
        line.append(before)
    return line[::-1]
