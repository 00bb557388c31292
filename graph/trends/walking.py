"""A register day after day: the graphs of many days, each made with what the day before leaves standing.

Nothing is guessed: whatever is taken over is equal to what would be worked out for the day by itself, but for the
small parts that `separations` leaves out. These graphs are for counting; evidence is made of a graph of its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import NOBODY
from graph.governance import SUBMUNICIPAL, GovernanceGraph
from graph.peers import Peers, peers_among
from graph.trends.cores import parts_that_matter
from graph.trends.covers import Covers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from graph.encoding import Words
    from graph.peers import Siblings
    from graph.register import Register

#: So many days share one core of the graph of coordination: the more they are, the fewer edges they have in common.
_AT_ONCE = 12


def walk(register: Register, days: Iterable[date]) -> Iterator[GovernanceGraph]:
    """The graphs of a register on these days, which ascend."""
    ahead = list(days)
    covers = Covers(register)
    before: GovernanceGraph | None = None
    for start in range(0, len(ahead), _AT_ONCE):
        graphs = [GovernanceGraph.at(register, day) for day in ahead[start : start + _AT_ONCE]]
        parts = parts_that_matter(graphs)
        for graph in graphs:
            known = vars(graph)
            if before is not None:
                _take_over(before, graph)
            # Only now: what falls apart is told by places, which rest on the hierarchy.
            known["separations"] = next(parts)
            known["works"] = covers.works_of(graph)
            if before is not None and before.hierarchy is graph.hierarchy:
                known["peers"] = _peers(before, graph)
            yield graph
            before = graph


def _take_over(before: GovernanceGraph, graph: GovernanceGraph) -> None:
    """Keep of the day before what is the same on this one, above all the hierarchy."""
    known = vars(graph)
    authority = graph.register.bodies.level <= SUBMUNICIPAL
    own = np.flatnonzero(graph.live_body & authority)
    if not np.array_equal(own, np.flatnonzero(before.live_body & authority)):
        return
    if not np.array_equal(graph.parent_row[own], before.parent_row[own]):
        return
    known["hierarchy"] = before.hierarchy
    if np.array_equal(graph.live_body, before.live_body):
        for name in ("body", "place", "level", "population"):
            known[name] = getattr(before, name)


def _peers(before: GovernanceGraph, graph: GovernanceGraph) -> Peers:
    """Who is in touch: worked out again for areas of families in which something changed."""
    known = before.peers
    cover = np.bitwise_or.reduce(graph.works.cover[known.siblings.place], axis=1)
    siblings = replace(known.siblings, cover=cover)
    asked = _disturbed(before, graph, known.siblings, siblings)
    part = peers_among(graph, replace(siblings, cover=cover & asked[siblings.family]))
    return Peers(
        siblings=siblings,
        ties=part.ties,
        apart=known.apart & ~asked | part.apart,
        touching=known.touching & ~asked | part.touching,
    )


def _disturbed(before: GovernanceGraph, graph: GovernanceGraph, were: Siblings, are: Siblings) -> Words:
    """By family: the areas that a sibling covers or lets go, or about which siblings may have met or parted."""
    relations = graph.register.relations
    number = np.full(len(graph.live_body), NOBODY, dtype=np.int32)
    number[graph.body[are.place]] = np.arange(len(are.place), dtype=np.int32)
    changed = np.flatnonzero(before.live_relation != graph.live_relation)
    one, other = number[relations.source[changed]], number[relations.target[changed]]
    own = one != NOBODY
    one, other = one[own], other[own]
    # Between siblings of a family it is about what both cover; else it may be a network that they share.
    family = np.append(are.family, np.int32(NOBODY))
    direct = family[other] == family[one]
    areas = are.cover[one] & np.where(direct, np.append(are.cover, np.uint32(0))[other], ~np.uint32(0))
    disturbed = np.zeros(len(are.start), dtype=np.uint32)
    np.bitwise_or.at(disturbed, are.family, were.cover ^ are.cover)
    np.bitwise_or.at(disturbed, are.family[one], areas)
    return disturbed
