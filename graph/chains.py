"""Reachability along links of any shape, also through chains of thousands and rings, in bounded memory.

Nodes that reach each other are one; then each node's set of reached targets is the union of its neighbours', worked
out once a node from the ends of the chains backwards, for a portion of the targets at a time, a bit a target.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ragged import group_starts, spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.encoding import Int32s, Int64s, Rows

_TARGETS_AT_ONCE = 512


def reached_through_long_chains(
    source: Int32s, target: Int32s, targets: Int32s, nodes: int
) -> Iterator[tuple[Rows, Rows]]:
    """Pairs (node, t) such that t, one of `targets`, is reached from the node; a portion of the targets at a time."""
    knot = _knots(source, target, nodes)
    inside = knot[source] == knot[target]
    ring = np.unique(knot[source[inside]])
    one, other = knot[source[~inside]], knot[target[~inside]]
    order = np.argsort(one, kind="stable")
    one, other = one[order], other[order]
    starts = np.searchsorted(one, np.arange(nodes + 1))
    waves = _waves(one, other, starts, nodes)
    sources = np.unique(source)
    for first in range(0, len(targets), _TARGETS_AT_ONCE):
        portion = targets[first : first + _TARGETS_AT_ONCE]
        own = np.zeros((nodes, _TARGETS_AT_ONCE // 8), dtype=np.uint8)
        column = np.arange(len(portion))
        np.bitwise_or.at(own, (knot[portion], column // 8), np.left_shift(1, column % 8).astype(np.uint8))
        reached = np.zeros_like(own)
        reached[ring] = own[ring]
        for wave in waves:
            step, edge = spread(starts[wave], starts[wave + 1])
            sets = reached[other[edge]] | own[other[edge]]
            reached[wave[step[group_starts(step)]]] |= np.bitwise_or.reduceat(sets, group_starts(step), axis=0)
        bits = np.unpackbits(reached[knot[sources]], axis=1, bitorder="little", count=len(portion))
        row, found = np.nonzero(bits)
        yield sources[row], portion[found]


def _knots(source: Int32s, target: Int32s, nodes: int) -> Int64s:
    """By node: the smallest node of those that it reaches and that reach it."""
    import networkx as nx  # slow to import, and hardly ever needed

    graph = nx.DiGraph()
    graph.add_edges_from(zip(source.tolist(), target.tolist(), strict=True))
    knot = np.arange(nodes, dtype=np.int64)
    for members in nx.strongly_connected_components(graph):
        if len(members) > 1:
            knot[list(members)] = min(members)
    return knot


def _waves(one: Int64s, other: Int64s, starts: Int64s, nodes: int) -> list[Int64s]:
    """Nodes with edges, each wave only after all that its nodes lead to (Kahn's order, from the ends backwards)."""
    back = np.argsort(other, kind="stable")
    back_starts = np.searchsorted(other[back], np.arange(nodes + 1))
    open_edges = np.diff(starts)
    done = np.unique(other[open_edges[other] == 0])
    waves = []
    while len(done):
        _, edge = spread(back_starts[done], back_starts[done + 1])
        node, closed = np.unique(one[back[edge]], return_counts=True)
        open_edges[node] -= closed
        done = node[open_edges[node] == 0]
        if len(done):
            waves.append(done)
    return waves
