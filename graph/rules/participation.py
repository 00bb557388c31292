"""Participation rules: who had a part in a strategy, when, and how deeply?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import NOBODY
from graph.evidence import Evidence, Finding
from graph.findings import HIGH, MEDIUM, found
from graph.governance import CIVIL_SOCIETY, SUBMUNICIPAL
from graph.ragged import is_among
from graph.rules.catalogue import rule
from graph.rules.shares import strategy_place
from policies import PARTICIPATION_DEPTHS, PHASES

if TYPE_CHECKING:
    from graph.encoding import Flags
    from graph.findings import Found
    from graph.governance import GovernanceGraph

DESIGN, DELIVERY, EVALUATION = (PHASES.index(phase) for phase in ("design", "delivery", "evaluation"))
_DIALOGUE = PARTICIPATION_DEPTHS.index("dialogue")


def _strategies(graph: GovernanceGraph, participations: Flags) -> Flags:
    """By strategy: whether one of the flagged participations is in it."""
    flags = np.zeros(len(graph.works.in_force), dtype=np.bool_)
    flags[graph.register.participations.strategy[participations]] = True
    return flags


def _happened(graph: GovernanceGraph) -> Flags:
    """By participation: whether its body is live or no longer live; a body that is yet to come took no part."""
    flags: Flags = graph.register.bodies.valid_from[graph.register.participations.body] <= graph.day
    return flags


def _by_civil_society(graph: GovernanceGraph) -> Flags:
    """By participation: whether a civil-society body took part, still live or not."""
    levels = graph.register.bodies.level
    flags: Flags = levels[graph.register.participations.body] == CIVIL_SOCIETY
    return flags & _happened(graph)


def _prove_civil_society_absent(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    owner = cite.owner(finding.subject)
    return Evidence(
        records=(
            *cite.works(finding.subject),
            *cite.participations(finding.subject),
            *cite.declarations(owner),
        ),
        path=cite.lineage(owner),
        facts={"owner": cite.code(owner)},
    )


@rule("civil-society-absent", _prove_civil_society_absent)
def civil_society_absent(graph: GovernanceGraph) -> Found:
    """No civil-society body owns the strategy or took any part in it."""
    works = graph.works
    absent = graph.works.in_force & ~_strategies(graph, _by_civil_society(graph))
    absent[works.owned[graph.level[works.owner] == CIVIL_SOCIETY]] = False
    strategy = np.flatnonzero(absent)
    owner = strategy_place(graph, strategy)
    return found(strategy, graph.population[owner], HIGH, confirmed=graph.declared[owner])


def _prove_participation_token(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite, participations = graph.cite, graph.register.participations
    by_civil_society = _by_civil_society(graph)
    own = cite.participants(finding.subject, by_civil_society)
    return Evidence(
        records=(*cite.works(finding.subject), *cite.participations(finding.subject, by_civil_society)),
        path=cite.work_lineage(finding.subject),
        facts={
            "bodies": len(np.unique(participations.body[own])),
            "depth": PARTICIPATION_DEPTHS.ids[participations.depth[own].max()],
        },
    )


@rule("participation-token", _prove_participation_token)
def participation_token(graph: GovernanceGraph) -> Found:
    """Civil society took part, but was only informed or consulted."""
    by_civil_society = _by_civil_society(graph)
    deep = graph.register.participations.depth >= _DIALOGUE
    token = _strategies(graph, by_civil_society) & ~_strategies(graph, by_civil_society & deep)
    strategy = np.flatnonzero(token & graph.works.in_force)
    return found(strategy, graph.population[strategy_place(graph, strategy)], MEDIUM)


def _prove_levels_not_consulted(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    owner = cite.owner(finding.subject)
    children = graph.hierarchy.children(owner)
    children = children[graph.level[children] != SUBMUNICIPAL]
    return Evidence(
        records=(
            *cite.works(finding.subject),
            *cite.participations(finding.subject),
            *cite.bodies(*children),
            *cite.declarations(owner),
        ),
        path=cite.lineage(owner),
        facts={"owner": cite.code(owner), "children": len(children)},
    )


@rule("levels-not-consulted", _prove_levels_not_consulted)
def levels_not_consulted(graph: GovernanceGraph) -> Found:
    """No authority below the owner had a part in the design of the strategy."""
    hierarchy, works = graph.hierarchy, graph.works
    has_children = np.zeros(len(graph.body), dtype=np.bool_)
    child = np.flatnonzero((hierarchy.parent != NOBODY) & (graph.level[: hierarchy.size] != SUBMUNICIPAL))
    has_children[hierarchy.parent[child]] = True
    asked = np.zeros_like(works.in_force)
    asked[works.led[has_children[works.leader]]] = True
    strategy = np.flatnonzero(asked & ~_designed_below(graph))
    owner = strategy_place(graph, strategy)
    return found(strategy, graph.population[owner], HIGH, confirmed=graph.declared[owner])


def _designed_below(graph: GovernanceGraph) -> Flags:
    """By strategy: whether an authority below its owner took part in its design.

    An authority that is no longer live counts where it stood: below its nearest live ancestor and all above.
    """
    participations, bodies = graph.register.participations, graph.register.bodies
    place = graph.place[participations.body]
    above = graph.place[graph.parent_row[participations.body]]
    owner = graph.place[graph.register.strategies.owner[participations.strategy]]
    counts = _happened(graph) & (participations.phase == DESIGN) & (bodies.level[participations.body] <= SUBMUNICIPAL)
    counts &= (owner != NOBODY) & (owner < graph.authorities)
    ends = np.append(graph.hierarchy.end, np.zeros(len(graph.body) - graph.authorities + 1, dtype=np.int32))
    live_below = (place > owner) & (place < ends[owner])
    gone_below = (place == NOBODY) & (above >= owner) & (above < ends[owner])
    return _strategies(graph, counts & (live_below | gone_below))


def _prove_evaluation_without_doers(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite, participations = graph.cite, graph.register.participations
    doing = cite.participants(finding.subject, _doing(graph))
    evaluating = cite.participants(finding.subject, _evaluating(graph))
    doers, evaluators = (np.unique(participations.body[rows]) for rows in (doing, evaluating))
    return Evidence(
        records=(*cite.works(finding.subject), *cite.participations(finding.subject)),
        path=cite.work_lineage(finding.subject),
        facts={"doers": cite.row_codes(doers), "evaluators": cite.row_codes(evaluators)},
    )


@rule("evaluation-without-doers", _prove_evaluation_without_doers)
def evaluation_without_doers(graph: GovernanceGraph) -> Found:
    """The strategy is evaluated, but by none of the other bodies that carry it out."""
    participations = graph.register.participations
    in_force = graph.works.in_force[participations.strategy]
    evaluating = in_force & _evaluating(graph)
    doing = in_force & _doing(graph)
    key = participations.strategy.astype(np.int64) * len(graph.live_body) + participations.body
    both = doing & is_among(key, key[evaluating])
    alone = _strategies(graph, evaluating) & _strategies(graph, doing) & ~_strategies(graph, both)
    strategy = np.flatnonzero(alone)
    return found(strategy, graph.population[strategy_place(graph, strategy)], MEDIUM)


def _evaluating(graph: GovernanceGraph) -> Flags:
    """By participation: evaluation, by whomever."""
    flags: Flags = graph.register.participations.phase == EVALUATION
    return flags & _happened(graph)


def _doing(graph: GovernanceGraph) -> Flags:
    """By participation: delivery by a body that does not own the strategy."""
    participations, works, register = graph.register.participations, graph.works, graph.register
    doing: Flags = (participations.phase == DELIVERY) & _happened(graph)
    doing &= register.strategies.owner[participations.strategy] != participations.body
    bodies = len(graph.live_body)
    shared = slice(works.leads, None)
    co_owned = np.sort(works.owned[shared].astype(np.int64) * bodies + graph.body[works.owner[shared]])
    key = participations.strategy.astype(np.int64) * bodies + participations.body
    return doing & ~is_among(key, co_owned)
