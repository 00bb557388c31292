"""Vertical rules: do the levels carry each other's strategies?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.alignment import CONVERGENT, NOMINAL
from graph.citations import day_text
from graph.encoding import DUSK
from graph.evidence import Evidence, Finding
from graph.findings import CRITICAL, HIGH, LOW, MEDIUM, found
from graph.governance import INTERMEDIATE, LOCAL, NATIONAL, REGIONAL, SUBMUNICIPAL
from graph.ragged import spread
from graph.register import DISPUTED, DRAFT, WITHDRAWN
from graph.rules.catalogue import rule
from graph.rules.shares import declared_enough, work_population
from graph.works import by_word
from policies import LEVELS

if TYPE_CHECKING:
    from graph.encoding import Flags, Int64s, Words
    from graph.findings import Found
    from graph.governance import GovernanceGraph

YEAR = 365


def _prove_strategy_missing(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    return Evidence(
        records=(*cite.bodies(finding.subject), *cite.declarations(finding.subject)),
        path=cite.lineage(finding.subject),
        facts={"level": LEVELS.ids[graph.level[finding.subject]]},
    )


@rule("strategy-missing", _prove_strategy_missing)
def strategy_missing(graph: GovernanceGraph) -> Found:
    """An authority competent for something owns no strategy in force, and none of its own has lapsed."""
    count = graph.authorities
    bodies, level = graph.register.bodies, graph.level[:count]
    own_population = bodies.population[graph.body[:count]]
    small = (level == LOCAL) & (own_population >= 0)
    small &= own_population < graph.thresholds.small_population
    new = bodies.valid_from[graph.body[:count]] > graph.day - YEAR
    fires = (graph.competence.competent[:count] != 0) & ~graph.has_strategy[:count]
    fires &= (level != SUBMUNICIPAL) & ~new & ~small
    lapsed_owner = graph.place[graph.register.strategies.owner[graph.lapsed]]
    fires[lapsed_owner[lapsed_owner < count]] = False
    place = np.flatnonzero(fires)
    return found(
        place,
        graph.population[place],
        np.where(level[place] == NATIONAL, CRITICAL, HIGH),
        confirmed=graph.declared[place],
    )


def _prove_strategy_unanchored(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    owner = cite.owner(finding.subject)
    ancestors = graph.hierarchy.lineage(owner)[1:]
    higher = sorted(
        number for place in ancestors for number in cite.owned(place).tolist() if cite.owner(number) == place
    )
    holders = {cite.owner(number) for number in higher}
    return Evidence(
        records=(*cite.works(finding.subject, *higher), *cite.links_from(finding.subject)),
        path=cite.lineage(owner),
        facts={"owner": cite.code(owner), "ancestors": cite.codes(holders)},
    )


@rule("strategy-unanchored", _prove_strategy_unanchored)
def strategy_unanchored(graph: GovernanceGraph) -> Found:
    """A strategy below others that are in force reaches none of them by links that hold."""
    works, count = graph.works, graph.authorities
    leads = np.zeros(count, dtype=np.bool_)
    leads[works.leader[works.leader < count]] = True
    of_authority = works.leader < count
    strategy, leader = works.led[of_authority], works.leader[of_authority]
    anchored = _anchored(graph)
    fires = graph.hierarchy.strictly_above(leads)[leader] & ~anchored[strategy]
    return found(
        strategy[fires],
        graph.population[leader[fires]],
        MEDIUM,
        confirmed=graph.declared[leader[fires]],
    )


def _anchored(graph: GovernanceGraph) -> Flags:
    """By strategy: whether it reaches one whose lead owner is a strict ancestor of its own."""
    reached = graph.reached
    owner = graph.place[graph.register.strategies.owner]
    anchored = np.zeros(len(owner), dtype=np.bool_)
    of_strategy = np.flatnonzero(reached.work < len(owner))
    work, place = reached.work[of_strategy], reached.place[of_strategy]
    anchored[work[owner[work] == place]] = True
    return anchored


def _prove_commitment_uncascaded(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    assert finding.cells is not None
    head = finding.object
    branch = np.arange(head, graph.hierarchy.end[head])
    areas = np.bitwise_or.reduce(finding.cells)
    asked = branch[(graph.competence.competent[branch] & areas) != 0]
    declared = asked[graph.declared[asked]]
    return Evidence(
        records=(
            *cite.works(finding.subject),
            *cite.commitments(finding.subject, finding.cells),
            *cite.bodies(*asked),
        ),
        path=cite.lineage(head),
        facts={
            "owner": cite.code(cite.owner(finding.subject)),
            "asked": len(asked),
            "declared": len(declared),
        },
    )


@rule("commitment-uncascaded", _prove_commitment_uncascaded)
def commitment_uncascaded(graph: GovernanceGraph) -> Found:
    """What a strategy commits to is taken up by nobody competent in one branch below its owner."""
    able, taken_up = carried_below(graph)
    strategy, head = _branches(graph)
    # A word holds two principles, so areas stand in both halves of one. Word by word, as most pairs end here.
    areas = able.astype(np.uint64) | able.astype(np.uint64) << np.uint64(32)
    asked = areas[head]
    open_cells = [
        own[strategy] & asked & ~done[head]
        for own, done in zip(by_word(graph.register.strategies.cells), by_word(taken_up), strict=True)
    ]
    fires = np.flatnonzero(open_cells[0] | open_cells[1])
    strategy, head = strategy[fires], head[fires]
    cells = graph.register.strategies.cells[strategy]
    missing = cells & able[head][:, None] & ~taken_up[head]
    whole_principle = ((cells != 0) & (missing == cells)).any(axis=1)
    return found(
        strategy,
        graph.population[head],
        np.where(whole_principle, HIGH, MEDIUM),
        confirmed=_branch_declared(graph, head, np.bitwise_or.reduce(missing, axis=1)),
        object=head,
        cells=missing,
    )


def carried_below(graph: GovernanceGraph) -> tuple[Words, Words]:
    """By authority: the areas that somebody in its branch is competent for, and the cells that somebody competent
    there covers; the authority itself is of its branch."""
    hierarchy, works, count = graph.hierarchy, graph.works, graph.authorities
    competent = graph.competence.competent[:count]
    able = hierarchy.total_below(competent, np.bitwise_or)
    return able, hierarchy.total_below(works.cover[:count] & competent[:, None], np.bitwise_or)


def _branches(graph: GovernanceGraph) -> tuple[Int64s, Int64s]:
    """Every (strategy in force, child of its lead owner)."""
    works = graph.works
    child, starts = graph.hierarchy.by_parent
    of_authority = works.leader < graph.authorities
    leader = works.leader[of_authority]
    step, member = spread(starts[leader], starts[leader + 1])
    # NumPy looks up by wide numbers much quicker.
    return works.led[of_authority].astype(np.int64)[step], child.astype(np.int64)[member]


def _branch_declared(graph: GovernanceGraph, head: Int64s, areas: np.ndarray) -> Flags:
    """Whether enough of the authorities of each branch that are competent for the areas have declared."""
    # Most branches are a single authority, which is competent or nothing would have been found.
    declared = graph.declared[head].astype(np.int64)
    asked = np.ones(len(head), dtype=np.int64)
    wide = np.flatnonzero(graph.hierarchy.end[head] - head > 1)
    finding, place = spread(head[wide], graph.hierarchy.end[head[wide]])
    able = (graph.competence.competent[place] & areas[wide][finding]) != 0
    asked[wide] = np.bincount(finding[able], minlength=len(wide))
    declared[wide] = np.bincount(finding[able & graph.declared[place]], minlength=len(wide))
    return declared_enough(graph, declared, asked)


def _prove_level_skipped(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite, hierarchy, cover = graph.cite, graph.hierarchy, graph.works.cover
    assert finding.cells is not None
    above = [place for place in hierarchy.lineage(finding.subject)[1:] if (cover[place] & finding.cells).any()]
    branch = np.arange(finding.subject + 1, hierarchy.end[finding.subject])
    below = branch[(cover[branch] & finding.cells).any(axis=1)]
    return Evidence(
        records=(*cite.bodies(finding.subject, *above, *below), *cite.declarations(finding.subject)),
        path=cite.lineage(finding.subject),
        facts={"above": cite.codes(above), "below": len(below)},
    )


@rule("level-skipped", _prove_level_skipped)
def level_skipped(graph: GovernanceGraph) -> Found:
    """A region or intermediate authority does not cover what levels above and below it both cover."""
    hierarchy, count = graph.hierarchy, graph.authorities
    cover = graph.works.cover[:count]
    below = hierarchy.strictly_below(hierarchy.total_below(cover, np.bitwise_or), np.bitwise_or)
    place = np.flatnonzero(np.isin(graph.level[:count], (REGIONAL, INTERMEDIATE)))
    able = graph.competence.competent[place][:, None]
    cells = able & ~cover[place] & graph.cover_above[place] & below[place]
    fires = cells.any(axis=1)
    place = place[fires]
    return found(
        place,
        graph.population[place],
        MEDIUM,
        confirmed=graph.declared[place],
        cells=cells[fires],
    )


def _prove_initiative_unsupported(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    assert finding.cells is not None
    areas = np.bitwise_or.reduce(finding.cells)
    line = graph.hierarchy.lineage(finding.subject)
    able = [place for place in line[1:] if graph.competence.competent[place] & areas]
    return Evidence(
        records=tuple(cite.bodies(finding.subject, *able)),
        path=cite.lineage(finding.subject),
        facts={
            "unsupported": int(np.bitwise_count(finding.cells).sum()),
            "covered": int(np.bitwise_count(graph.works.cover[finding.subject]).sum()),
        },
    )


@rule("initiative-unsupported", _prove_initiative_unsupported)
def initiative_unsupported(graph: GovernanceGraph) -> Found:
    """An authority covers what no authority above it covers, though one of them is competent."""
    count = graph.authorities
    able = graph.hierarchy.strictly_above(graph.competence.competent[:count])
    cells = graph.works.cover[:count] & ~graph.cover_above & able[:, None]
    place = np.flatnonzero(cells.any(axis=1))
    cells = cells[place]
    unsupported = np.bitwise_count(cells).sum(axis=1)
    covered = np.bitwise_count(graph.works.cover[place]).sum(axis=1)
    return found(place, graph.population[place], np.where(2 * unsupported > covered, MEDIUM, LOW), cells=cells)


def _prove_alignment(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite, works = graph.cite, graph.works
    strategy, place = finding.subject, finding.object
    able = graph.competence.competent[place]
    demanded = graph.register.strategies.cells[strategy] & able
    own = cite.owned(place)
    return Evidence(
        records=(*cite.works(strategy, *own), *cite.bodies(place), *cite.declarations(place)),
        path=cite.lineage(place),
        facts={
            "covered": int(np.bitwise_count(demanded & works.cover[place]).sum()),
            "demand": int(np.bitwise_count(demanded).sum()),
        },
    )


@rule("alignment-convergent", _prove_alignment)
def alignment_convergent(graph: GovernanceGraph) -> Found:
    """An authority covers enough of a higher strategy without a link to it."""
    alignment = graph.alignment
    rows = np.flatnonzero(alignment.state == CONVERGENT)
    place = alignment.place[rows]
    return found(alignment.strategy[rows], graph.population[place], LOW, object=place)


@rule("alignment-nominal", _prove_alignment)
def alignment_nominal(graph: GovernanceGraph) -> Found:
    """An authority is linked to a higher strategy and covers too little of it."""
    alignment = graph.alignment
    rows = np.flatnonzero(alignment.state == NOMINAL)
    strategy, place = alignment.strategy[rows], alignment.place[rows]
    demanded = graph.register.strategies.cells[strategy] & graph.competence.competent[place][:, None]
    return found(
        strategy,
        graph.population[place],
        MEDIUM,
        confirmed=graph.declared[place],
        object=place,
        cells=demanded & ~graph.works.cover[place],
    )


def _prove_anchor_lapsed(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite, strategies = graph.cite, graph.register.strategies
    target = finding.object
    ends_on = int(strategies.ends_on[target])
    reason = "withdrawn" if strategies.status[target] == WITHDRAWN else "ended" if ends_on < graph.day else "owner_gone"
    return Evidence(
        records=(*cite.works(finding.subject, target), *cite.link(finding.subject, target)),
        path=cite.work_lineage(finding.subject),
        facts={"ended_on": day_text(ends_on), "reason": reason},
    )


@rule("anchor-lapsed", _prove_anchor_lapsed)
def anchor_lapsed(graph: GovernanceGraph) -> Found:
    """A link leads from what is active to a strategy that is no longer in force."""
    links, strategies = graph.register.links, graph.register.strategies
    target = links.target
    begun = strategies.starts_on[target] <= graph.day
    gone = ~graph.works.in_force[target] & (strategies.status[target] != DRAFT) & begun
    fires = (links.status != DISPUTED) & graph.links.active[links.source] & gone
    subject = links.source[fires]
    return found(subject, work_population(graph, subject), MEDIUM, object=target[fires])


def _prove_horizon_mismatch(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite, ends_on = graph.cite, graph.register.strategies.ends_on
    return Evidence(
        records=(*cite.works(finding.subject, finding.object), *cite.link(finding.subject, finding.object)),
        path=cite.work_lineage(finding.subject),
        facts={
            "subject_ends": day_text(ends_on[finding.subject]),
            "object_ends": day_text(ends_on[finding.object]),
        },
    )


@rule("horizon-mismatch", _prove_horizon_mismatch)
def horizon_mismatch(graph: GovernanceGraph) -> Found:
    """A strategy outlives the one it supports by more than a year."""
    ends_on = graph.register.strategies.ends_on
    links = graph.links
    between = links.source < links.strategies
    source, target = links.source[between], links.target[between]
    ends = ends_on[target].astype(np.int64)
    fires = (ends != DUSK) & (ends_on[source] > ends + YEAR)
    subject = source[fires]
    return found(subject, work_population(graph, subject), LOW, object=target[fires])
