"""All findings of an analysis as one list: ordered, filtered by what they are and whom they concern, found by key."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from graph.citations import Index, index_by
from graph.encoding import NOBODY
from graph.frames import finding_frame
from policies import AREAS, CERTAINTIES, PRINCIPLES, SEVERITIES
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from graph.analysis import Analysis
    from graph.encoding import Flags, Int8s, Int32s, Int64s, Words
    from graph.findings import Found
    from graph.governance import GovernanceGraph

#: Rules in the order in which findings are listed.
RULE_IDS = tuple(sorted(METADATA))


class Key(NamedTuple):
    """What a finding is known by; without object an empty one."""

    rule: str
    subject: str
    object: str


@dataclass(frozen=True)
class Listing:
    """Findings in the order of rule, subject and object, column by column. Bodies are rows of the register.

    `one` and `other` are the bodies that a finding concerns: its subject and object, or the bodies that lead or do
    these; for a relation its two ends. `NOBODY` where there is none.
    """

    graph: GovernanceGraph
    found: Mapping[str, Found]
    rule: Int8s
    """The place in `RULE_IDS`."""
    row: Int32s
    """The row in that rule's own columns."""
    subject: pl.Series
    object: pl.Series
    severity: Int8s
    confirmed: Flags
    reach: Int64s
    priority: NDArray[np.float64]
    one: Int32s
    other: Int32s

    def __len__(self) -> int:
        return len(self.row)

    def key(self, number: int) -> Key:
        """What the finding of this number is known by."""
        return Key(RULE_IDS[self.rule[number]], self.subject[number], self.object[number] or "")

    def number_of(self, key: Key) -> int | None:
        """The number of the finding of this key; None where nothing such was found."""
        number = bisect_left(range(len(self)), key, key=self.key)
        return number if number < len(self) and self.key(number) == key else None

    def concerning(self, body: int) -> Int64s:
        """The findings that concern a body, ascending."""
        own = self._by_body.rows(body) % max(len(self), 1)
        return np.unique(own)

    def concerns(self, bodies: Flags) -> Flags:
        """Whether each finding concerns one of the flagged bodies."""
        flagged = np.append(bodies, False)
        either: Flags = flagged[self.one] | flagged[self.other]
        return either

    def of_rules(self, rules: Collection[str]) -> Flags:
        """Whether each finding is one of these rules."""
        wanted = np.array([rule in rules for rule in RULE_IDS], dtype=np.bool_)
        return wanted[self.rule]

    def of_families(self, families: Collection[str]) -> Flags:
        """Whether each finding is of one of these families."""
        return self.of_rules([name for name in RULE_IDS if METADATA[name].family in families])

    def of_severities(self, severities: Collection[str]) -> Flags:
        """Whether each finding is so grave."""
        wanted = np.array([severity in severities for severity in SEVERITIES.ids], dtype=np.bool_)
        return wanted[self.severity]

    def of_certainties(self, certainties: Collection[str]) -> Flags:
        """Whether each finding is a confirmed gap or an open question, whichever is asked for."""
        wanted = np.array([CERTAINTIES.ids[1] in certainties, CERTAINTIES.ids[0] in certainties], dtype=np.bool_)
        return wanted[self.confirmed.astype(np.int8)]

    def of_principles(self, principles: Collection[str]) -> Flags:
        """Whether each finding names cells of one of these principles."""
        columns = [PRINCIPLES.index(name) for name in principles]
        named: Flags = (self._words[:, columns] != 0).any(axis=1)
        return named

    def of_areas(self, areas: Collection[str]) -> Flags:
        """Whether each finding names one of these areas, by itself or in a cell."""
        wanted = np.uint32(sum(1 << AREAS.index(area) for area in areas))
        named: Flags = ((self._words & wanted) != 0).any(axis=1)
        return named

    @cached_property
    def _by_body(self) -> Index:
        bodies = len(self.graph.register.bodies.code)
        return index_by(np.concatenate([self.one, self.other]), bodies)

    @cached_property
    def _words(self) -> Words:
        """Cells of each finding, a word a principle, and after them the areas that it names by themselves."""
        words = np.zeros((len(self), len(PRINCIPLES.ids) + 1), dtype=np.uint32)
        for number, rule in enumerate(RULE_IDS):
            own = np.flatnonzero(self.rule == number)
            if not len(own):
                continue
            found, rows = self.found[rule], self.row[own]
            if found.cells is not None:
                words[own, :-1] = found.cells[rows]
            if found.areas is not None:
                words[own, -1] |= found.areas[rows]
            if METADATA[rule].object in {"area", "level/area"} and found.object is not None:
                words[own, -1] |= np.uint32(1) << (found.object[rows] % len(AREAS.ids)).astype(np.uint32)
        return words


def listing_of(analysis: Analysis) -> Listing:
    """The findings of an analysis, listed."""
    frame = finding_frame(analysis)
    places = {rule: place for place, rule in enumerate(RULE_IDS)}
    rule = frame["rule"].replace_strict(places, return_dtype=pl.Int8()).to_numpy()
    row = frame["row"].to_numpy()
    one, other = (np.full(len(row), NOBODY, dtype=np.int32) for _ in range(2))
    for name, found in analysis.found.items():
        own = np.flatnonzero(rule == places[name])
        first, second = _concerned(analysis.graph, name, found)
        one[own], other[own] = first[row[own]], second[row[own]]
    severity, confirmed = _gathered(analysis, rule, row)
    return Listing(
        graph=analysis.graph,
        found=analysis.found,
        rule=rule,
        row=row,
        subject=frame["subject"],
        object=frame["object"],
        severity=severity,
        confirmed=confirmed,
        reach=frame["reach"].to_numpy(),
        priority=frame["priority"].to_numpy(),
        one=one,
        other=other,
    )


def _gathered(analysis: Analysis, rule: Int8s, row: Int32s) -> tuple[Int8s, Flags]:
    severity, confirmed = np.zeros(len(row), dtype=np.int8), np.zeros(len(row), dtype=np.bool_)
    for name, found in analysis.found.items():
        own = rule == RULE_IDS.index(name)
        severity[own], confirmed[own] = found.severity[row[own]], found.confirmed[row[own]]
    return severity, confirmed


def _concerned(graph: GovernanceGraph, rule: str, found: Found) -> tuple[Int32s, Int32s]:
    """The bodies that each finding of a rule concerns."""
    metadata = METADATA[rule]
    one = _body_of(graph, metadata.subject, found.subject)
    if metadata.subject == "relation":
        return one, graph.register.relations.target[found.subject]
    if found.object is None:
        return one, np.full(len(found), NOBODY, dtype=np.int32)
    return one, _body_of(graph, metadata.object, found.object)


def _body_of(graph: GovernanceGraph, kind: str, numbers: Int32s) -> Int32s:
    register = graph.register
    if kind == "body":
        return graph.body[numbers]
    if kind in {"strategy", "action", "work"}:
        return np.concatenate([register.strategies.owner, register.actions.body])[numbers]
    if kind == "relation":
        return register.relations.source[numbers]
    return np.full(len(numbers), NOBODY, dtype=np.int32)
