"""How each strategy in force is carried by the authorities below its owner.

demand = cells of the strategy in areas the authority is competent for; covered = those of them that it covers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.ragged import spread
from graph.works import pair_words
from policies import ALIGNMENT_STATES, AREAS, PRINCIPLES

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from graph.encoding import Flags, Int8s, Int32s, Rows, Words
    from graph.governance import GovernanceGraph

    Counts = NDArray[np.uint8]

ALIGNED, CONVERGENT, NOMINAL, PARTIAL, ABSENT = range(len(ALIGNMENT_STATES.ids))
CELLS = len(PRINCIPLES.ids) * len(AREAS.ids)


@dataclass(frozen=True)
class Alignment:
    """One row for each pair (strategy, authority below its lead owner) with a demand."""

    strategy: Int32s
    place: Int32s
    demand: Counts
    covered: Counts
    linked: Flags
    state: Int8s


@dataclass(frozen=True)
class Anchors:
    """Strategies in force whose lead owner has authorities below it; its pairs begin at `start`."""

    strategy: Int32s
    leader: Int32s
    start: NDArray[np.int64]


def alignment_of(graph: GovernanceGraph) -> Alignment:
    """Every pair that applies, by strategy and then by place."""
    hierarchy, works = graph.hierarchy, graph.works
    anchors = anchors_of(graph)
    ends = hierarchy.end[anchors.leader]
    anchor, place = spread(anchors.leader + 1, ends)
    # NumPy looks up by wide numbers much quicker.
    strategy = anchors.strategy.astype(np.int64)[anchor]
    demand, covered = counts(graph.register.strategies.cells, strategy, graph.competence.competent, works.cover, place)
    linked = _linked(graph, anchors, len(place))
    applies = demand > 0
    demand, covered, linked = demand[applies], covered[applies], linked[applies]
    enough = least_covered(graph.thresholds.aligned_from)[demand] <= covered
    return Alignment(
        strategy=strategy[applies].astype(np.int32),
        place=place[applies].astype(np.int32),
        demand=demand,
        covered=covered,
        linked=linked,
        state=_states(linked, enough, covered > 0),
    )


def anchors_of(graph: GovernanceGraph) -> Anchors:
    """The strategies in force whose lead owner is an authority with others below it."""
    hierarchy, works = graph.hierarchy, graph.works
    branch = np.zeros(len(graph.body), dtype=np.int64)
    branch[: hierarchy.size] = hierarchy.end - np.arange(hierarchy.size) - 1
    below = branch[works.leader]
    chosen = below > 0
    return Anchors(
        strategy=works.led[chosen],
        leader=works.leader[chosen],
        start=np.cumsum(below[chosen]) - below[chosen],
    )


def counts(cells: Words, strategy: Rows, competent: Words, cover: Words, place: Rows) -> tuple[Counts, Counts]:
    """For each pair, how many cells the strategy demands of the body and how many of them it covers."""
    # Two principles share a 64-bit word, so competence stands in both halves of one.
    able = competent.astype(np.uint64) | (competent.astype(np.uint64) << np.uint64(32))
    able = able[place]
    demand = np.zeros(len(place), dtype=np.uint8)
    covered = np.zeros(len(place), dtype=np.uint8)
    for column in range(2):
        asked = pair_words(cells)[:, column][strategy] & able
        demand += np.bitwise_count(asked)
        asked &= pair_words(cover)[:, column][place]
        covered += np.bitwise_count(asked)
    return demand, covered


def least_covered(share: Fraction) -> Counts:
    """For each demand 0 … 80, the smallest number of covered cells whose exact ratio reaches `share`."""
    demands = range(CELLS + 1)
    return np.array([-(-demand * share.numerator // share.denominator) for demand in demands], dtype=np.uint8)


def _linked(graph: GovernanceGraph, anchors: Anchors, pairs: int) -> Flags:
    """b co-owns t, or t is reached from a strategy that b owns or co-owns, or from an action of b."""
    reached, works = graph.reached, graph.works
    co_owned = slice(works.leads, None)
    target = np.concatenate([reached.goal, works.owned[co_owned]])
    body = np.concatenate([reached.place, works.owner[co_owned]])
    return _marked(graph, anchors, target, body, pairs)


def _marked(graph: GovernanceGraph, anchors: Anchors, target: Rows, body: Rows, pairs: int) -> Flags:
    """The pairs (anchor, place) that (target, body) names; bodies not below the anchor's owner name none."""
    number = np.full(len(graph.register.strategies.code), -1, dtype=np.int64)
    number[anchors.strategy] = np.arange(len(anchors.strategy))
    anchor = number[target]
    known = (anchor >= 0) & (body < graph.authorities)
    anchor, body = anchor[known], body[known]
    leader = anchors.leader[anchor]
    below = graph.hierarchy.is_below(body, leader)
    linked = np.zeros(pairs, dtype=np.bool_)
    linked[anchors.start[anchor[below]] + body[below] - leader[below] - 1] = True
    return linked


def _states(linked: Flags, enough: Flags, some: Flags) -> Int8s:
    unlinked = np.where(enough, CONVERGENT, np.where(some, PARTIAL, ABSENT))
    states: Int8s = np.where(linked, np.where(enough, ALIGNED, NOMINAL), unlinked).astype(np.int8)
    return states


@dataclass(frozen=True)
class Profiles:
    """For each authority by place: `covered`, shape (authorities, 4), and `competent`, both counts of areas."""

    covered: Counts
    competent: Counts


def profiles_of(graph: GovernanceGraph) -> Profiles:
    """For each principle, in how many of the areas it is competent for the authority covers it."""
    competent = graph.competence.competent[: graph.authorities]
    cover = graph.works.cover[: graph.authorities]
    return Profiles(
        covered=np.bitwise_count(cover & competent[:, None]),
        competent=np.bitwise_count(competent),
    )
