"""Who works in the same cells: strategies above a body that speak of them, and bodies like it that act in them too.

What is told here is what contributors get back, so nothing is ranked: of many that fit, those nearest by are named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.encoding import NOBODY
from graph.findings import cell_names
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.encoding import Flags, Int32s, Int64s, Words
    from interlace.reading.view import View


class Above(NamedTuple):
    """A strategy in force (row) of a body or of one above it, and through whom it stands there.

    `shared` are the chosen cells that it commits to; `distance` counts the steps up, 0 for the body's own.
    """

    strategy: int
    owner: int
    distance: int
    shared: Sequence[str]


class Peer(NamedTuple):
    """A body of the same level that covers some of the cells, and by what: rows of strategies and of actions."""

    body: int
    shared: Sequence[str]
    strategies: Sequence[int]
    actions: Sequence[int]


def words_of(cells: Iterable[str]) -> Words:
    """Cells as four words, a bit an area; names that are no cells are passed over."""
    words = np.zeros(len(PRINCIPLES.ids), dtype=np.uint32)
    for cell in cells:
        principle, _, area = cell.partition(":")
        if principle in PRINCIPLES and area in AREAS:
            words[PRINCIPLES.index(principle)] |= np.uint32(1 << AREAS.index(area))
    return words


def strategies_above(view: View, body: int, cells: Words, most: int) -> list[Above]:
    """The strategies in force that a work of the body could support: its own, and those of who is above it.

    Those that share most cells come first, of equal ones the nearest.
    """
    found: dict[int, Above] = {}
    for distance, owner in enumerate([body, *_line_above(view, body)]):
        place = view.place_of(owner)
        for number in [] if place == NOBODY else view.graph.cite.owned(place).tolist():
            row = int(view.work_rows[number])
            stated = view.graph.register.strategies.stated[number]
            found.setdefault(row, Above(row, owner, distance, cell_names(stated & cells)))
    codes = view.sight.column("strategies", "code")
    order = sorted(found.values(), key=lambda one: (-len(one.shared), one.distance, codes[one.strategy]))
    return order[:most]


def _line_above(view: View, body: int) -> list[int]:
    """The bodies above one, the nearest first; above a network stands whom it serves."""
    serves = view.sight.column("bodies", "serves")[body]
    head = None if serves is None else view.sight.row_of_code("bodies", serves)
    return view.ancestors(body) if head is None else [head, *view.ancestors(head)]


def peers(view: View, body: int, cells: Words, most: int) -> list[Peer]:
    """Live bodies of the same level that cover some of the cells, those nearest by, in the order of their names."""
    graph = view.graph
    level = graph.register.bodies.level[view.row_at(body)]
    fits = (graph.level == level) & ((graph.works.cover & cells) != 0).any(axis=1)
    own = view.place_of(body)
    if own != NOBODY:
        fits[own] = False
    places = np.flatnonzero(fits)
    order = np.lexsort((graph.body[places], -_nearness(view, body, places)))
    names = view.sight.column("bodies", "name")
    told = [_peer(view, int(place), cells) for place in places[order[:most]]]
    return sorted(told, key=lambda peer: (names[peer.body] or "").casefold())


def _nearness(view: View, body: int, places: Int64s) -> Int64s:
    """How many of the bodies above this one also stand above each of the others."""
    graph = view.graph
    near = np.zeros(len(places), dtype=np.int64)
    parents: Int32s = graph.place[graph.parent_row[graph.body[places]]]
    for above in view.ancestors(body):
        top = view.place_of(above)
        inside: Flags = (parents >= top) & (parents < graph.hierarchy.end[top])
        near += inside
    return near


def _peer(view: View, place: int, cells: Words) -> Peer:
    graph, sight = view.graph, view.sight
    body = view.body_at(place)
    strategies = graph.cite.owned(place)
    speaking = strategies[((graph.register.strategies.cells[strategies] & cells) != 0).any(axis=1)]
    acting = np.flatnonzero((graph.register.actions.body == graph.body[place]) & graph.works.delivering)
    doing = acting[((graph.register.actions.cells[acting] & cells) != 0).any(axis=1)] + len(graph.works.in_force)
    rows = view.work_rows
    titles = sight.column("strategies", "code"), sight.column("actions", "code")
    return Peer(
        body,
        cell_names(graph.works.cover[place] & cells),
        sorted(rows[speaking].tolist(), key=lambda row: titles[0][row]),
        sorted(rows[doing].tolist(), key=lambda row: titles[1][row]),
    )
