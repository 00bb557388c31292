"""Which bodies hold the graph of coordination together: what falls apart when one of them is taken away.

Blocks (parts without such a body) are found with Tarjan and Vishkin's method (1985), which works on any spanning
forest, over a breadth-first one: then all steps are array operations over one generation of the forest at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import NOBODY
from graph.forest import components, depth_first, generations_of
from graph.ragged import in_order, spread, starts_of

if TYPE_CHECKING:
    from graph.encoding import Flags, Int32s, Int64s


@dataclass(frozen=True)
class Separations:
    """One row a part: taking `node` away leaves this part of its component, of `size` nodes. By node, largest first.

    Nodes whose absence splits nothing have no rows.
    """

    node: Int32s
    size: Int64s


@dataclass(frozen=True)
class Blocks:
    """A spanning forest of a graph (`parent`, and `generations` from the roots down), and which block each of its
    edges is in: `block`, by the lower end of the edge, a number that is a node of the block."""

    parent: Int32s
    generations: list[Int32s]
    size: Int32s
    """By node: how many nodes its branch of the forest holds."""
    block: Int32s


def blocks_of(nodes: int, first: Int32s, second: Int32s) -> Blocks:
    """The blocks of a graph: its largest parts that the absence of no single node splits."""
    parent, generations = _breadth_first(nodes, first, second)
    laid_out = depth_first(parent, generations)
    block = _blocks(nodes, first, second, parent, generations, laid_out.place, laid_out.size)
    return Blocks(parent, generations, laid_out.size, block)


def separations(nodes: int, first: Int32s, second: Int32s, weight: Int64s | None = None) -> Separations:
    """What the absence of each node splits; edges (first[i], second[i]) are given without loops.

    A node counts as `weight` nodes in the size of parts, as one if no weights are given.
    """
    found = blocks_of(nodes, first, second)
    parent, generations, block = found.parent, found.generations, found.block
    weight = np.ones(nodes, dtype=np.int64) if weight is None else weight
    size = _branch_weights(found, weight)
    child = np.flatnonzero(parent != NOBODY)
    above = parent[child]
    is_root = parent == NOBODY
    splits = is_root[above] | (block[child] != block[above])
    # A block hangs on one node, its top: the branches of the block's members below the top are one part.
    child, above = child[splits], above[splits]
    hanging = np.bincount(block[child], weights=size[child], minlength=nodes).astype(np.int64)
    top = np.full(nodes, NOBODY, dtype=np.int32)
    top[block[child]] = above
    held = np.flatnonzero(top != NOBODY)
    node, part = top[held], hanging[held]
    component = _component_size(parent, generations, size)
    away = np.bincount(node, weights=part, minlength=nodes).astype(np.int64)
    upper = np.flatnonzero((away > 0) & ~is_root).astype(np.int32)
    node = np.concatenate([node, upper])
    part = np.concatenate([part, component[upper] - weight[upper] - away[upper]])
    split = np.bincount(node, minlength=nodes)[node] > 1
    node, part = node[split], part[split]
    order = np.lexsort((-part, node))
    return Separations(node=node[order], size=part[order])


def _branch_weights(found: Blocks, weight: Int64s) -> Int64s:
    """By node: the weight of its branch of the forest."""
    total = weight.copy()
    for members in reversed(found.generations[1:]):
        np.add.at(total, found.parent[members], total[members])
    return total


def _breadth_first(nodes: int, first: Int32s, second: Int32s) -> tuple[Int32s, list[Int32s]]:
    """A spanning forest: each node's parent, and the generations, each ascending."""
    neighbour, starts = _neighbours(nodes, first, second)
    label = components(nodes, first, second)
    reached: Flags = label == np.arange(nodes)
    parent = np.full(nodes, NOBODY, dtype=np.int32)
    depth = np.zeros(nodes, dtype=np.int32)
    claim = np.empty(nodes, dtype=np.int32)
    frontier = np.flatnonzero(reached).astype(np.int32)
    level = 0
    while len(frontier):
        level += 1
        step, edge = spread(starts[frontier], starts[frontier + 1])
        found, source = neighbour[edge], frontier[step]
        new = np.flatnonzero(~reached[found])
        found, source = found[new], source[new]
        # Several nodes of the frontier may find the same one: the last to write its claim keeps it.
        claim[found] = np.arange(len(found), dtype=np.int32)
        kept = claim[found] == np.arange(len(found), dtype=np.int32)
        frontier = found[kept]
        parent[frontier] = source[kept]
        reached[frontier] = True
        depth[frontier] = level
    return parent, generations_of(depth)


def _neighbours(nodes: int, first: Int32s, second: Int32s) -> tuple[Int32s, Int64s]:
    """Neighbours of every node end to end, and where each node's begin."""
    ends = np.concatenate([first, second])
    return np.concatenate([second, first])[in_order(ends)], starts_of(ends, nodes)


def _blocks(
    nodes: int,
    first: Int32s,
    second: Int32s,
    parent: Int32s,
    generations: list[Int32s],
    place: Int32s,
    size: Int32s,
) -> Int32s:
    """By node: a number of the block that the edge to its parent is in."""
    extra = np.flatnonzero((parent[first] != second) & (parent[second] != first))
    one, other = first[extra], second[extra]
    lowest, highest = place.copy(), place.copy()
    for here, there in ((one, other), (other, one)):
        np.minimum.at(lowest, here, place[there])
        np.maximum.at(highest, here, place[there])
    for members in reversed(generations[1:]):
        np.minimum.at(lowest, parent[members], lowest[members])
        np.maximum.at(highest, parent[members], highest[members])
    child = np.flatnonzero(parent != NOBODY).astype(np.int32)
    child = child[parent[parent[child]] != NOBODY]
    above = parent[child]
    # An edge from the child's branch to outside the branch of its parent closes a cycle through both tree edges.
    outside = (lowest[child] < place[above]) | (highest[child] >= place[above] + size[above])
    # In a breadth-first forest an extra edge never joins a node to its own ancestor, so it joins two branches.
    return components(nodes, np.concatenate([one, child[outside]]), np.concatenate([other, above[outside]]))


def _component_size(parent: Int32s, generations: list[Int32s], size: Int64s) -> Int64s:
    whole = size.copy()
    for members in generations[1:]:
        whole[members] = whole[parent[members]]
    return whole
