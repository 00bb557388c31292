"""Who coordinates with whom on one day: edges, memberships, and being in touch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.ragged import is_among, spread
from graph.register import DISPUTED
from policies import RELATION_KINDS

if TYPE_CHECKING:
    from graph.encoding import Flags, Int32s, Int64s
    from graph.governance import GovernanceGraph

MEMBER_OF = RELATION_KINDS.index("member_of")
COORDINATION = np.array([term.coordination for term in RELATION_KINDS])


@dataclass(frozen=True)
class Coordination:
    """Coordination edges among `bodies` places; each edge once, `first` < `second`, in ascending order."""

    bodies: int
    first: Int32s
    second: Int32s
    member: Int32s
    """Place of the member of each membership, ascending …"""
    network: Int32s
    """… and the place of its network; each membership once."""

    @cached_property
    def degree(self) -> Int64s:
        """The number of bodies that each place shares an edge with."""
        ends = np.concatenate([self.first, self.second])
        return np.bincount(ends, minlength=self.bodies)

    @cached_property
    def _edges(self) -> Int64s:
        return self.first.astype(np.int64) * self.bodies + self.second

    @cached_property
    def _memberships(self) -> Int64s:
        return self.member.astype(np.int64) * self.bodies + self.network

    @cached_property
    def _first_membership(self) -> Int64s:
        """Where each place's memberships begin, and one more entry."""
        return np.searchsorted(self.member, np.arange(self.bodies + 1))

    def in_touch(self, one: Int32s, other: Int32s) -> Flags:
        """Whether each pair shares an edge or is a member of the same network."""
        low, high = np.minimum(one, other), np.maximum(one, other)
        touching = is_among(low.astype(np.int64) * self.bodies + high, self._edges)
        starts = self._first_membership
        pair, membership = spread(starts[one], starts[one + 1])
        shared = other[pair].astype(np.int64) * self.bodies + self.network[membership]
        touching[pair[is_among(shared, self._memberships)]] = True
        return touching

    def networks_of(self, place: int) -> Int32s:
        """Places of the networks that a body is a member of."""
        return self.network[self._first_membership[place] : self._first_membership[place + 1]]

    def neighbours(self, place: int) -> Int32s:
        """Places that share an edge with a body, ascending."""
        return np.sort(np.concatenate([self.second[self.first == place], self.first[self.second == place]]))


def coordination_of(graph: GovernanceGraph) -> Coordination:
    """The edges that count on the day of the graph: live, of a coordinating kind, not disputed."""
    relations = graph.register.relations
    counted = graph.live_relation & COORDINATION[relations.kind] & (relations.status != DISPUTED)
    source = graph.place[relations.source[counted]]
    target = graph.place[relations.target[counted]]
    bodies = len(graph.body)
    edges = np.unique(np.minimum(source, target).astype(np.int64) * bodies + np.maximum(source, target))
    joins = relations.kind[counted] == MEMBER_OF
    memberships = np.unique(source[joins].astype(np.int64) * bodies + target[joins])
    first, second = np.divmod(edges, max(bodies, 1))
    member, network = np.divmod(memberships, max(bodies, 1))
    return Coordination(
        bodies=bodies,
        first=first.astype(np.int32),
        second=second.astype(np.int32),
        member=member.astype(np.int32),
        network=network.astype(np.int32),
    )
