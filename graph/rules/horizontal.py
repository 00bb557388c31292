"""Horizontal rules: do those who share a territory, a level or a task coordinate?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.citations import day_text
from graph.competence import ALL_AREAS
from graph.doubles import doubles_of, meetings
from graph.encoding import DAWN, NOBODY
from graph.evidence import Evidence, Finding
from graph.findings import CRITICAL, HIGH, LOW, MEDIUM, area_names, found
from graph.governance import CIVIL_SOCIETY, LOCAL, PART_OF, REGIONAL
from graph.lines import lines_of
from graph.ragged import group_starts
from graph.register import DECLARED, DISPUTED
from graph.rules.catalogue import rule
from graph.rules.shares import declared_enough, strategy_place
from graph.tables import SCHEMA
from graph.works import by_word
from policies import AREAS, LEVELS, RELATION_KINDS

if TYPE_CHECKING:
    from graph.encoding import Flags, Int32s, Words
    from graph.findings import Found
    from graph.governance import GovernanceGraph

_AREAS = np.arange(len(AREAS.ids), dtype=np.uint32)


def _prove_peers_uncoordinated(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite, siblings = graph.cite, graph.peers.siblings
    level, area = divmod(finding.object, len(AREAS.ids))
    first = siblings.place[siblings.start]
    of_parent = graph.hierarchy.parent[first] == finding.subject
    family = int(np.flatnonzero(of_parent & (graph.level[first] == level))[0])
    groups = [cite.codes(group) for group in graph.peers.groups(family, area)]
    bodies = [place for group in graph.peers.groups(family, area) for place in group]
    return Evidence(
        records=(*cite.bodies(finding.subject), *cite.bodies(*sorted(bodies))),
        path=cite.lineage(finding.subject),
        facts={
            "level": LEVELS.ids[level],
            "area": AREAS.ids[area],
            "bodies": len(bodies),
            "groups": groups,
        },
    )


@rule("peers-uncoordinated", _prove_peers_uncoordinated)
def peers_uncoordinated(graph: GovernanceGraph) -> Found:
    """Siblings of one level cover the same area and are not all in touch with each other."""
    peers = graph.peers
    siblings = peers.siblings
    family, area = np.nonzero((peers.apart[:, None] >> _AREAS) & 1)
    head = siblings.place[siblings.start[family]]
    parent = graph.hierarchy.parent[head]
    declared = graph.declared[siblings.place]
    some_touch = (peers.touching[family] >> area.astype(np.uint32)) & 1
    return found(
        parent,
        graph.population[parent],
        np.where(some_touch, LOW, MEDIUM),
        confirmed=declared_enough(
            graph,
            peers.shares(declared)[family, area],
            peers.shares(np.ones_like(declared))[family, area],
        ),
        object=graph.level[head].astype(np.int32) * len(AREAS.ids) + area,
    )


def _prove_mechanism_missing(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    pair = (finding.subject, finding.object)
    return Evidence(
        records=(*cite.bodies(*pair), *cite.active_works(pair, finding.areas), *cite.declarations(pair[0])),
        path=cite.lineage(finding.subject),
    )


@rule("mechanism-missing", _prove_mechanism_missing)
def mechanism_missing(graph: GovernanceGraph) -> Found:
    """An authority and its parent are competent for and cover the same area, and are not in touch."""
    place = np.flatnonzero(graph.hierarchy.parent != NOBODY).astype(np.int32)
    parent = graph.hierarchy.parent[place]
    active = _active(graph)
    areas = active[place] & active[parent]
    shared = areas != 0
    place, parent, areas = place[shared], parent[shared], areas[shared]
    fires = ~graph.coordination.in_touch(place, parent)
    place, parent = place[fires], parent[fires]
    return found(
        place,
        graph.population[place],
        np.where(graph.level[place] == REGIONAL, HIGH, MEDIUM),
        confirmed=graph.declared[place],
        object=parent,
        areas=areas[fires],
    )


def _active(graph: GovernanceGraph) -> Words:
    """By authority: the areas that it is competent for and covers under any principle."""
    count = graph.authorities
    covered = np.bitwise_or.reduce(graph.works.cover[:count], axis=1)
    active: Words = graph.competence.competent[:count] & covered
    return active


def _orphans(graph: GovernanceGraph) -> tuple[Int32s, Words]:
    """Local authorities, and the areas that nobody in their lineage is competent for."""
    count = graph.authorities
    competent = graph.competence.competent[:count]
    place = np.flatnonzero(graph.level[:count] == LOCAL).astype(np.int32)
    able = competent[place] | graph.hierarchy.strictly_above(competent)[place]
    areas: Words = ALL_AREAS & ~able
    left = areas != 0
    return place[left], areas[left]


def _prove_competence_orphan(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    place, areas = _orphans(graph)
    left = place[(graph.hierarchy.root[place] == finding.subject) & ((areas >> finding.object) & 1 == 1)]
    return Evidence(
        records=(*cite.bodies(finding.subject), *cite.bodies(*left)),
        path=cite.lineage(finding.subject),
        facts={"area": AREAS.ids[finding.object], "bodies": len(left)},
    )


@rule("competence-orphan", _prove_competence_orphan)
def competence_orphan(graph: GovernanceGraph) -> Found:
    """Somewhere nobody from the local authority up to the root is competent for an area."""
    place, areas = _orphans(graph)
    local, area = np.nonzero((areas[:, None] >> _AREAS) & 1)
    root = graph.hierarchy.root[place[local]].astype(np.int64)
    subject, group = np.unique(root * len(AREAS.ids) + area, return_inverse=True)
    reach = np.zeros(len(subject), dtype=np.int64)
    np.add.at(reach, group, graph.population[place[local]])
    head, area = np.divmod(subject, len(AREAS.ids))
    return found(head, reach, CRITICAL, object=area)


def _prove_competence_overlap(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    pair = (finding.subject, finding.object)
    rows = [record for place in pair for record in cite.competences(place, area_names(finding.areas))]
    return Evidence(records=(*cite.bodies(*pair), *rows), path=cite.lineage(finding.object))


@rule("competence-overlap", _prove_competence_overlap)
def competence_overlap(graph: GovernanceGraph) -> Found:
    """Two authorities, one below the other, are both in the lead for an area by rows and are not in touch."""
    leads = graph.competence.leads[: graph.authorities]
    pairs = lines_of(graph.hierarchy, np.flatnonzero(leads).astype(np.int32))
    both = (leads[pairs.lower] & leads[pairs.upper]) != 0
    below, above = pairs.lower[both], pairs.upper[both]
    fires = ~graph.coordination.in_touch(below, above)
    below, above = below[fires], above[fires]
    return found(above, graph.population[below], HIGH, object=below, areas=leads[below] & leads[above])


def _prove_body_isolated(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    return Evidence(
        records=(
            *cite.bodies(finding.subject),
            *cite.active_works((finding.subject,)),
            *cite.declarations(finding.subject),
        ),
        path=cite.lineage(finding.subject),
        facts={"level": LEVELS.ids[graph.level[finding.subject]]},
    )


@rule("body-isolated", _prove_body_isolated)
def body_isolated(graph: GovernanceGraph) -> Found:
    """An authority that does something, or a civil-society body, coordinates with nobody."""
    alone = graph.coordination.degree == 0
    active: Flags = np.bitwise_or.reduce(graph.works.cover, axis=1) != 0
    active[graph.authorities :] = False
    place = np.flatnonzero(alone & (active | (graph.level == CIVIL_SOCIETY)))
    return found(
        place,
        graph.population[place],
        np.where(graph.level[place] <= REGIONAL, MEDIUM, LOW),
        confirmed=graph.declared[place],
    )


def _prove_relation_unconfirmed(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite, relations = graph.cite, graph.register.relations
    row = finding.subject
    source, target = (int(graph.place[side[row]]) for side in (relations.source, relations.target))
    return Evidence(
        records=(cite.relation(row), *cite.bodies(source, target)),
        facts={
            "source": cite.code(source),
            "target": cite.code(target),
            "kind": RELATION_KINDS.ids[relations.kind[row]],
            "status": SCHEMA["relations"]["status"].choices[relations.status[row]],
            "declared_on": day_text(relations.declared_on[row]),
        },
    )


@rule("relation-unconfirmed", _prove_relation_unconfirmed)
def relation_unconfirmed(graph: GovernanceGraph) -> Found:
    """A relation is disputed, or waits for the other side's word for too long."""
    relations = graph.register.relations
    disputed = relations.status == DISPUTED
    told = relations.declared_on != DAWN
    waiting = told & (relations.declared_on < graph.day - graph.thresholds.confirm_days)
    fires = graph.live_relation & (relations.kind != PART_OF)
    fires &= disputed | ((relations.status == DECLARED) & waiting)
    row = _one_each(graph, np.flatnonzero(fires).astype(np.int32))
    source, target = graph.place[relations.source[row]], graph.place[relations.target[row]]
    return found(
        row,
        np.maximum(graph.population[source], graph.population[target]),
        np.where(disputed[row], MEDIUM, LOW),
    )


