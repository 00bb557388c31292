"""Siblings that cover the same area: which of them are in touch with each other.

Twenty questions of connectedness, one an area, are answered in one sweep: each body carries a word with a bit for
every area in which the first sibling that covers it has been reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.competence import ALL_AREAS
from graph.encoding import NOBODY
from graph.ragged import group_starts, in_order, number_groups, spread, starts_of
from policies import AREAS, LEVELS

if TYPE_CHECKING:
    from graph.encoding import Flags, Int32s, Int64s, Words
    from graph.governance import GovernanceGraph


@dataclass(frozen=True)
class Siblings:
    """Authorities with a parent, in the order of their families (one parent, one level) and then of places."""

    place: Int32s
    family: Int32s
    """By sibling: the number of its family."""
    start: Int64s
    """By family: its first sibling."""
    cover: Words
    """By sibling: the areas it covers under any principle."""

    def members(self, family: int) -> range:
        """The siblings of one family."""
        ends = np.append(self.start, len(self.place))
        return range(int(ends[family]), int(ends[family + 1]))


@dataclass(frozen=True)
class Ties:
    """What brings siblings of one family in touch, in the order of families: from a sibling (`one`) to another, or
    to a hub, a network in the eyes of one family, numbered after the siblings. Members of a hub stand together.
    """

    one: Int64s
    other: Int64s
    hubs: int
    start: Int64s
    """By family: its first tie, and one more entry."""


@dataclass(frozen=True)
class Peers:
    """The families of one day; the areas as bits: `apart` where those who cover an area are not one group,
    `touching` where two siblings in touch with each other cover it."""

    siblings: Siblings
    ties: Ties
    apart: Words
    touching: Words

    def covering(self, family: int, area: int) -> list[int]:
        """The siblings of a family that cover an area."""
        cover = self.siblings.cover
        return [sibling for sibling in self.siblings.members(family) if cover[sibling] >> area & 1]

    def groups(self, family: int, area: int) -> list[list[int]]:
        """The places that cover an area, joined where they are in touch with each other; largest group first."""
        label = {sibling: sibling for sibling in self.covering(family, area)}

        def head(of: int) -> int:
            while label.setdefault(of, of) != of:
                of = label[of]
            return of

        siblings = len(self.siblings.place)
        span = slice(int(self.ties.start[family]), int(self.ties.start[family + 1]))
        for one, other in zip(self.ties.one[span].tolist(), self.ties.other[span].tolist(), strict=True):
            if one in label and (other in label or other >= siblings):
                low, high = sorted((head(one), head(other)))
                label[high] = low
        groups: dict[int, list[int]] = {}
        for sibling in self.covering(family, area):
            groups.setdefault(head(sibling), []).append(int(self.siblings.place[sibling]))
        return sorted(groups.values(), key=lambda group: (-len(group), group))

    def shares(self, of: Flags) -> Int64s:
        """How many siblings of each family cover each area, shape (families, areas); those flagged only."""
        counted = np.where(of, self.siblings.cover, np.uint32(0))
        bits = ((counted[:, None] >> np.arange(len(AREAS.ids), dtype=np.uint32)) & 1).astype(np.uint8)
        if not len(self.siblings.start):
            return np.zeros((0, len(AREAS.ids)), dtype=np.int64)
        sums: Int64s = np.add.reduceat(bits, self.siblings.start, axis=0, dtype=np.int64)
        return sums


def peers_of(graph: GovernanceGraph) -> Peers:
    """Who is in touch within the families, directly or through chains of siblings that cover the same area."""
    return peers_among(graph, siblings_of(graph))


def peers_among(graph: GovernanceGraph, siblings: Siblings) -> Peers:
    """The same of these siblings; areas that their `cover` does not name are left out."""
    ties = _ties(graph, siblings)
    count = len(siblings.place)
    cover = np.concatenate([siblings.cover, np.full(ties.hubs, ALL_AREAS, dtype=np.uint32)])
    first = siblings.cover & ~union_before(siblings.cover, siblings.start)
    reached = _sweep(cover, first, ties.one, ties.other)
    lost = siblings.cover & ~reached[:count]
    apart = np.bitwise_or.reduceat(lost, siblings.start) if count else lost
    return Peers(siblings=siblings, ties=ties, apart=apart, touching=_touching(siblings, ties))


def siblings_of(graph: GovernanceGraph) -> Siblings:
    """The siblings of the graph, with all that they cover."""
    parent = graph.hierarchy.parent
    place = np.flatnonzero(parent != NOBODY).astype(np.int32)
    key = parent[place].astype(np.int64) * len(LEVELS.ids) + graph.level[place]
    order = in_order(key)
    place, start = place[order], group_starts(key[order])
    return Siblings(
        place=place,
        family=number_groups(start, len(place)),
        start=start,
        cover=np.bitwise_or.reduce(graph.works.cover[place], axis=1),
    )


def _ties(graph: GovernanceGraph, siblings: Siblings) -> Ties:
    coordination, count = graph.coordination, len(siblings.place)
    number = np.full(len(graph.body), NOBODY, dtype=np.int64)
    number[siblings.place] = np.arange(count)
    cover = np.zeros(len(graph.body), dtype=np.uint32)
    cover[siblings.place] = siblings.cover
    # Who covers nothing in common is not brought in touch about anything.
    about = np.flatnonzero(cover[coordination.first] & cover[coordination.second])
    one, other = number[coordination.first[about]], number[coordination.second[about]]
    within = np.flatnonzero(siblings.family[one] == siblings.family[other])
    member, hub, hubs = _hubs(graph, siblings, number)
    one, other = np.concatenate([one[within], member]), np.concatenate([other[within], hub + count])
    family = siblings.family[one]
    order = in_order(family)
    return Ties(
        one=one[order],
        other=other[order],
        hubs=hubs,
        start=starts_of(family, len(siblings.start)),
    )


def _hubs(graph: GovernanceGraph, siblings: Siblings, number: Int64s) -> tuple[Int64s, Int64s, int]:
    """Memberships (sibling, hub) of networks that two or more siblings of one family share, by hub."""
    coordination = graph.coordination
    member = number[coordination.member]
    joins = np.append(siblings.cover, np.uint32(0))[member] != 0
    member, network = member[joins], coordination.network[joins].astype(np.int64)
    key = network * max(len(siblings.start), 1) + siblings.family[member]
    order = in_order(key)
    member = member[order]
    starts = group_starts(key[order])
    hub = number_groups(starts, len(member))
    shared = np.bincount(hub, minlength=len(starts))[hub] > 1
    return member[shared], hub[shared].astype(np.int64), len(starts)


def union_before(values: Words, starts: Int64s) -> Words:
    """For each entry the union of the entries before it in its group; groups begin at `starts`."""
    lengths = np.diff(np.append(starts, len(values)))
    # How many entries stand before each in its group.
    before = np.arange(len(values)) - np.repeat(starts, lengths)
    union = np.zeros_like(values)
    reaching = np.flatnonzero(before > 0)
    union[reaching] = values[reaching - 1]
    step, longest = 1, int(lengths.max(initial=0))
    while step < longest:
        reaching = reaching[before[reaching] > step]
        union[reaching] |= union[reaching - step]
        step *= 2
    return union


def _sweep(cover: Words, first: Words, one: Int64s, other: Int64s) -> Words:
    """Carry each area's bit from where it stands `first` along ties between those that cover the area."""
    nodes = len(cover)
    ends = np.concatenate([one, other])
    order = in_order(ends)
    neighbour = np.concatenate([other, one])[order]
    starts = starts_of(ends, nodes)
    reached = np.zeros(nodes, dtype=np.uint32)
    reached[: len(first)] = first
    frontier = np.flatnonzero(reached)
    fresh = reached.copy()
    while len(frontier):
        step, edge = spread(starts[frontier], starts[frontier + 1])
        target = neighbour[edge]
        bits = fresh[frontier[step]] & cover[target] & ~reached[target]
        useful = np.flatnonzero(bits)
        target, bits = target[useful], bits[useful]
        fresh[frontier] = 0
        np.bitwise_or.at(fresh, target, bits)
        frontier = np.flatnonzero(fresh)
        reached[frontier] |= fresh[frontier]
    return reached


def _touching(siblings: Siblings, ties: Ties) -> Words:
    """By family: the areas that two siblings in touch with each other both cover."""
    count = len(siblings.place)
    touching = np.zeros(len(siblings.start), dtype=np.uint32)
    direct = ties.other < count
    here, there = ties.one[direct], ties.other[direct]
    np.bitwise_or.at(touching, siblings.family[here], siblings.cover[here] & siblings.cover[there])
    member, hub = ties.one[~direct], ties.other[~direct]
    # Members of a hub stand together, so an area is shared where an earlier member covers it too.
    shared = siblings.cover[member] & union_before(siblings.cover[member], group_starts(hub))
    np.bitwise_or.at(touching, siblings.family[member], shared)
    return touching
