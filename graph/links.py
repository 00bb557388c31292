"""Which links hold on one day, and who reaches which strategy along chains of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.chains import reached_through_long_chains
from graph.ragged import in_order, is_among, spread, starts_of
from graph.register import DISPUTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.encoding import Flags, Int32s, Int64s, Rows
    from graph.governance import GovernanceGraph

#: Chains as people make them end within a few links; longer ones are followed in another way.
_SHORT = 12
_MOST_PAIRS = 20_000_000


@dataclass(frozen=True)
class HoldingLinks:
    """Links that hold, in the order of their sources; works as in `Register`, targets are strategies."""

    strategies: int
    source: Int32s
    target: Int32s
    active: Flags
    """By work: a strategy in force or an action that delivers."""

    @cached_property
    def _by_target(self) -> tuple[Int32s, Int64s]:
        """Sources in the order of their targets, and where the links to each strategy begin."""
        order = in_order(self.target)
        return self.source[order], starts_of(self.target, self.strategies)

    def reaching(self, targets: Int32s) -> Iterator[tuple[Rows, Rows]]:
        """All pairs (work, t) such that strategy t, one of `targets`, is reached from the work; in portions."""
        pairs = self._along_short_chains(targets)
        if pairs is not None:
            yield pairs
        else:
            yield from reached_through_long_chains(self.source, self.target, targets, len(self.active))

    def _along_short_chains(self, targets: Int32s) -> tuple[Rows, Rows] | None:
        """The pairs, found link by link backwards from the targets; nothing if chains or pairs are too many."""
        works = max(len(self.active), 1)
        source, starts = self._by_target
        pending = targets.astype(np.int64) * works + targets
        seen = np.empty(0, dtype=np.int64)
        for _ in range(_SHORT):
            goal, at = np.divmod(pending, works)
            within = at < self.strategies
            goal, at = goal[within], at[within]
            if (starts[at + 1] - starts[at]).sum() + len(seen) > _MOST_PAIRS:
                return None
            step, link = spread(starts[at], starts[at + 1])
            found = np.unique(goal[step] * works + source[link])
            pending = found[~is_among(found, seen)]
            if not len(pending):
                goal, work = np.divmod(seen, works)
                return work, goal
            seen = np.sort(np.concatenate([seen, pending]), kind="stable")
        return None


def holding_links_of(graph: GovernanceGraph) -> HoldingLinks:
    """A link holds iff it is not disputed, its source is active and its target is in force."""
    works, links = graph.works, graph.register.links
    active = np.concatenate([works.in_force, works.delivering])
    holds = (links.status != DISPUTED) & active[links.source] & works.in_force[links.target]
    return HoldingLinks(
        strategies=len(works.in_force),
        source=links.source[holds],
        target=links.target[holds],
        active=active,
    )


@dataclass(frozen=True)
class Reached:
    """One row for each work, strategy that it reaches, and owner of the work who stands below the strategy's leader."""

    work: Rows
    goal: Rows
    place: Rows


def reached_of(graph: GovernanceGraph, targets: Int32s) -> Reached:
    """Who reaches `targets`, strategies that authorities lead; an action's owner is its body."""
    leader = graph.place[graph.register.strategies.owner]
    owners = graph.register.owners
    portions = []
    for work, goal in graph.links.reaching(targets):
        pair, row = spread(owners.starts[work], owners.starts[work + 1])
        # Who is not live stands at no place, and so below nobody.
        place = graph.place[owners.body[row]]
        below = (place < graph.authorities) & graph.hierarchy.is_below(place, leader[goal[pair]])
        portions.append((work[pair[below]], goal[pair[below]], place[below]))
    columns = (np.concatenate([np.zeros(0, dtype=np.int64), *column]) for column in zip(*portions, strict=True))
    return Reached(*columns) if portions else Reached(*(np.zeros(0, dtype=np.int64) for _ in range(3)))
