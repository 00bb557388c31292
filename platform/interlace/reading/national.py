"""The national view in numbers: what stands on a day, what changed since another, what to look at first.

No finding rests on a draft, so these numbers are the same for everybody; they are kept with the snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.encoding import NOBODY
from graph.frames import finding_key
from graph.listing import RULE_IDS
from graph.reported import reported_of
from graph.summary import alignment_map
from graph.tally import tally, tally_of
from interlace.reading.compare import CHANGES, compared
from interlace.reading.findings import finding
from policies import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from graph.analysis import Analysis
    from graph.governance import GovernanceGraph
    from graph.summary import MapRow
    from graph.tally import Tally
    from interlace.reading.findings import FoundOne
    from interlace.reading.view import View

#: So many kinds of findings are told to be looked at first.
_FIRST = 5


class Figures(NamedTuple):
    """Counts of a day; of authorities also how many own or share a strategy in force, and declared their registers."""

    authorities: int
    with_strategy: int
    declared: int
    others: int
    """Civil-society bodies and networks."""
    strategies: int
    """In force."""
    actions: int
    """Delivering."""
    gaps: int
    questions: int


class First(NamedTuple):
    """The finding of a rule that matters most, and how many that rule found."""

    finding: FoundOne
    total: int


class Unreported(NamedTuple):
    """The bodies of a level: how many declared their registers complete lately, too long ago to count, or never; and
    how many open questions concern."""

    level: str
    bodies: int
    declared: int
    stale: int
    never: int
    asked: int


@dataclass(frozen=True)
class Since:
    """What changed since an earlier day: what stood then, and how many findings opened, closed and changed."""

    figures: Figures
    changes: Mapping[str, Tally]


@dataclass(frozen=True)
class National:
    """What stands on a day. `since` is nothing where that is compared to no earlier day."""

    figures: Figures
    tally: Tally
    levels: tuple[MapRow, ...]
    unreported: tuple[Unreported, ...]
    first: tuple[First, ...]
    since: Since | None


def national(view: View, earlier: date) -> National:
    """The national view of a day beside an earlier one; beside none where that is not earlier."""
    snapshot, as_of = view.sight.snapshot, view.as_of
    before = earlier if earlier < as_of else None
    return snapshot.kept(("national", as_of, before), lambda: _made(view, before))


def _made(view: View, earlier: date | None) -> National:
    analysis = view.analysis
    found = tally(analysis.found)
    return National(
        figures=_figures(analysis.graph, found),
        tally=found,
        levels=alignment_map(analysis.graph).rows,
        unreported=_unreported(analysis),
        first=tuple(_first(view)),
        since=None if earlier is None else _since(view, earlier),
    )


def _figures(graph: GovernanceGraph, found: Tally) -> Figures:
    authorities = slice(graph.authorities)
    return Figures(
        authorities=graph.authorities,
        with_strategy=int(graph.has_strategy[authorities].sum()),
        declared=int(graph.declared[authorities].sum()),
        others=len(graph.body) - graph.authorities,
        strategies=int(graph.works.in_force.sum()),
        actions=int(graph.works.delivering.sum()),
        gaps=found.gaps,
        questions=found.questions,
    )


def _since(view: View, earlier: date) -> Since:
    told = compared(view, earlier)
    before = told.before
    return Since(
        figures=_figures(before.graph, tally(before.found)),
        changes={
            change: tally_of(before if change == "closed" else told.after, told.numbers[change])
            for change in CHANGES
            if change != "kept"
        },
    )


def _unreported(analysis: Analysis) -> tuple[Unreported, ...]:
    """A row for each level that is there."""
    level, told = analysis.graph.level, reported_of(analysis.listing)
    flags = (told.declared, told.stale, told.never, told.asked)
    bodies = np.bincount(level, minlength=len(LEVELS.ids))
    counts = (np.bincount(level[flag], minlength=len(LEVELS.ids)) for flag in flags)
    rows = zip(LEVELS.ids, *(column.tolist() for column in (bodies, *counts)), strict=True)
    return tuple(row for row in map(Unreported._make, rows) if row.bodies)


def _first(view: View) -> Iterator[First]:
    """The weightiest finding of each rule, the weightiest first: five of a kind would hide the other kinds."""
    listing = view.analysis.listing
    # Findings are listed rule by rule.
    bounds = np.searchsorted(listing.rule, np.arange(len(RULE_IDS) + 1)).tolist()
    spans = [(begin, end) for begin, end in pairwise(bounds) if begin < end]
    firsts = [(begin + int(np.argmax(listing.priority[begin:end])), end - begin) for begin, end in spans]
    firsts.sort(key=lambda first: -listing.priority[first[0]])
    for number, total in firsts[:_FIRST]:
        rule, subject, other = listing.key(number)
        yield First(finding(view, finding_key(rule, subject, other or None)), total)


def place_after(view: View, body: int) -> int:
    """Where a list in the order of places goes on after a body: at the place that follows it, or, where it is not live
    that day, at the one that follows the nearest live body above."""
    place = view.place_of(body)
    if place == NOBODY:
        above = view.parent(body)
        place = NOBODY if above is None else view.place_of(above)
    return place + 1
