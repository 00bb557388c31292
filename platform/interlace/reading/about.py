"""What was found about one strategy or action: how much by each rule, and what matters most of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.frames import finding_key
from graph.listing import RULE_IDS
from interlace.reading.findings import finding
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graph.encoding import Int64s
    from interlace.reading.findings import FoundOne
    from interlace.reading.view import View

_WORKS = frozenset({"strategy", "action", "work"})


class Counted(NamedTuple):
    """Findings of a rule: gaps, and open questions."""

    confirmed: int
    unreported: int


@dataclass(frozen=True)
class FoundAbout:
    """Findings whose subject or object is a work: all of them counted by rule, and the first of them by priority."""

    counts: Mapping[str, Counted]
    first: Sequence[FoundOne]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(map(sum, self.counts.values()))


def found_about(view: View, work: int, most: int) -> FoundAbout:
    """What was found about a work, by its number among those of the register; told are at most so many."""
    listing = view.analysis.listing
    numbers = np.concatenate([np.zeros(0, dtype=np.int64), *_numbers(view, work)])
    counts = {}
    for rule in np.unique(listing.rule[numbers]).tolist():
        confirmed = listing.confirmed[numbers[listing.rule[numbers] == rule]]
        counts[RULE_IDS[rule]] = Counted(int(confirmed.sum()), int((~confirmed).sum()))
    order = numbers[np.argsort(-listing.priority[numbers], kind="stable")][:most]
    keys = [listing.key(number) for number in order.tolist()]
    return FoundAbout(counts, [finding(view, finding_key(one.rule, one.subject, one.object or None)) for one in keys])


def _numbers(view: View, work: int) -> Iterator[Int64s]:
    """The numbers of the findings of each rule about a work."""
    listing, analysis = view.analysis.listing, view.analysis
    starts = np.searchsorted(listing.rule, np.arange(len(RULE_IDS) + 1))
    for place, rule in enumerate(RULE_IDS):
        span = slice(int(starts[place]), int(starts[place + 1]))
        found, metadata, rows = analysis.found[rule], METADATA[rule], listing.row[span]
        about = np.zeros(len(rows), dtype=np.bool_)
        if metadata.subject in _WORKS:
            about |= found.subject[rows] == work
        if metadata.object in _WORKS and found.object is not None:
            about |= found.object[rows] == work
        yield np.flatnonzero(about) + span.start
