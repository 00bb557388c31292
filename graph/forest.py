"""Forests in depth-first order, worked out a generation at a time rather than a node at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import NOBODY
from graph.ragged import group_starts, in_order

if TYPE_CHECKING:
    from graph.encoding import Int32s


@dataclass(frozen=True)
class DepthFirst:
    """For each node: its place in depth-first order, and how many nodes its branch holds, itself included."""

    place: Int32s
    size: Int32s


def generations_of(depth: Int32s) -> list[Int32s]:
    """Nodes by the number of their ancestors, ascending in each generation; roots first."""
    order = in_order(depth).astype(np.int32)
    return np.split(order, group_starts(depth[order])[1:]) if len(depth) else []


def depth_first(parent: Int32s, generations: list[Int32s]) -> DepthFirst:
    """Lay the forest out: each node directly before all that is below it, siblings ascending."""
    size = np.ones(len(parent), dtype=np.int32)
    for members in reversed(generations[1:]):
        np.add.at(size, parent[members], size[members])
    siblings = in_order(parent)
    before = np.cumsum(size[siblings], dtype=np.int32) - size[siblings]
    starts = group_starts(parent[siblings])
    lengths = np.diff(np.append(starts, len(siblings)))
    place = np.empty(len(parent), dtype=np.int32)
    place[siblings] = before - np.repeat(before[starts], lengths)
    for members in generations[1:]:
        place[members] += place[parent[members]] + 1
    return DepthFirst(place=place, size=size)


def depths(parent: Int32s) -> Int32s:
    """How many ancestors each node has; for shallow forests, as it climbs once an ancestor."""
    depth = np.zeros(len(parent), dtype=np.int32)
    climbers = np.flatnonzero(parent != NOBODY)
    at = parent[climbers]
    while len(climbers):
        depth[climbers] += 1
        at = parent[at]
        climbers, at = climbers[at != NOBODY], at[at != NOBODY]
    return depth


def components(nodes: int, first: Int32s, second: Int32s) -> Int32s:
    """The smallest node of each node's connected component; edges are (first[i], second[i]).

    Every node hooks its root to the smaller root across an edge, then all chains are shortened, until no edge
    joins two roots (Shiloach and Vishkin 1982).
    """
    label = np.arange(nodes, dtype=np.int32)
    one, other = first, second
    while True:
        here, there = label[one], label[other]
        apart = np.flatnonzero(here != there)
        if not len(apart):
            return label
        one, other = one[apart], other[apart]
        low, high = np.minimum(here[apart], there[apart]), np.maximum(here[apart], there[apart])
        np.minimum.at(label, high, low)
        while True:
            shorter = label[label]
            if np.array_equal(shorter, label):
                break
            label = shorter
