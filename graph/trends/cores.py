"""What holds the graph of coordination together on each of several days, worked out from what they have in common.

Most edges are there on all of the days. A body that stands inside a block of these, with no edge that comes or goes,
separates nothing on any of the days; so all such bodies of a block become one node beside the others of the block,
and the graph of each day is this small graph with the edges that not all days have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.articulation import Separations, blocks_of, separations
from graph.encoding import NOBODY
from graph.ragged import group_starts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.encoding import Flags, Int32s, Int64s
    from graph.governance import GovernanceGraph


_PAIR = 2


@dataclass(frozen=True)
class Core:
    """The edges that all days have, as a smaller graph; `row` is the body of each node, for a hub a number past all."""

    row: Int64s
    weight: Int64s
    first: Int32s
    second: Int32s


def parts_that_matter(graphs: Sequence[GovernanceGraph]) -> Iterator[Separations]:
    """For each day what the absence of a body splits off, as far as it is of `fragment` bodies or more.

    The graphs are of one register.
    """
    least = max(graphs[0].thresholds.fragment, 1)
    bodies = max(len(graphs[0].live_body), 1)
    edges, live = _edges(graphs)
    always = live.all(axis=0)
    first, second = (side.astype(np.int32) for side in np.divmod(edges, bodies))
    at_times = np.flatnonzero(live.any(axis=0) & ~always)
    busy = np.zeros(bodies, dtype=np.bool_)
    busy[first[at_times]] = busy[second[at_times]] = True
    core = core_of(bodies, first[always], second[always], busy, least)
    number = np.full(bodies, NOBODY, dtype=np.int32)
    own = np.flatnonzero(core.row < bodies)
    number[core.row[own]] = own
    for graph, there in zip(graphs, live, strict=True):
        extra = at_times[there[at_times]]
        one = np.concatenate([core.first, number[first[extra]]])
        other = np.concatenate([core.second, number[second[extra]]])
        yield _placed(graph, core, separations(len(core.row), one, other, core.weight), least)


def _edges(graphs: Sequence[GovernanceGraph]) -> tuple[Int64s, np.ndarray]:
    """The keys of all edges of the register, and by day whether each is there."""
    ties = graphs[0].register.ties
    starts = group_starts(ties.edges)
    if not len(starts):
        return ties.edges, np.zeros((len(graphs), 0), dtype=np.bool_)
    live = [np.logical_or.reduceat(graph.live_relation[ties.edge_of], starts) for graph in graphs]
    return ties.edges[starts], np.array(live)


def core_of(nodes: int, first: Int32s, second: Int32s, busy: Flags, least: int) -> Core:
    """A smaller graph in which, whatever edges between `busy` nodes are added, the same nodes split off the same
    parts of `least` nodes or more; smaller parts that hang on one node count in its weight."""
    blocks = blocks_of(nodes, first, second)
    of, member = _members(nodes, blocks.parent, blocks.block)
    ends = (busy | (np.bincount(member, minlength=nodes) > 1))[member]
    inner = np.bincount(of[~ends], minlength=nodes)
    outer = np.bincount(of[ends], minlength=nodes)
    small = (outer == 1) & (inner < least)
    weight = np.ones(nodes, dtype=np.int64)
    hanging = ends & small[of]
    np.add.at(weight, member[hanging], inner[of[hanging]])
    kept = ends & ~small[of]
    of, member = of[kept], member[kept]
    # All inner nodes are one hub beside the outer ones; a second hub keeps the absence of the first from splitting.
    first_hub = (outer > 0) & ~small & ((inner > 0) | (outer > _PAIR))
    second_hub = first_hub & (outer > 1)
    one, other, hubs, end = [], [], [], nodes
    for wanted, held in ((first_hub, inner), (second_hub, np.zeros_like(inner))):
        blocks_with = np.flatnonzero(wanted)
        hub = np.zeros(nodes, dtype=np.int64)
        hub[blocks_with] = end + np.arange(len(blocks_with))
        own = wanted[of]
        one.append(member[own])
        other.append(hub[of[own]])
        hubs.append(held[blocks_with])
        end += len(blocks_with)
    pairs = np.flatnonzero(~first_hub[of])
    pairs = pairs[np.argsort(of[pairs], kind="stable")]
    one.append(member[pairs[::2]])
    other.append(member[pairs[1::2]])
    return _numbered(busy, np.concatenate([weight, *hubs]), np.concatenate(one), np.concatenate(other))


def _numbered(busy: Flags, weight: Int64s, one: Int64s, other: Int64s) -> Core:
    """The graph of these edges and of busy nodes without one, its nodes numbered anew."""
    there = np.zeros(len(weight), dtype=np.bool_)
    there[: len(busy)] = busy
    there[one] = there[other] = True
    row = np.flatnonzero(there)
    number = np.full(len(there), NOBODY, dtype=np.int32)
    number[row] = np.arange(len(row), dtype=np.int32)
    return Core(row, weight[row], number[one], number[other])


def _members(nodes: int, parent: Int32s, block: Int32s) -> tuple[Int64s, Int64s]:
    """Every (block, node in it); a block hangs on one node, above all others of it."""
    child = np.flatnonzero(parent != NOBODY)
    above = parent[child]
    highest = (parent[above] == NOBODY) | (block[child] != block[above])
    top = np.full(nodes, NOBODY, dtype=np.int64)
    top[block[child[highest]]] = above[highest]
    held = np.flatnonzero(top != NOBODY)
    return np.concatenate([block[child], held]), np.concatenate([child, top[held]])


def _placed(graph: GovernanceGraph, core: Core, found: Separations, least: int) -> Separations:
    """The parts that matter, by the places of the graph."""
    matters = found.size >= least
    node, size = graph.place[core.row[found.node[matters]]], found.size[matters]
    order = np.lexsort((-size, node))
    return Separations(node=node[order], size=size[order])
