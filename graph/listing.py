"""All findings of an analysis as one list: ordered, filtered by what they are and whom they concern, found by key.

Everything is numbers: a finding's place in the list is that of one 64-bit number, made of its rule and of the ranks of
its subject and object among all of their kind. Ranks are those of the register, so they compare across days.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph.citations import index_by
from graph.encoding import NOBODY
from graph.findings import priorities
from policies import AREAS, CERTAINTIES, PRINCIPLES, SEVERITIES
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from graph.analysis import Analysis
    from graph.citations import Index
    from graph.encoding import Flags, Int8s, Int32s, Int64s, Words
    from graph.findings import Found
    from graph.governance import GovernanceGraph

    Floats = NDArray[np.float64]

#: Rules in the order in which findings are listed.
RULE_IDS = tuple(sorted(METADATA))
_RANK_BITS = 28


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
    place: Int64s
    """The number that a finding's place in the list is told by, ascending."""
    rule: Int8s
    """The place in `RULE_IDS`."""
    row: Int32s
    """The row in that rule's own columns."""
    severity: Int8s
    confirmed: Flags
    reach: Int64s
    priority: Floats
    one: Int32s
    other: Int32s
    _orders: dict[str, Int64s] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.row)

    def key(self, number: int) -> Key:
        """What the finding of this number is known by."""
        return key_at(self.graph, self.found, RULE_IDS[self.rule[number]], int(self.row[number]))

    def number_of(self, key: Key) -> int | None:
        """The number of the finding of this key; None where nothing such was found."""
        number = self.before(key)
        return number if number < len(self) and self.key(number) == key else None

    def before(self, key: Key) -> int:
        """How many findings come before where this key would stand, whether it is here or not."""
        return int(np.searchsorted(self.place, self._place_of(key)))

    def _place_of(self, key: Key) -> np.int64:
        if key.rule not in METADATA:
            return np.int64(int(np.searchsorted(np.array(RULE_IDS), key.rule)) << 2 * _RANK_BITS)
        metadata = METADATA[key.rule]
        subject = self.graph.ranks.rank(metadata.subject, key.subject)
        other = self.graph.ranks.rank(metadata.object, key.object) + 1 if key.object else 0
        return np.int64(RULE_IDS.index(key.rule) << 2 * _RANK_BITS | subject << _RANK_BITS | other)

    def order(self, name: str) -> Int64s:
        """The findings by `priority`, `reach` or `severity` (the least first), or with `-` before it the other way."""
        known = self._orders.get(name)
        if known is None:
            known = self._orders[name] = np.argsort(self.values(name), kind="stable")
        return known

    def values(self, name: str) -> Floats:
        """What ascends in that order; all alike for `key`, the list's own order."""
        column = name.removeprefix("-")
        if column == "key":
            return np.zeros(len(self), dtype=np.float64)
        if column == "severity":
            values = -self.severity.astype(np.float64)
        else:
            values = (self.priority if column == "priority" else self.reach).astype(np.float64)
        return -values if name.startswith("-") else values

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
        wanted = np.uint32(sum(1 << AREAS.index(area) for area in set(areas)))
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


def key_at(graph: GovernanceGraph, found: Mapping[str, Found], rule: str, row: int) -> Key:
    """What the finding in a row of a rule's columns is known by."""
    metadata, own = METADATA[rule], found[rule]
    subject = graph.ranks.name(metadata.subject, int(own.subject[row]))
    return Key(rule, subject, "" if own.object is None else graph.ranks.name(metadata.object, int(own.object[row])))


def listing_of(analysis: Analysis) -> Listing:
    """The findings of an analysis, listed."""
    parts = [_of_rule(analysis, rule) for rule in RULE_IDS if rule in analysis.found]

    def column(name: str) -> Any:  # noqa: ANN401 - an array
        empty: NDArray[Any] = np.zeros(0, dtype=_TYPES[name])
        return np.concatenate([empty, *(part[name] for part in parts)])

    return Listing(analysis.graph, analysis.found, **{name: column(name) for name in _TYPES})


_TYPES: Mapping[str, type[np.generic]] = {
    "place": np.int64,
    "rule": np.int8,
    "row": np.int32,
    "severity": np.int8,
    "confirmed": np.bool_,
    "reach": np.int64,
    "priority": np.float64,
    "one": np.int32,
    "other": np.int32,
}


def _of_rule(analysis: Analysis, rule: str) -> dict[str, NDArray[Any]]:
    """The columns of one rule's findings, in the list's order."""
    graph, found, metadata = analysis.graph, analysis.found[rule], METADATA[rule]
    number = RULE_IDS.index(rule)
    place = graph.ranks.of(metadata.subject, found.subject) << _RANK_BITS
    if found.object is not None:
        place |= graph.ranks.of(metadata.object, found.object) + 1
    order = np.argsort(place, kind="stable")
    one, other = concerned(graph, rule, found)
    return {
        "place": place[order] | np.int64(number << 2 * _RANK_BITS),
        "rule": np.full(len(found), number, dtype=np.int8),
        "row": order.astype(np.int32),
        "severity": found.severity[order],
        "confirmed": found.confirmed[order],
        "reach": found.reach[order],
        "priority": priorities(found, graph.whole_population)[order],
        "one": one[order],
        "other": other[order],
    }


def concerned(graph: GovernanceGraph, rule: str, found: Found) -> tuple[Int32s, Int32s]:
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
