"""What was found on many days, counted: findings, pairs of strategy and authority by state, coverage by principle."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from graph.analysis import analyse
from graph.encoding import NOBODY
from graph.listing import RULE_IDS, concerned
from graph.trends.walking import walk
from policies import ALIGNMENT_STATES, CERTAINTIES, PRINCIPLES, SEVERITIES
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from graph.analysis import Analysis
    from graph.encoding import Flags, Int64s
    from graph.findings import Found
    from graph.governance import GovernanceGraph
    from graph.register import Register

_SHAPE = (len(RULE_IDS), len(CERTAINTIES.ids), len(SEVERITIES.ids))
#: Fewer days are not worth another thread.
_FEW = 4


@dataclass(frozen=True)
class Counted:
    """One day in numbers; all zero for a branch whose head was not there."""

    day: date
    findings: Int64s
    """Shape (rules, certainties, severities), rules in the order of `RULE_IDS`."""
    states: Int64s
    """Pairs of strategy and authority, by state of alignment."""
    competent: int
    """Areas that authorities are competent for, summed up."""
    covered: Int64s
    """By principle: in how many of these they cover it."""

    def found(
        self,
        *,
        rule: str | None = None,
        family: str | None = None,
        certainty: str | None = None,
        severity: str | None = None,
    ) -> int:
        """How many findings there are of what is named. Raises KeyError or ValueError for an id that there is not."""
        rules = [rule] if rule else [name for name in RULE_IDS if family in {None, METADATA[name].family}]
        counts = self.findings[[RULE_IDS.index(name) for name in rules]]
        if certainty:
            counts = counts[:, [CERTAINTIES.index(certainty)]]
        return int((counts[:, :, [SEVERITIES.index(severity)]] if severity else counts).sum())

    def share(self, principle: str) -> float | None:
        """How much of what authorities are competent for they cover under a principle; None without competence."""
        return int(self.covered[PRINCIPLES.index(principle)]) / self.competent if self.competent else None


def counted_days(
    register: Register, days: Sequence[date], branch: int | None = None, threads: int = 1
) -> list[Counted]:
    """Each of these ascending days in numbers; `branch` is a body of the register (row), with all that is below it.

    With two threads or more, portions of the days are worked out beside each other: NumPy lets go of Python meanwhile.
    """
    portions = max(1, min(threads, len(days) // _FEW))
    bounds = np.linspace(0, len(days), portions + 1).astype(int).tolist()
    parts = [days[start:end] for start, end in pairwise(bounds)]
    counting = partial(_counted, register, branch)
    if portions == 1:
        return counting(days)
    # What all days share is there before any thread asks for it.
    _ = register.ties, register.owners, register.by_owner_and_end
    with ThreadPoolExecutor(portions) as pool:
        return list(chain.from_iterable(pool.map(counting, parts)))


def _counted(register: Register, branch: int | None, days: Sequence[date]) -> list[Counted]:
    return [count(analyse(graph), branch) for graph in walk(register, days)]


def count(analysis: Analysis, branch: int | None = None) -> Counted:
    """One analysis in numbers."""
    graph = analysis.graph
    begin, end = (0, graph.authorities) if branch is None else _span(graph, branch)
    inside = None if branch is None else _inside(graph, branch, begin, end)
    state = analysis.alignment.state
    if branch is not None:
        state = state[(begin <= analysis.alignment.place) & (analysis.alignment.place < end)]
    findings = np.zeros(_SHAPE, dtype=np.int64)
    for rule, found in analysis.found.items():
        findings[RULE_IDS.index(rule)] = _by_weight(graph, rule, found, inside)
    return Counted(
        day=graph.as_of,
        findings=findings,
        states=np.bincount(state, minlength=len(ALIGNMENT_STATES.ids)),
        competent=int(analysis.profiles.competent[begin:end].sum(dtype=np.int64)),
        covered=analysis.profiles.covered[begin:end].sum(axis=0, dtype=np.int64),
    )


def _span(graph: GovernanceGraph, branch: int) -> tuple[int, int]:
    """Where the authorities of a branch begin and end, by place."""
    place = int(graph.place[branch])
    if place == NOBODY or place >= graph.authorities:
        return 0, 0
    return place, int(graph.hierarchy.end[place])


def _inside(graph: GovernanceGraph, branch: int, begin: int, end: int) -> Flags:
    """By row, and one entry for nobody: whether a body is the branch's head or below it."""
    inside = np.zeros(len(graph.live_body) + 1, dtype=np.bool_)
    inside[graph.body[begin:end]] = True
    inside[branch] = True
    return inside


def _by_weight(graph: GovernanceGraph, rule: str, found: Found, inside: Flags | None) -> Int64s:
    slot = np.where(found.confirmed, 0, len(SEVERITIES.ids)) + found.severity
    if inside is not None:
        one, other = concerned(graph, rule, found)
        slot = slot[inside[one] | inside[other]]
    return np.bincount(slot, minlength=_SHAPE[1] * _SHAPE[2]).reshape(_SHAPE[1:])
