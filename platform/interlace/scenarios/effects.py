"""What changes would come to, told in the words of the field: findings, pairs, coverage and people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from graph.frames import finding_key
from graph.listing import RULE_IDS
from graph.whatif import NO_PAIR, Aside
from policies import ALIGNMENT_STATES, CERTAINTIES, PRINCIPLES, SEVERITIES
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from graph.encoding import Int32s, Int64s
    from graph.governance import GovernanceGraph
    from graph.whatif import Findings, Preview

#: So many of each kind are told one by one: those that matter most. Counts are of all.
MOST_TOLD = 200


@dataclass(frozen=True)
class FindingTold:
    """A finding that would open, close or change; one that closes is told as it is without the changes."""

    key: str
    rule: str
    family: str
    subject: str
    object: str | None
    severity: str
    certainty: str
    reach: int
    priority: float
    severity_before: str | None = None
    certainty_before: str | None = None


@dataclass(frozen=True)
class RuleCount:
    """How many findings of a rule would open, close and change."""

    rule: str
    opened: int
    closed: int
    changed: int


@dataclass(frozen=True)
class StateCount:
    """How many pairs of a strategy and an authority are in a state, without the changes and with them."""

    state: str
    before: int
    after: int


@dataclass(frozen=True)
class StateMove:
    """How many pairs would go from one state to another; no state stands for a pair that there is not."""

    before: str | None
    after: str | None
    pairs: int


@dataclass(frozen=True)
class PairMove:
    """A pair of a strategy and an authority, by their codes, whose state would be another."""

    strategy: str
    body: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class PrincipleCount:
    """How many areas of competence are covered, all authorities together, without the changes and with them."""

    principle: str
    covered_before: int
    covered_after: int
    competent_before: int
    competent_after: int


@dataclass(frozen=True)
class PeopleTold:
    """Authorities that would gain and lose cover or alignment, and who lives there: each inhabitant counted once."""

    gained: int
    lost: int
    gaining_total: int
    losing_total: int
    gaining: tuple[str, ...]
    losing: tuple[str, ...]


@dataclass(frozen=True)
class Effects:
    """What changes would come to at a revision of the register, on a day."""

    revision: int
    as_of: date
    records: int
    """How many records would come, go or change."""
    withheld: int
    """Changes that were left out, since they name drafts which the asker may not know of."""
    opened_total: int
    closed_total: int
    changed_total: int
    opened: tuple[FindingTold, ...]
    closed: tuple[FindingTold, ...]
    changed: tuple[FindingTold, ...]
    rules: tuple[RuleCount, ...]
    states: tuple[StateCount, ...]
    moves: tuple[StateMove, ...]
    pairs: tuple[PairMove, ...]
    coverage: tuple[PrincipleCount, ...]
    people: PeopleTold


def effects_of(preview: Preview, revision: int, withheld: int) -> Effects:
    """A preview, told."""
    changed = told_findings(preview.changed)
    return Effects(
        revision=revision,
        as_of=preview.after.graph.as_of,
        records=sum(not isinstance(edit, Aside) for edit in preview.edits),
        withheld=withheld,
        opened_total=len(preview.opened),
        closed_total=len(preview.closed),
        changed_total=len(preview.changed),
        opened=told_findings(preview.opened),
        closed=told_findings(preview.closed),
        changed=_with_before(preview, changed),
        rules=_rules(preview),
        states=tuple(
            StateCount(state, before, after)
            for state, before, after in zip(
                ALIGNMENT_STATES.ids,
                preview.moves.counts_before.tolist(),
                preview.moves.counts_after.tolist(),
                strict=True,
            )
        ),
        moves=_moves(preview),
        pairs=_pairs(preview),
        coverage=_coverage(preview),
        people=_people(preview),
    )


def told_findings(findings: Findings, among: Sequence[int] | None = None) -> tuple[FindingTold, ...]:
    """Those of some findings, or of these numbers among them, that matter most; equal ones by their keys."""
    numbers = np.arange(len(findings)) if among is None else np.array(among, dtype=np.int64)
    order = numbers[np.argsort(-findings.priority[numbers], kind="stable")][:MOST_TOLD]
    told = [_told(findings, number) for number in order.tolist()]
    return tuple(sorted(told, key=lambda one: (-one.priority, one.key)))


def _told(findings: Findings, number: int) -> FindingTold:
    key = findings.key(number)
    return FindingTold(
        key=finding_key(key.rule, key.subject, key.object or None),
        rule=key.rule,
        family=METADATA[key.rule].family,
        subject=key.subject,
        object=key.object or None,
        severity=SEVERITIES.ids[int(findings.severity[number])],
        certainty=CERTAINTIES.ids[0 if findings.confirmed[number] else 1],
        reach=int(findings.reach[number]),
        priority=float(findings.priority[number]),
    )


def _with_before(preview: Preview, changed: Sequence[FindingTold]) -> tuple[FindingTold, ...]:
    """Changed findings with what they are without the changes."""
    stood = preview.changed_before
    before = {stood.key(number): _told(stood, number) for number in range(len(stood))} if changed else {}
    by_key = {one.key: one for one in before.values()}
    return tuple(
        replace(one, severity_before=by_key[one.key].severity, certainty_before=by_key[one.key].certainty)
        for one in changed
    )


def _rules(preview: Preview) -> tuple[RuleCount, ...]:
    counts = [
        np.bincount(findings.rule, minlength=len(RULE_IDS)).tolist()
        for findings in (preview.opened, preview.closed, preview.changed)
    ]
    told = (RuleCount(rule, *numbers) for rule, *numbers in zip(RULE_IDS, *counts, strict=True))
    return tuple(one for one in told if one.opened or one.closed or one.changed)


def _state(number: int) -> str | None:
    return None if number == NO_PAIR else ALIGNMENT_STATES.ids[number]


def _moves(preview: Preview) -> tuple[StateMove, ...]:
    counts = preview.moves.counts()
    rows, columns = np.nonzero(counts)
    return tuple(
        StateMove(_state(before), _state(after), int(counts[before, after]))
        for before, after in zip(rows.tolist(), columns.tolist(), strict=True)
    )


def _pairs(preview: Preview) -> tuple[PairMove, ...]:
    moves, told = preview.moves, []
    for number in range(min(len(moves.before), MOST_TOLD)):
        after = int(moves.after[number])
        analysis, row = (preview.after, after) if after >= 0 else (preview.before, int(moves.before[number]))
        graph, alignment = analysis.graph, analysis.alignment
        told.append(
            PairMove(
                strategy=graph.register.strategies.code[int(alignment.strategy[row])],
                body=_code(graph, int(alignment.place[row])),
                before=_state(int(moves.state_before[number])),
                after=_state(int(moves.state_after[number])),
            )
        )
    return tuple(sorted(told, key=lambda pair: (pair.strategy, pair.body)))


def _code(graph: GovernanceGraph, place: int) -> str:
    return str(graph.register.bodies.code[int(graph.body[place])])


def _coverage(preview: Preview) -> tuple[PrincipleCount, ...]:
    one, other = preview.before.profiles, preview.after.profiles
    competent = int(one.competent.sum(dtype=np.int64)), int(other.competent.sum(dtype=np.int64))
    sums = zip(
        one.covered.sum(axis=0, dtype=np.int64).tolist(),
        other.covered.sum(axis=0, dtype=np.int64).tolist(),
        strict=True,
    )
    return tuple(
        PrincipleCount(principle, before, after, *competent)
        for principle, (before, after) in zip(PRINCIPLES.ids, sums, strict=True)
    )


def _people(preview: Preview) -> PeopleTold:
    people = preview.people
    return PeopleTold(
        gained=people.gained,
        lost=people.lost,
        gaining_total=len(people.gaining),
        losing_total=len(people.losing),
        gaining=_codes(preview.after.graph, people.gaining),
        losing=_codes(preview.before.graph, people.losing),
    )


def _codes(graph: GovernanceGraph, rows: Int32s | Int64s) -> tuple[str, ...]:
    return tuple(graph.register.bodies.code.gather(rows[:MOST_TOLD]).to_list())