def _one_each(graph: GovernanceGraph, rows: Int32s) -> Int32s:
    """One relation for each source, target and kind, a disputed one first."""
    relations = graph.register.relations
    pair = relations.source[rows].astype(np.int64) * len(graph.live_body) + relations.target[rows]
    key = pair * len(RELATION_KINDS.ids) + relations.kind[rows]
    order = np.lexsort((rows, relations.status[rows] != DISPUTED, key))
    return rows[order[group_starts(key[order])]]


def _prove_double_delivery(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    assert finding.cells is not None
    lower, upper = np.array([finding.object], np.int32), np.array([finding.subject], np.int32)
    met = list(meetings(graph, lower, upper, by_word(finding.cells[None])))
    strategies = len(graph.register.strategies.code)
    actions = np.unique(np.concatenate([column for _, above, below, _ in met for column in (above, below)]))
    return Evidence(
        records=(
            *cite.bodies(finding.subject, finding.object),
            *cite.works(*(actions + strategies).tolist()),
            *cite.declarations(finding.object),
        ),
        path=cite.lineage(finding.object),
        facts={
            "doubled": int(np.bitwise_count(finding.cells).sum()),
            "delivered": int(np.bitwise_count(graph.works.action_cover[finding.object]).sum()),
        },
    )


@rule("double-delivery", _prove_double_delivery)
def double_delivery(graph: GovernanceGraph) -> Found:
    """Two authorities, one below the other, carry out the same at the same time, neither in touch nor linked."""
    below, above, cells = doubles_of(graph)
    own = graph.works.action_cover[below]
    doubled, delivered = (np.bitwise_count(by_word(these)).sum(axis=0) for these in (cells, own))
    return found(
        above,
        graph.population[below],
        np.where(2 * doubled > delivered, MEDIUM, LOW),
        confirmed=graph.declared[below],
        object=below,
        cells=cells,
    )


def _prove_opposed_commitments(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    owners = cite.owner(finding.subject), cite.owner(finding.object)
    records, marked_by, because = cite.oppositions(finding.subject, finding.object)
    return Evidence(
        records=(*cite.works(finding.subject, finding.object), *records),
        path=cite.lineage(owners[0]),
        facts={
            "owner": cite.code(owners[0]),
            "other_owner": cite.code(owners[1]),
            "marked_by": marked_by,
            "because": because,
        },
    )


@rule("opposed-commitments", _prove_opposed_commitments)
def opposed_commitments(graph: GovernanceGraph) -> Found:
    """Two strategies in force are marked as working against each other, and that is not resolved."""
    told, in_force = graph.register.oppositions, graph.works.in_force
    live = (told.marked_on <= graph.day) & (told.resolved_on > graph.day)
    live &= in_force[told.strategy] & in_force[told.other]
    one, other = told.strategy[live].astype(np.int64), told.other[live].astype(np.int64)
    count = max(len(in_force), 1)
    one, other = np.divmod(np.unique(np.minimum(one, other) * count + np.maximum(one, other)), count)
    here, there = strategy_place(graph, one), strategy_place(graph, other)
    in_line = _stands_over(graph, here, there) | _stands_over(graph, there, here)
    return found(
        one,
        np.maximum(graph.population[here], graph.population[there]),
        np.where(in_line, HIGH, MEDIUM),
        object=other,
    )


def _stands_over(graph: GovernanceGraph, upper: Int32s, lower: Int32s) -> Flags:
    """Whether `upper` is `lower` or above it; who is no authority has the line of the authority where it works."""
    above = np.where(lower < graph.authorities, lower, graph.place[graph.parent_row[graph.body[lower]]])
    inside = (upper < graph.authorities) & (above != NOBODY)
    over: Flags = (upper == lower) | (inside & (upper == above))
    over[inside] |= graph.hierarchy.is_below(above[inside], upper[inside])
    return over
