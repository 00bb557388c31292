"""Which links hold on one day, and what is reached along chains of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.ragged import is_among, spread
from graph.register import DISPUTED

if TYPE_CHECKING:
    from graph.encoding import Flags, Int32s, Int64s
    from graph.governance import GovernanceGraph


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
        order = np.argsort(self.target, kind="stable")
        return self.source[order], np.searchsorted(self.target[order], np.arange(self.strategies + 1))

    def reaching(self, targets: Int32s) -> tuple[Int32s, Int32s]:
        """All pairs (work, t) such that strategy t, one of `targets`, is reached from the work."""
        source, starts = self._by_target
        pending = targets.astype(np.int64) * self._works + targets
        seen = np.empty(0, dtype=np.int64)
        while len(pending):
            goal, at = np.divmod(pending, self._works)
            within = at < self.strategies
            goal, at = goal[within], at[within]
            step, link = spread(starts[at], starts[at + 1])
            found = np.unique(goal[step] * self._works + source[link])
            pending = found[~is_among(found, seen)]
            seen = np.sort(np.concatenate([seen, pending]), kind="stable")
        goal, work = np.divmod(seen, self._works)
        return work.astype(np.int32), goal.astype(np.int32)

    @property
    def _works(self) -> int:
        return max(len(self.active), 1)


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
