"""What several rules ask alike: whose population, whose word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.encoding import Flags, Int32s, Int64s, Rows
    from graph.governance import GovernanceGraph


def strategy_place(graph: GovernanceGraph, strategy: Rows) -> Int32s:
    """The place of each strategy's lead owner, who is live."""
    place: Int32s = graph.place[graph.register.strategies.owner[strategy]]
    return place


def work_place(graph: GovernanceGraph, work: Rows) -> Int32s:
    """The place of each strategy's lead owner or each action's body, who are live."""
    owner, body = graph.register.strategies.owner, graph.register.actions.body
    place: Int32s = graph.place[np.concatenate([owner, body])[work]]
    return place


def work_population(graph: GovernanceGraph, work: Rows) -> Int64s:
    """The reach of findings about strategies and actions."""
    return graph.population[work_place(graph, work)]


def declared_enough(graph: GovernanceGraph, declared: NDArray[np.integer], asked: NDArray[np.integer]) -> Flags:
    """Whether the declared share of those asked reaches `declared_share`, exactly."""
    share = graph.thresholds.declared_share
    totals = np.flatnonzero(np.bincount(asked))
    least = np.zeros(int(totals.max(initial=0)) + 1, dtype=np.int64)
    # Python's whole numbers have no bound, so that a share of many decimals stays exact.
    least[totals] = [-(-total * share.numerator // share.denominator) for total in totals.tolist()]
    enough: Flags = declared >= least[asked]
    return enough
