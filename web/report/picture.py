"""The levels at the top of a scope as a picture: who stands below whom, who co-ordinates, who has a strategy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.encoding import NOBODY
from web.names import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.encoding import Rows
    from web.names import Named
    from web.report.scope import Scope

#: So many bodies below the one at the top are drawn.
MOST = 24


class Node(NamedTuple):
    """A body of the picture: whether it has a strategy in force, whether a relation of co-ordination joins it to the
    one above, and of how many authorities below it how many have a strategy."""

    body: Named
    has_strategy: bool
    coordinates: bool
    below: int
    below_with_strategy: int


@dataclass(frozen=True)
class Picture:
    """The body at the top, if there is one, and those directly below it: first those with others below them, in each
    part in the order of their codes."""

    top: Node | None
    nodes: Sequence[Node]
    total: int

    @property
    def more(self) -> int:
        """How many are not drawn."""
        return self.total - len(self.nodes)


def picture_of(scope: Scope) -> Picture:
    """The picture of a scope: below its head, or below the only root; of several roots, these."""
    view, graph = scope.view, scope.view.graph
    top = NOBODY if scope.head is None else view.place_of(scope.head)
    if scope.head is None and len(graph.hierarchy.roots) == 1:
        top = int(graph.hierarchy.roots[0])
    if scope.head is not None and (top == NOBODY or top >= graph.authorities):
        return Picture(None, (), 0)
    places = graph.hierarchy.roots if top == NOBODY else graph.hierarchy.children(top)
    # Those with others below them come first: in large countries the many without would hide them.
    alone = graph.hierarchy.end[places] - places == 1
    places = places[np.argsort(alone, kind="stable")]
    near = graph.coordination.neighbours(top) if top != NOBODY else np.zeros(0, dtype=np.int32)
    nodes = [_node(scope, place, near) for place in places[:MOST].tolist()]
    return Picture(None if top == NOBODY else _node(scope, top, near), nodes, len(places))


def _node(scope: Scope, place: int, near: Rows) -> Node:
    graph, view = scope.view.graph, scope.view
    below = slice(place + 1, int(graph.hierarchy.end[place]))
    return Node(
        body=named("bodies", view.body_at(place), view),
        has_strategy=bool(graph.has_strategy[place]),
        coordinates=bool((near == place).any()),
        below=below.stop - below.start,
        below_with_strategy=int(graph.has_strategy[below].sum()),
    )
