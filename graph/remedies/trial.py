"""What a change makes of the findings: exact, and without doing again what the change cannot have moved.

Each kind of change leaves most parts of a graph and the findings of most rules as they are (`_STAYS`, `_MOVES`). What
cannot have moved is taken over from before; rules that are not spoken of here are looked at every time. Tests hold this
against whole analyses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.amendment import amended
from graph.findings import priorities
from graph.governance import GovernanceGraph
from graph.listing import concerned
from graph.remedies.candidates import Kind
from graph.rules import RULES
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from graph.encoding import Flags, Int32s, Int64s
    from graph.findings import Found
    from graph.register import Register
    from graph.remedies.board import Board
    from graph.remedies.candidates import Candidate

    Floats = NDArray[np.float64]

#: Less than this is what adding up in another order makes of nothing.
NOTHING = 1e-9

_BODIES = ("day", "live_body", "parent_row", "hierarchy", "body", "place", "level", "population", "whole_population")
_PEOPLE = (*_BODIES, "declared", "competence", "lapsed", "last_told", "has_strategy")
_RELATIONS = ("relation_in_period", "live_relation", "coordination", "separations")
_LINKS = ("links", "reached")
_COVER = ("works", "cover_above")
#: The parts of a graph that stay as they are, if they were worked out.
_STAYS: Mapping[Kind, tuple[str, ...]] = {
    Kind.LINK: (*_PEOPLE, *_RELATIONS, *_COVER, "peers"),
    Kind.RELATION: (*_PEOPLE, *_LINKS, *_COVER, "alignment"),
    Kind.MEMBERSHIP: (*_PEOPLE, *_LINKS, *_COVER, "alignment"),
    Kind.NETWORK: ("hierarchy", *_LINKS, "alignment", "lapsed", "last_told", "cover_above", "whole_population"),
    Kind.COMMITMENT: (*_PEOPLE, *_RELATIONS, *_LINKS),
    Kind.PARTICIPATION: (*_PEOPLE, *_RELATIONS, *_LINKS, *_COVER, "alignment", "peers"),
}
_TIES = (
    "mechanism-missing",
    "competence-overlap",
    "body-isolated",
    "peers-uncoordinated",
    "mechanism-incomplete",
    "coordination-fragile",
    "double-delivery",
)
#: The rules whose findings may be others.
_MOVES: Mapping[Kind, tuple[str, ...]] = {
    Kind.LINK: (
        "strategy-unanchored",
        "alignment-convergent",
        "alignment-nominal",
        "horizon-mismatch",
        "anchor-lapsed",
        "double-delivery",
    ),
    Kind.RELATION: _TIES,
    Kind.MEMBERSHIP: _TIES,
    Kind.NETWORK: _TIES,
    Kind.COMMITMENT: (
        "principle-missing",
        "claim-contradicted",
        "commitment-undelivered",
        "commitment-uncascaded",
        "level-skipped",
        "initiative-unsupported",
        "alignment-convergent",
        "alignment-nominal",
        "peers-uncoordinated",
        "mechanism-missing",
        "body-isolated",
    ),
    Kind.PARTICIPATION: (
        "civil-society-absent",
        "participation-token",
        "levels-not-consulted",
        "evaluation-without-doers",
    ),
}
#: Rules that some kind of change moves, and those that none of them can.
_KNOWN = frozenset(rule for rules in _MOVES.values() for rule in rules) | {
    "strategy-missing",
    "competence-orphan",
    "mechanism-dormant",
    "relation-unconfirmed",
    "strategy-lapsed",
    "review-overdue",
    "report-stale",
    "funding-absent",
    "evidence-absent",
    "monitoring-absent",
    "action-overdue",
    "opposed-commitments",
}


def moved_by(kind: Kind, rule: str) -> bool:
    """Whether a change of a kind can make other findings of a rule; of rules that are not known here it is assumed."""
    return rule in _MOVES[kind] or rule not in _KNOWN


class Columns(NamedTuple):
    """The findings of one rule: keys that stay the same from trial to trial, ascending."""

    key: Int64s
    priority: Floats
    counted: Flags
    """Whether it concerns the branch."""
    row: Int64s
    """Its row among what the rule found."""


@dataclass(frozen=True)
class State:
    """A register after some changes: what each rule finds, and what has been gained of each against the beginning."""

    graph: GovernanceGraph
    branch: Flags
    found: Mapping[str, Found]
    columns: Mapping[str, Columns]
    gained: Mapping[str, float]
    founded: tuple[str, ...] = ()
    """The codes by which the bodies that came are known here, the first first."""

    @classmethod
    def first(cls, board: Board) -> State:
        """Before any change."""
        graph, found = board.graph, board.analysis.found
        columns = {rule: _columns(graph, rule, one, board.branch) for rule, one in found.items()}
        return cls(graph, board.branch, found, columns, dict.fromkeys(found, 0.0))

    @property
    def total(self) -> float:
        """What has been gained since the beginning."""
        return sum(self.gained.values())

    def after(self, candidate: Candidate, beginning: State) -> State:
        """The state after one more change."""
        before = self.graph.register
        # Rows of records matter here, not what they are called: the tables stay those of the beginning.
        candidate, founded = self._last(candidate)
        register = amended(before, before.tables, candidate.edits)
        graph = _carried(self.graph, register, candidate.kind)
        branch = np.append(self.branch, True) if candidate.kind is Kind.NETWORK else self.branch
        found, columns, gained = dict(self.found), dict(self.columns), dict(self.gained)
        for rule in [rule for rule in found if moved_by(candidate.kind, rule)]:
            found[rule] = RULES[rule].find(graph)
            columns[rule] = _columns(graph, rule, found[rule], branch)
            gained[rule] = gain(beginning.columns[rule], columns[rule])
        return State(graph, branch, found, columns, gained, founded)

    def _last(self, candidate: Candidate) -> tuple[Candidate, tuple[str, ...]]:
        """A body that comes stands behind all others, so no row moves; no code of a register holds `~`."""
        if candidate.founded is None:
            return candidate, self.founded
        code = f"{self.graph.register.bodies.code[-1]}~"
        return candidate.with_code(code), (*self.founded, code)


def gain(before: Columns, after: Columns) -> float:
    """What the findings of a rule lost in priority.

    Findings of the branch count with all that became more or less of them, others only with what became more of them:
    what others are burdened with counts against a change, what they are relieved of is not what was asked for.
    """
    now, opened = matched(before, after)
    change = before.priority - now
    change = np.where(before.counted, change, np.minimum(change, 0.0))
    return float(change.sum() - after.priority[opened].sum())


def matched(before: Columns, after: Columns) -> tuple[Floats, Flags]:
    """By finding before its priority after, 0 if it closed; by finding after whether it was not there before."""
    now = np.zeros(len(before.key), dtype=np.float64)
    if not len(before.key):
        return now, np.ones(len(after.key), dtype=np.bool_)
    at = np.minimum(np.searchsorted(before.key, after.key), len(before.key) - 1)
    there = before.key[at] == after.key
    now[at[there]] = after.priority[there]
    return now, ~there


def _columns(graph: GovernanceGraph, rule: str, found: Found, branch: Flags) -> Columns:
    metadata = METADATA[rule]
    key = _lasting(graph, metadata.subject, found.subject)
    if found.object is not None:
        key = key << 28 | (_lasting(graph, metadata.object, found.object) + 1)
    order = np.argsort(key, kind="stable")
    one, other = concerned(graph, rule, found)
    flagged = np.append(branch, False)
    return Columns(
        key=key[order],
        priority=priorities(found, graph.whole_population)[order],
        counted=(flagged[one] | flagged[other])[order],
        row=order,
    )


def _lasting(graph: GovernanceGraph, kind: str, numbers: Int32s) -> Int64s:
    """Numbers that do not change when records come: rows of bodies instead of places, both ends of a relation."""
    if kind == "body":
        return graph.body[numbers].astype(np.int64)
    if kind == "relation":
        relations = graph.register.relations
        source, target = relations.source[numbers].astype(np.int64), relations.target[numbers].astype(np.int64)
        return (source << 24 | target) << 4 | relations.kind[numbers]
    return numbers.astype(np.int64)


def _carried(before: GovernanceGraph, register: Register, kind: Kind) -> GovernanceGraph:
    """The graph of a register after a change, with all that the change left as it was."""
    graph, known = GovernanceGraph.at(register, before.as_of), vars(before)
    vars(graph).update({name: known[name] for name in _STAYS[kind] if name in known})
    if kind is Kind.NETWORK and "works" in known:
        # A body that comes last of all adds a place without works at the end.
        works, more = known["works"], len(graph.body) - len(before.body)
        empty = np.zeros((more, works.cover.shape[1]), dtype=works.cover.dtype)
        vars(graph)["works"] = replace(
            works,
            cover=np.concatenate([works.cover, empty]),
            action_cover=np.concatenate([works.action_cover, empty]),
        )
    return graph
