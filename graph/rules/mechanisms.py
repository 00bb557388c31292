"""Horizontal rules about networks and about the whole graph of coordination."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.citations import day_text
from graph.encoding import DAWN, NOBODY
from graph.evidence import Evidence, Finding
from graph.findings import HIGH, LOW, MEDIUM, found
from graph.governance import CIVIL_SOCIETY, LOCAL, NATIONAL, NETWORK, REGIONAL
from graph.ragged import group_starts
from graph.rules.catalogue import rule
from policies import LEVELS, NETWORK_SCOPES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.encoding import Int32s
    from graph.findings import Found
    from graph.governance import GovernanceGraph

_MULTILEVEL = 1 + NETWORK_SCOPES.index("multilevel")
_EXPECTED_LEVELS = np.uint8(1 << NATIONAL | 1 << REGIONAL | 1 << LOCAL)
_CIVIL_SOCIETY_BIT = np.uint8(1 << CIVIL_SOCIETY)


def _prove_mechanism_dormant(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite, bodies = graph.cite, graph.register.bodies
    row = graph.body[finding.subject]
    return Evidence(
        records=tuple(cite.bodies(finding.subject)),
        facts={
            "last_met_on": day_text(bodies.last_met_on[row]),
            "months": int(bodies.meets_every_months[row]),
        },
    )


@rule("mechanism-dormant", _prove_mechanism_dormant)
def mechanism_dormant(graph: GovernanceGraph) -> Found:
    """A network has not met for more than twice its own rhythm."""
    bodies = graph.register.bodies
    row = graph.body
    rhythm, last_met_on = bodies.meets_every_months[row], bodies.last_met_on[row]
    place = np.flatnonzero((graph.level == NETWORK) & (rhythm > 0) & (last_met_on != DAWN))
    due = months_later(last_met_on[place], 2 * rhythm[place])
    place = place[graph.day > due]
    return found(place, graph.population[place], MEDIUM)


def months_later(day: Int32s, months: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same day of the month so many calendar months later; a day that month lacks becomes its last."""
    start = day.astype("datetime64[D]")
    month = start.astype("datetime64[M]")
    later = month + months.astype("timedelta64[M]")
    last = (later + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    same = later.astype("datetime64[D]") + (start - month.astype("datetime64[D]"))
    numbers: NDArray[np.int64] = np.minimum(same, last).astype(np.int64)
    return numbers


def levels_of(graph: GovernanceGraph) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """By place: the levels expected in a network there, and those represented, a bit a level."""
    bodies = graph.register.bodies
    own = np.left_shift(np.uint8(1), graph.level.astype(np.uint8))
    authorities = own[: graph.authorities]
    branch = graph.hierarchy.total_below(authorities, np.bitwise_or)
    everyone = np.bitwise_or.reduce(authorities) if len(authorities) else np.uint8(0)
    serves = graph.place[bodies.serves[graph.body]]
    expected = np.where(serves != NOBODY, np.append(branch, everyone)[serves], everyone) & _EXPECTED_LEVELS
    expected |= np.bitwise_or.reduce(own, initial=np.uint8(0)) & _CIVIL_SOCIETY_BIT
    coordination = graph.coordination
    direct = np.zeros(len(own), dtype=np.uint8)
    np.bitwise_or.at(direct, coordination.network, own[coordination.member])
    represented = direct.copy()
    np.bitwise_or.at(represented, coordination.network, direct[coordination.member])
    return expected, represented


def _level_names(bits: int) -> list[str]:
    return [level for bit, level in enumerate(LEVELS.ids) if bits >> bit & 1]


def _prove_mechanism_incomplete(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite, place = graph.cite, finding.subject
    expected, represented = (int(bits[place]) for bits in levels_of(graph))
    serves = int(graph.place[graph.register.bodies.serves[graph.body[place]]])
    return Evidence(
        records=(*cite.bodies(place), *cite.memberships(place)),
        path=cite.lineage(serves) if serves != NOBODY else (),
        facts={
            "expected": _level_names(expected),
            "represented": _level_names(expected & represented),
            "missing": _level_names(expected & ~represented),
        },
    )


@rule("mechanism-incomplete", _prove_mechanism_incomplete)
def mechanism_incomplete(graph: GovernanceGraph) -> Found:
    """A network meant for several levels lacks one of those that its territory has."""
    bodies = graph.register.bodies
    expected, represented = levels_of(graph)
    missing = expected & ~represented
    multilevel = (graph.level == NETWORK) & (bodies.scope[graph.body] == _MULTILEVEL)
    place = np.flatnonzero(multilevel & (missing != 0))
    serves = graph.place[bodies.serves[graph.body[place]]]
    reach = np.where(serves != NOBODY, graph.population[serves], graph.whole_population)
    return found(place, reach, np.where(missing[place] & _CIVIL_SOCIETY_BIT, HIGH, MEDIUM))


def _prove_coordination_fragile(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite, parts = graph.cite, graph.separations
    sizes = parts.size[parts.node == finding.subject].tolist()
    neighbours = graph.coordination.neighbours(finding.subject).tolist()
    return Evidence(
        records=(*cite.bodies(finding.subject), *cite.bodies(*neighbours)),
        path=cite.lineage(finding.subject),
        facts={"parts": len(sizes), "sizes": sizes},
    )


@rule("coordination-fragile", _prove_coordination_fragile)
def coordination_fragile(graph: GovernanceGraph) -> Found:
    """Without this body, the bodies that coordinate through it fall apart into groups that matter."""
    parts = graph.separations
    matters = parts.node[parts.size >= graph.thresholds.fragment]
    starts = group_starts(matters)
    several = np.diff(np.append(starts, len(matters))) > 1
    place = matters[starts[several]]
    return found(place, graph.population[place], np.where(graph.level[place] >= CIVIL_SOCIETY, MEDIUM, LOW))
