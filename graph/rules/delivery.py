"""Delivery and evidence rules: is what was adopted carried out, renewed, paid for, watched and told?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.citations import day_text
from graph.encoding import DAWN, words
from graph.evidence import Evidence, Finding
from graph.findings import CRITICAL, HIGH, LOW, MEDIUM, found
from graph.governance import NATIONAL, SUBMUNICIPAL
from graph.ragged import group_starts
from graph.register import NO, ONGOING, PLANNED, YES
from graph.rules.catalogue import rule
from graph.rules.shares import strategy_place, work_population
from graph.tables import SCHEMA
from graph.works import unite
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from graph.encoding import Flags, Int8s, Words
    from graph.findings import Found
    from graph.governance import GovernanceGraph

YEAR = 365


def _prove_by_owner(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    owner = cite.owner(finding.subject)
    cells = () if finding.cells is None else cite.commitments(finding.subject, finding.cells)
    return Evidence(
        records=(*cite.works(finding.subject), *cells, *cite.declarations(owner)),
        path=cite.lineage(owner),
        facts={"owner": cite.code(owner)},
    )


def _prove_principle_missing(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    owner = cite.owner(finding.subject)
    stated = graph.register.strategies.stated[finding.subject]
    missing = [name for name, word in zip(PRINCIPLES.ids, stated.tolist(), strict=True) if not word]
    return Evidence(
        records=(*cite.works(finding.subject), *cite.commitments(finding.subject, stated)),
        path=cite.lineage(owner),
        facts={"owner": cite.code(owner), "principles": missing},
    )


@rule("principle-missing", _prove_principle_missing)
def principle_missing(graph: GovernanceGraph) -> Found:
    """A strategy with commitments has none, of any depth, for some of the four principles."""
    strategies = graph.register.strategies
    silent = (strategies.stated[graph.works.led] == 0).sum(axis=1)
    strategy = graph.works.led[(silent > 0) & (silent < len(PRINCIPLES.ids))]
    owner = strategy_place(graph, strategy)
    return found(
        strategy,
        graph.population[owner],
        np.where(graph.level[owner] == NATIONAL, CRITICAL, HIGH),
        confirmed=strategies.commitments_complete[strategy] == YES,
    )


@rule("commitment-undelivered", _prove_by_owner)
def commitment_undelivered(graph: GovernanceGraph) -> Found:
    """A year on, no owner of the strategy has an action under way in cells that it commits to."""
    works, strategies = graph.works, graph.register.strategies
    delivered = np.zeros_like(strategies.cells)
    unite(delivered, works.owned, works.action_cover[works.owner])
    strategy = np.flatnonzero(works.in_force & begun_long_ago(graph))
    cells = strategies.cells[strategy] & ~delivered[strategy]
    fires = cells.any(axis=1)
    strategy = strategy[fires]
    owner = strategy_place(graph, strategy)
    return found(strategy, graph.population[owner], MEDIUM, confirmed=graph.declared[owner], cells=cells[fires])


def begun_long_ago(graph: GovernanceGraph) -> Flags:
    """By strategy: whether it began a year ago or earlier. An unknown beginning is not a year ago."""
    starts_on = graph.register.strategies.starts_on
    begun: Flags = (starts_on != DAWN) & (starts_on <= graph.day - YEAR)
    return begun


def _prove_strategy_lapsed(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    owner = cite.owner(finding.subject)
    return Evidence(
        records=(*cite.works(finding.subject), *cite.bodies(owner)),
        path=cite.lineage(owner),
        facts={
            "owner": cite.code(owner),
            "ended_on": day_text(graph.register.strategies.ends_on[finding.subject]),
        },
    )


@rule("strategy-lapsed", _prove_strategy_lapsed)
def strategy_lapsed(graph: GovernanceGraph) -> Found:
    """The last strategy of a body has ended and none has followed."""
    strategy = graph.lapsed
    long_ago = graph.register.strategies.ends_on[strategy] < graph.day - YEAR
    owner = strategy_place(graph, strategy)
    return found(strategy, graph.population[owner], np.where(long_ago, HIGH, MEDIUM))


def _prove_review_overdue(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite, strategies = graph.cite, graph.register.strategies
    return Evidence(
        records=tuple(cite.works(finding.subject)),
        path=cite.work_lineage(finding.subject),
        facts={
            "due_on": day_text(strategies.review_due_on[finding.subject]),
            "reviewed_on": day_text(strategies.reviewed_on[finding.subject]),
        },
    )


@rule("review-overdue", _prove_review_overdue)
def review_overdue(graph: GovernanceGraph) -> Found:
    """A review was due and has not been held since."""
    strategies = graph.register.strategies
    due, reviewed = strategies.review_due_on, strategies.reviewed_on
    open_review = (reviewed == DAWN) | (reviewed < due) | (reviewed > graph.day)
    overdue = (due != DAWN) & (due < graph.day) & open_review
    strategy = np.flatnonzero(graph.works.in_force & overdue)
    return found(strategy, graph.population[strategy_place(graph, strategy)], MEDIUM)


def _prove_report_stale(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    return Evidence(
        records=(*cite.works(finding.subject), *cite.reports(finding.subject)),
        path=cite.work_lineage(finding.subject),
        facts={"last_on": day_text(graph.last_told[finding.subject])},
    )


@rule("report-stale", _prove_report_stale)
def report_stale(graph: GovernanceGraph) -> Found:
    """Nothing has been told of a strategy in force or an action under way for too long."""
    last = graph.last_told
    ongoing = graph.works.delivering & (graph.register.actions.status == ONGOING)
    followed = np.concatenate([graph.works.in_force, ongoing])
    stale = (last != DAWN) & (last < graph.day - graph.thresholds.stale_days)
    work = np.flatnonzero(followed & stale)
    return found(work, work_population(graph, work), LOW)


def _absent(graph: GovernanceGraph, answer: Int8s, severity: int) -> Found:
    """Strategies in force whose answer is not yes; an empty answer is not a no."""
    strategy = np.flatnonzero(graph.works.in_force & (answer != YES))
    owner = strategy_place(graph, strategy)
    return found(strategy, graph.population[owner], severity, confirmed=answer[strategy] == NO)


@rule("funding-absent", _prove_by_owner)
def funding_absent(graph: GovernanceGraph) -> Found:
    """No money is known to be set aside for a strategy in force."""
    return _absent(graph, graph.register.strategies.funded, HIGH)


@rule("evidence-absent", _prove_by_owner)
def evidence_absent(graph: GovernanceGraph) -> Found:
    """A strategy in force is not known to rest on evidence."""
    return _absent(graph, graph.register.strategies.evidence_base, MEDIUM)


@rule("monitoring-absent", _prove_by_owner)
def monitoring_absent(graph: GovernanceGraph) -> Found:
    """A strategy in force is not known to be monitored."""
    return _absent(graph, graph.register.strategies.monitoring, MEDIUM)


def _overdue(graph: GovernanceGraph) -> Flags:
    actions = graph.register.actions
    unfinished = (actions.status == PLANNED) | (actions.status == ONGOING)
    overdue: Flags = unfinished & (actions.ends_on < graph.day) & graph.live_body[actions.body]
    return overdue


def _prove_action_overdue(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite, actions = graph.cite, graph.register.actions
    action = finding.subject - len(graph.works.in_force)
    return Evidence(
        records=tuple(cite.works(finding.subject)),
        path=cite.work_lineage(finding.subject),
        facts={
            "ended_on": day_text(actions.ends_on[action]),
            "status": SCHEMA["actions"]["status"].choices[actions.status[action]],
        },
    )


@rule("action-overdue", _prove_action_overdue)
def action_overdue(graph: GovernanceGraph) -> Found:
    """An action is still planned or ongoing after its own end."""
    work = np.flatnonzero(_overdue(graph)) + len(graph.works.in_force)
    return found(work, work_population(graph, work), LOW)


def _contradicted(graph: GovernanceGraph) -> Words:
    """By body of the register: the cells whose latest measurement so far lies below the threshold, kindest reading.

    Of several of one day that which reads best counts: measurements stand by body, cell, day and upper end.
    """
    told, bodies, areas = graph.register.measurements, len(graph.register.bodies.code), len(AREAS.ids)
    so_far = np.flatnonzero(told.on <= graph.day)
    key = told.body[so_far].astype(np.int64) * (areas * len(PRINCIPLES.ids)) + told.cell[so_far]
    latest = so_far[np.append(group_starts(key)[1:], len(key)) - 1] if len(key) else so_far
    low = latest[told.most[latest] < graph.thresholds.contradicted_below]
    principle, area = np.divmod(told.cell[low], areas)
    return words(bodies, told.body[low], principle, area)


def _prove_claim_contradicted(graph: GovernanceGraph, finding: Finding) -> Evidence:
    cite = graph.cite
    assert finding.cells is not None
    owner = cite.owner(finding.subject)
    own = graph.register.strategies.cells[finding.subject]
    return Evidence(
        records=(
            *cite.works(finding.subject),
            *cite.commitments(finding.subject, finding.cells),
            *cite.measurements(owner, finding.cells),
        ),
        path=cite.lineage(owner),
        facts={
            "owner": cite.code(owner),
            "contradicted": int(np.bitwise_count(finding.cells).sum()),
            "committed": int(np.bitwise_count(own).sum()),
            "threshold": graph.thresholds.contradicted_below,
        },
    )


@rule("claim-contradicted", _prove_claim_contradicted)
def claim_contradicted(graph: GovernanceGraph) -> Found:
    """An authority commits to cells in which its latest measurement is low, even where it reads best."""
    strategies, strategy, owner = graph.register.strategies, graph.works.led, graph.works.leader
    by_authority = graph.level[owner] <= SUBMUNICIPAL
    strategy, owner = strategy[by_authority], owner[by_authority]
    own = strategies.cells[strategy]
    cells = own & _contradicted(graph)[graph.body[owner]]
    fires = cells.any(axis=1)
    strategy, owner, own, cells = strategy[fires], owner[fires], own[fires], cells[fires]
    most = 2 * np.bitwise_count(cells).sum(axis=1) > np.bitwise_count(own).sum(axis=1)
    return found(strategy, graph.population[owner], np.where(most, HIGH, MEDIUM), cells=cells)
