"""The tree of authorities on one day, in depth-first order: everyone below a body is a slice.

Places 0 … authorities − 1 hold the live authorities, each directly followed by all that are below it, siblings in
the order of their codes. Nothing here knows what is carried up or down the tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from graph.encoding import NOBODY
from graph.forest import depth_first, depths, generations_of
from graph.ragged import group_starts, in_order, starts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.encoding import Flags, Int32s, Int64s, Rows
    from graph.register import Bodies, Relations

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True)
class Generation:
    """Authorities equally far from their roots, grouped by parent: group i is places[starts[i]:starts[i + 1]]."""

    places: Int32s
    starts: Int64s
    parents: Int32s


@dataclass(frozen=True)
class Hierarchy:
    """Live authorities by place: `parent` (`NOBODY` for a root) and `end`, one past the last place below."""

    body: Int32s
    """Which row of the register stands at each place."""
    parent: Int32s
    end: Int32s
    generations: tuple[Generation, ...]
    """Below the roots, nearest first."""

    @property
    def size(self) -> int:
        """The number of live authorities."""
        return len(self.body)

    @cached_property
    def roots(self) -> Int32s:
        """Places without a parent."""
        return np.flatnonzero(self.parent == NOBODY).astype(np.int32)

    @cached_property
    def root(self) -> Int32s:
        """The root above each place, or the place itself."""
        root = np.arange(self.size, dtype=np.int32)
        for generation in self.generations:
            root[generation.places] = root[self.parent[generation.places]]
        return root

    @cached_property
    def depth(self) -> Int32s:
        """How many ancestors each place has."""
        depth = np.zeros(self.size, dtype=np.int32)
        for number, generation in enumerate(self.generations, start=1):
            depth[generation.places] = number
        return depth

    def total_below(self, own: NDArray[Number], operation: np.ufunc) -> NDArray[Number]:
        """`operation` over each place's own value and all values below it."""
        total = own.copy()
        for generation in reversed(self.generations):
            sums = operation.reduceat(total[generation.places], generation.starts, axis=0)
            total[generation.parents] = operation(total[generation.parents], sums)
        return total

    def strictly_below(self, totals: NDArray[Number], operation: np.ufunc) -> NDArray[Number]:
        """`operation` over the totals of each place's children, zero where there are none."""
        below = np.zeros_like(totals)
        for generation in self.generations:
            below[generation.parents] = operation.reduceat(totals[generation.places], generation.starts, axis=0)
        return below

    def strictly_above(self, own: NDArray[Number]) -> NDArray[Number]:
        """The union (bitwise or) of the values of each place's ancestors, zero for a root."""
        above = np.zeros_like(own)
        for generation in self.generations:
            parents = self.parent[generation.places]
            above[generation.places] = above[parents] | own[parents]
        return above

    def is_below(self, lower: Rows, upper: Rows) -> Flags:
        """Whether each `lower` place stands strictly below its `upper` place; both are authorities."""
        return (lower > upper) & (lower < self.end[upper])

    def lineage(self, place: int) -> list[int]:
        """The place and its ancestors, the root last."""
        line = [place]
        while (parent := int(self.parent[line[-1]])) != NOBODY:
            line.append(parent)
        return line

    @cached_property
    def by_parent(self) -> tuple[Int32s, Int64s]:
        """Children in the order of their parents, and where those of each place begin."""
        # Roots, the children of nobody, come first.
        return in_order(self.parent).astype(np.int32), starts_of(self.parent + 1, self.size + 1)[1:]

    def children(self, place: int) -> Int32s:
        """Places whose parent is `place`."""
        return np.flatnonzero(self.parent == place).astype(np.int32)


def stated_parents(bodies: Bodies, relations: Relations, moves: Int32s) -> Int32s:
    """The parent of every body, live or not: by the `part_of` rows in `moves`, else by the parent column.

    Of several rows of one body the one with the latest beginning holds, then the one with the smallest target.
    """
    parent = bodies.parent.copy()
    source, target = relations.source[moves], relations.target[moves]
    order = np.lexsort((-target, relations.valid_from[moves], source))
    parent[source[order]] = target[order]
    return parent


def nearest_live(parent: Int32s, live: Flags) -> Int32s:
    """Each body's nearest live ancestor: a parent that is not live is skipped."""
    parent = parent.copy()
    while len(lost := np.flatnonzero((parent != NOBODY) & ~live[parent])):
        parent[lost] = parent[parent[lost]]
    return parent


def hierarchy_of(authorities: Int32s, parent: Int32s) -> Hierarchy:
    """Arrange `authorities` (rows, ascending) by their parents (rows, of any body; live or `NOBODY`)."""
    index = np.full(len(parent) + 1, NOBODY, dtype=np.int32)
    index[authorities] = np.arange(len(authorities), dtype=np.int32)
    above = index[parent[authorities]]
    depth = depths(above)
    laid_out = depth_first(above, generations_of(depth))
    order = np.empty(len(above), dtype=np.int32)
    order[laid_out.place] = np.arange(len(above), dtype=np.int32)
    parents = np.where(above[order] == NOBODY, NOBODY, laid_out.place[above[order]]).astype(np.int32)
    return Hierarchy(
        body=authorities[order],
        parent=parents,
        end=np.arange(len(order), dtype=np.int32) + laid_out.size[order],
        generations=tuple(_grouped(places, parents[places]) for places in generations_of(depth[order])[1:]),
    )


def _grouped(places: Int32s, parents: Int32s) -> Generation:
    """A generation in depth-first order has its siblings side by side."""
    starts = group_starts(parents)
    return Generation(places=places, starts=starts, parents=parents[starts])
