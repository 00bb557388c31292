"""Who coordinates with whom on one day: edges, memberships, and being in touch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.ragged import group_starts, is_among, spread, starts_of

if TYPE_CHECKING:
    from graph.encoding import Flags, Int32s, Int64s, Rows
    from graph.governance import GovernanceGraph


@dataclass(frozen=True)
class Coordination:
    """Coordination edges and memberships, each once, of live bodies.

    `edges` and `memberships` are ascending keys of rows of the register, `lower × bodies + higher` and
    `member × bodies + network`; the other arrays are places.
    """

    bodies: int
    row: Int32s
    """The row of the register at each place."""
    edges: Int64s
    first: Int32s
    second: Int32s
    memberships: Int64s
    member: Int32s
    network: Int32s

    @cached_property
    def degree(self) -> Int64s:
        """By place: the number of bodies that share an edge with it."""
        ends = np.concatenate([self.first, self.second])
        return np.bincount(ends, minlength=len(self.row))

    @cached_property
    def _first_membership(self) -> Int64s:
        """Where the memberships of each row of the register begin, and one more entry."""
        return starts_of(self.memberships // self.bodies, self.bodies)

    def in_touch(self, one: Rows, other: Rows) -> Flags:
        """Whether the bodies at each pair of places share an edge or are members of the same network."""
        here, there = self.row[one].astype(np.int64), self.row[other].astype(np.int64)
        touching = is_among(np.minimum(here, there) * self.bodies + np.maximum(here, there), self.edges)
        apart = np.flatnonzero(~touching)
        touching[apart] = self.share_network(one[apart], other[apart])
        return touching

    def share_network(self, one: Rows, other: Rows) -> Flags:
        """Whether the bodies at each pair of places are members of the same network."""
        sharing = np.zeros(len(one), dtype=np.bool_)
        starts = self._first_membership
        joins = (starts[1:] > starts[:-1])[self.row]
        both = np.flatnonzero(joins[one] & joins[other])
        here, there = self.row[one[both]], self.row[other[both]].astype(np.int64)
        pair, membership = spread(starts[here], starts[here + 1])
        network = self.memberships[membership] - here[pair].astype(np.int64) * self.bodies
        shared = is_among(there[pair] * self.bodies + network, self.memberships)
        sharing[both[pair[shared]]] = True
        return sharing

    def neighbours(self, place: int) -> Int32s:
        """Places that share an edge with the body at a place, ascending."""
        return np.sort(np.concatenate([self.second[self.first == place], self.first[self.second == place]]))


def coordination_of(graph: GovernanceGraph) -> Coordination:
    """The edges that count on the day of the graph: live, of a coordinating kind, not disputed."""
    ties = graph.register.ties
    bodies = max(len(graph.live_body), 1)
    edges = ties.edges[graph.live_relation[ties.edge_of]]
    edges = edges[group_starts(edges)]
    memberships = ties.memberships[graph.live_relation[ties.membership_of]]
    memberships = memberships[group_starts(memberships)]
    first, second = np.divmod(edges, bodies)
    member, network = np.divmod(memberships, bodies)
    return Coordination(
        bodies=bodies,
        row=graph.body,
        edges=edges,
        first=graph.place[first],
        second=graph.place[second],
        memberships=memberships,
        member=graph.place[member],
        network=graph.place[network],
    )
