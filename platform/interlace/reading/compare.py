"""Two days of one view side by side: which findings opened, closed and stayed, and how these changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.frames import finding_key
from graph.listing import RULE_IDS, Key
from interlace.errors import FieldProblem
from interlace.reading.cursors import read_cursor, written_cursor
from interlace.reading.pages import USUAL, check_first
from interlace.reading.view import View
from policies import CERTAINTIES, SEVERITIES
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from graph.encoding import Int64s
    from graph.listing import Listing

#: What can become of a finding; `kept` ones that are `changed` have another severity or certainty than before.
CHANGES = ("opened", "closed", "changed", "kept")


class Difference(NamedTuple):
    """What became of a finding; a closed one is told as it was, all others as they are on the later day."""

    change: str
    key: str
    rule: str
    family: str
    subject: str
    object: str | None
    severity: str
    certainty: str
    reach: int
    severity_before: str | None
    certainty_before: str | None


@dataclass(frozen=True)
class Compared:
    """Two days of one register. `counts` is rule → change → number of findings; `kept` counts changed ones not."""

    before: Listing
    after: Listing
    counts: Mapping[str, Mapping[str, int]]
    numbers: Mapping[str, Int64s]
    """By change: numbers of findings on the later day, of closed ones on the earlier."""
    numbers_before: Mapping[str, Int64s]
    """Of changed and kept ones: their numbers on the earlier day."""

    @property
    def earlier(self) -> date:
        """The earlier day."""
        return self.before.graph.as_of

    @property
    def later(self) -> date:
        """The later day."""
        return self.after.graph.as_of

    @property
    def totals(self) -> Mapping[str, int]:
        """Change → number of findings."""
        return {change: len(self.numbers[change]) for change in CHANGES}


@dataclass(frozen=True)
class DifferencesPage:
    """One page of what became of findings, by change, rule and codes."""

    items: Sequence[Difference]
    total: int
    has_next: bool
    has_previous: bool
    cursor_of: Callable[[Difference], str]

    @property
    def next_after(self) -> str | None:
        """The cursor that the next page comes after; None on the last page."""
        return self.cursor_of(self.items[-1]) if self.has_next and self.items else None


def compared(view: View, earlier: date) -> Compared:
    """The findings of an earlier day and those of the view's day, by the same register."""
    before, after = View(view.sight, earlier).analysis.listing, view.analysis.listing
    _, stayed, stood = np.intersect1d(after.place, before.place, assume_unique=True, return_indices=True)
    differ = (after.severity[stayed] != before.severity[stood]) | (after.confirmed[stayed] != before.confirmed[stood])
    numbers = {
        "opened": np.setdiff1d(np.arange(len(after)), stayed, assume_unique=True),
        "closed": np.setdiff1d(np.arange(len(before)), stood, assume_unique=True),
        "changed": stayed[differ],
        "kept": stayed[~differ],
    }
    numbers_before = {"changed": stood[differ], "kept": stood[~differ]}
    return Compared(before, after, _counts(before, after, numbers), numbers, numbers_before)


def _counts(before: Listing, after: Listing, numbers: Mapping[str, Int64s]) -> Mapping[str, Mapping[str, int]]:
    by_change = {
        change: np.bincount((before if change == "closed" else after).rule[own], minlength=len(RULE_IDS))
        for change, own in numbers.items()
    }
    counts = {rule: {change: int(by_change[change][RULE_IDS.index(rule)]) for change in CHANGES} for rule in METADATA}
    return {rule: told for rule, told in counts.items() if any(told.values())}


def differences_page(
    told: Compared,
    changes: Sequence[str] = CHANGES[:3],
    rules: Sequence[str] = (),
    first: int = USUAL,
    after: str | None = None,
) -> DifferencesPage:
    """A page of what became of findings. Raises Invalid, naming what is wrong."""
    check_first(first, _wrong(changes, rules))
    chosen = {change: _of_rules(told, change, rules) for change in CHANGES if change in changes}
    total = sum(map(len, chosen.values()))
    start = 0 if after is None else _place_after(told, chosen, read_cursor(after, "differences", str, str, str, str))
    items: list[Difference] = []
    passed = 0
    for change, places in chosen.items():
        begin = max(start - passed, 0)
        items += [_difference(told, change, place) for place in places[begin : begin + first - len(items)].tolist()]
        passed += len(places)
    return DifferencesPage(items, total, start + first < total, start > 0, _cursor_of)


def _listing(told: Compared, change: str) -> Listing:
    return told.before if change == "closed" else told.after


def _of_rules(told: Compared, change: str, rules: Sequence[str]) -> Int64s:
    """Where in the numbers of a change the findings of these rules stand; of all, if none are named."""
    numbers = told.numbers[change]
    if not rules:
        return np.arange(len(numbers))
    return np.flatnonzero(_listing(told, change).of_rules(rules)[numbers])


def _wrong(changes: Sequence[str], rules: Sequence[str]) -> Iterator[FieldProblem]:
    if not set(changes) <= set(CHANGES):
        yield FieldProblem("/change", "bad-choice", {"choices": ", ".join(CHANGES)})
    if not set(rules) <= set(METADATA):
        yield FieldProblem("/rule", "bad-choice", {"choices": ", ".join(METADATA)})


def _place_after(told: Compared, chosen: Mapping[str, Int64s], place: tuple[str, ...]) -> int:
    """How many of the chosen ones do not come after the cursor."""
    change, key = place[0], Key(*place[1:])
    count = 0
    for one, places in chosen.items():
        if one == change:
            listing, numbers = _listing(told, one), told.numbers[one][places]
            after = listing.before(key) + (listing.number_of(key) is not None)
            return count + int(np.searchsorted(numbers, after))
        if change in CHANGES and CHANGES.index(one) > CHANGES.index(change):
            break
        count += len(places)
    return count


def _difference(told: Compared, change: str, place: int) -> Difference:
    listing, number = _listing(told, change), int(told.numbers[change][place])
    rule, subject, other = listing.key(number)
    earlier = int(told.numbers_before[change][place]) if change in told.numbers_before else None
    return Difference(
        change,
        finding_key(rule, subject, other or None),
        rule,
        METADATA[rule].family,
        subject,
        other or None,
        *_words(listing, number),
        int(listing.reach[number]),
        *((None, None) if earlier is None else _words(told.before, earlier)),
    )


def _words(listing: Listing, number: int) -> tuple[str, str]:
    """How grave a finding is, and how certain."""
    return SEVERITIES.ids[listing.severity[number]], CERTAINTIES.ids[0 if listing.confirmed[number] else 1]


def _cursor_of(told: Difference) -> str:
    return written_cursor("differences", told.change, told.rule, told.subject, told.object or "")
