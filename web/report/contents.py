"""What a report tells, before it is set: numbers, sentences and the first rows of each table.

Whatever a register holds, a report is as long as a minister reads: each list says how much more there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import numpy as np

from graph.encoding import NOBODY
from graph.listing import RULE_IDS
from graph.tally import tally_of
from interlace.reading.carried import carried, higher_strategies, rows_of
from interlace.reading.compare import compared
from interlace.reading.findings import explained, finding
from interlace.reading.heat import AskedHeat, heat_map
from policies import CERTAINTIES, SEVERITIES
from web.languages import language
from web.names import named, own_language_of
from web.report.picture import Picture, picture_of
from web.words import about

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from graph.listing import Key, Listing
    from graph.tally import Tally
    from interlace.reading.carried import Carried
    from interlace.reading.compare import Compared
    from interlace.reading.findings import FoundOne
    from interlace.reading.heat import HeatMap
    from interlace.reading.view import View
    from web.names import Named
    from web.report.scope import Scope
    from web.words import Part

#: How many rows of each are told.
_GAPS, _QUESTIONS, _OF_A_KIND, _CHANGES, _BRANCHES, _CARRIED, _STRATEGIES = 5, 4, 2, 12, 30, 20, 60
Row = TypeVar("Row")


@dataclass(frozen=True)
class First(Generic[Row]):
    """The first rows of a list, and how many it has."""

    rows: Sequence[Row]
    total: int

    @property
    def more(self) -> int:
        """How many are not told."""
        return self.total - len(self.rows)


class Weighty(NamedTuple):
    """A finding in words: what was found, what would close it, and whom it concerns."""

    finding: FoundOne
    text: str
    closes: str
    concerned: Sequence[Named]


class OfAKind(NamedTuple):
    """The weightiest findings of a rule that are gaps, or that are open questions, and how many of these there are."""

    rule: str
    first: First[Weighty]


class Changed(NamedTuple):
    """What became of a finding."""

    change: str
    rule: str
    certainty: str
    severity: str
    about: Sequence[Part]


class CarriedOne(NamedTuple):
    """A strategy, whose it is, and what becomes of it below."""

    strategy: Named
    owner: Named | None
    told: Carried


class InForce(NamedTuple):
    """A strategy in force; what is not known of it is None."""

    strategy: Named
    owner: Named | None
    begins: date | None
    ends: date | None
    marks: Mapping[str, str | None]


@dataclass(frozen=True)
class Changes:
    """What changed between the two days: how many findings, and the first of them. None on days in the wrong order."""

    tallies: Mapping[str, Tally]
    first: First[Changed]


@dataclass(frozen=True)
class Contents:
    """All of it. `name` is what the report is about; `above` the authorities above the head of a branch."""

    scope: Scope
    compare_to: date
    tenant: str
    branch: Named | None
    own_language: str | None
    heat: HeatMap
    carried: First[CarriedOne]
    weightiest: Mapping[str, First[OfAKind]]
    """By certainty: gaps, and beside them open questions."""
    changes: Changes | None
    strategies: First[InForce]
    picture: Picture


def contents_of(scope: Scope, tenant: str, compare_to: date) -> Contents:
    """The contents of a report about a scope."""
    view = scope.view
    between = compared(view, compare_to) if compare_to < view.as_of else None
    return Contents(
        scope=scope,
        compare_to=compare_to,
        tenant=tenant,
        branch=None if scope.head is None else named("bodies", scope.head, view),
        own_language=own_language_of(view),
        heat=heat_map(view, AskedHeat(branch=scope.head, first=_BRANCHES)),
        carried=_carried(scope),
        weightiest={
            "confirmed": _kinds(scope, _GAPS, confirmed=True),
            "unreported": _kinds(scope, _QUESTIONS, confirmed=False),
        },
        changes=None if between is None else _changes(scope, between),
        strategies=_strategies(scope),
        picture=picture_of(scope),
    )


def _carried(scope: Scope) -> First[CarriedOne]:
    """The strategies of higher levels that ask something of authorities here, in the order of the hierarchy."""
    view, alignment = scope.view, scope.view.graph.alignment
    asked = set(view.work_rows[np.unique(alignment.strategy[scope.pairs])].tolist())
    asking = [strategy for strategy in higher_strategies(view) if strategy in asked]
    told = []
    for strategy in asking[:_CARRIED]:
        rows = rows_of(view, strategy)
        what = carried(view, rows[scope.inside[alignment.place[rows]]])
        told.append(CarriedOne(named("strategies", strategy, view), _owner(view, strategy), what))
    return First(told, len(asking))


def _owner(view: View, strategy: int) -> Named | None:
    row = view.sight.row_of_code("bodies", view.sight.column("strategies", "owner")[strategy])
    return None if row is None else named("bodies", row, view)


def _kinds(scope: Scope, most: int, *, confirmed: bool) -> First[OfAKind]:
    """The rules that found most weight, each with its weightiest findings: ten of a kind would hide the other kinds."""
    listing = scope.view.analysis.listing
    numbers = scope.numbers[listing.confirmed[scope.numbers] == confirmed]
    rules, places = np.unique(listing.rule[numbers], return_index=True)
    told = []
    for rule in rules[np.argsort(places, kind="stable")][:most].tolist():
        own = numbers[listing.rule[numbers] == rule]
        weighty = [_weighty(scope.view, number) for number in own[:_OF_A_KIND].tolist()]
        told.append(OfAKind(RULE_IDS[rule], First(weighty, len(own))))
    return First(told, len(rules))


def _weighty(view: View, number: int) -> Weighty:
    listing = view.analysis.listing
    one = finding(view, _written(listing.key(number)))
    words = explained(view, one, language())
    rows = [int(row) for row in dict.fromkeys((listing.one[number], listing.other[number])) if row != NOBODY]
    concerned = [named("bodies", int(view.sight.body_rows[row]), view) for row in rows]
    return Weighty(one, words.text, words.closes, concerned)


def _written(key: Key) -> str:
    return ":".join(filter(None, key))


def _changes(scope: Scope, between: Compared) -> Changes:
    changed = scope.changes(between)
    listings = {change: between.before if change == "closed" else between.after for change in changed}
    tallies = {change: tally_of(listings[change], numbers) for change, numbers in changed.items()}
    first = list(_first_changed(scope.view, listings, changed))[:_CHANGES]
    return Changes(tallies, First(first, sum(map(len, changed.values()))))


def _first_changed(view: View, listings: Mapping[str, Listing], changed: Mapping[str, np.ndarray]) -> Iterator[Changed]:
    """Of each kind of change the weightiest findings; each kind has its share of the list."""
    for change, numbers in changed.items():
        listing = listings[change]
        order = np.argsort(-listing.priority[numbers], kind="stable")[: _CHANGES // len(changed)]
        for number in numbers[order].tolist():
            key = listing.key(number)
            certainty = CERTAINTIES.ids[0 if listing.confirmed[number] else 1]
            yield Changed(change, key.rule, certainty, SEVERITIES.ids[listing.severity[number]], about(key, view))


def _strategies(scope: Scope) -> First[InForce]:
    view, numbers = scope.view, scope.strategies
    rows = view.work_rows[numbers]
    rows = rows[rows != NOBODY]
    return First([_in_force(view, row) for row in rows[:_STRATEGIES].tolist()], len(rows))


def _in_force(view: View, row: int) -> InForce:
    column = view.sight.column
    return InForce(
        named("strategies", row, view),
        _owner(view, row),
        column("strategies", "starts_on")[row],
        column("strategies", "ends_on")[row],
        {name: column("strategies", name)[row] for name in ("evidence_base", "monitoring", "funded")},
    )
