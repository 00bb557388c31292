"""What a report is about: a whole register or the branch of an authority, and which of its columns belong there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.alignment import ALIGNED, CONVERGENT
from graph.encoding import NOBODY
from graph.reported import reported_of
from graph.summary import alignment_map
from graph.tally import tally_of
from interlace.reading.branches import branch_of
from interlace.reading.compare import CHANGES
from interlace.reading.findings import AskedFindings, numbers_of
from policies import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.encoding import Flags, Int64s, Rows
    from graph.listing import Listing
    from graph.summary import MapRow
    from graph.tally import Tally
    from interlace.reading.compare import Compared
    from interlace.reading.view import View

#: Where enough of a strategy is covered, linked or not.
_CARRYING = (ALIGNED, CONVERGENT)


@dataclass(frozen=True)
class Figures:
    """Counts of a day. Strategies are in force, actions delivering."""

    authorities: int
    with_strategy: int
    declared: int
    others: int
    strategies: int
    actions: int
    pairs: int
    """Of a strategy and an authority below its owner …"""
    carrying: int
    """… of them, those where enough is covered …"""
    linked: int
    """… and those that a link joins."""


@dataclass(frozen=True)
class Silence:
    """The bodies of a level: how many declared their registers complete lately, too long ago to count, or never; and
    how many open questions concern."""

    level: str
    bodies: int
    declared: int
    stale: int
    never: int
    asked: int


@dataclass(frozen=True)
class Concern:
    """The bodies of a level: how many a gap concerns, how many open questions alone, and how many neither."""

    level: str
    bodies: int
    with_gap: int
    with_question: int

    @property
    def without(self) -> int:
        """How many nothing concerns."""
        return self.bodies - self.with_gap - self.with_question


@dataclass(frozen=True)
class Scope:
    """A view, and the authority (row) whose branch is looked at; the whole register without one."""

    view: View
    head: int | None = None

    @cached_property
    def inside(self) -> Flags:
        """By place: whether a live body belongs here."""
        graph = self.view.graph
        if self.head is None:
            return np.ones(len(graph.body), dtype=np.bool_)
        place = graph.place[[self.view.row_at(body) for body in branch_of(self.view, self.head).tolist()]]
        flags = np.zeros(len(graph.body), dtype=np.bool_)
        flags[place[place != NOBODY]] = True
        return flags

    @cached_property
    def concerned(self) -> Flags | None:
        """By row of the register: the head and the live authorities below, whose findings are told; None for all."""
        return None if self.head is None else flagged(self.view, [self.head])

    @cached_property
    def numbers(self) -> Int64s:
        """The findings that concern it, the weightiest first."""
        return numbers_of(self.view, AskedFindings(branch=None if self.head is None else [self.head]))

    @cached_property
    def tally(self) -> Tally:
        """How many these are."""
        return tally_of(self.view.analysis.listing, self.numbers)

    @cached_property
    def pairs(self) -> Rows:
        """The rows of the alignment of its authorities."""
        return np.flatnonzero(self.inside[self.view.graph.alignment.place])

    @cached_property
    def levels(self) -> tuple[MapRow, ...]:
        """What its authorities cover and how they carry strategies, level by level."""
        graph = self.view.graph
        if self.head is None:
            return alignment_map(graph).rows
        places = np.flatnonzero(self.inside[: graph.authorities])
        return alignment_map(graph, graph.register.bodies.code.gather(graph.body[places]).to_list()).rows

    @cached_property
    def strategies(self) -> Rows:
        """The strategies in force (numbers) that its bodies own or share: by the lead owner's place, then by code."""
        works, place = self.view.graph.works, self.view.graph.place
        owned = np.unique(works.owned[self.inside[works.owner]])
        owner = place[self.view.graph.register.strategies.owner[owned]]
        ordered: Rows = owned[np.lexsort((owned, owner))]
        return ordered

    @cached_property
    def figures(self) -> Figures:
        """The counts of the day."""
        graph, inside = self.view.graph, self.inside
        authorities = inside[: graph.authorities]
        doing = graph.place[graph.register.actions.body[graph.works.delivering]]
        state, linked = graph.alignment.state[self.pairs], graph.alignment.linked[self.pairs]
        return Figures(
            authorities=int(authorities.sum()),
            with_strategy=int((authorities & graph.has_strategy[: graph.authorities]).sum()),
            declared=int((authorities & graph.declared[: graph.authorities]).sum()),
            others=int(inside[graph.authorities :].sum()),
            strategies=len(self.strategies),
            actions=int(inside[doing].sum()),
            pairs=len(self.pairs),
            carrying=int(np.isin(state, _CARRYING).sum()),
            linked=int(linked.sum()),
        )

    @property
    def silence(self) -> Sequence[Silence]:
        """What its bodies have not reported, level by level."""
        told = reported_of(self.view.analysis.listing)
        columns = (self.inside, told.declared, told.stale, told.never, told.asked)
        return [Silence(level, *counts) for level, counts in self._by_level(columns) if counts[0]]

    @property
    def concern(self) -> Sequence[Concern]:
        """Whom the findings concern, level by level."""
        listing = self.view.analysis.listing
        gap, question = (_places_of(listing, self.numbers, confirmed=confirmed) for confirmed in (True, False))
        columns = (self.inside, gap, question & ~gap)
        return [Concern(level, *counts) for level, counts in self._by_level(columns) if counts[0]]

    def _by_level(self, columns: Sequence[Flags]) -> list[tuple[str, list[int]]]:
        level = self.view.graph.level
        counts = [np.bincount(level[flags & self.inside], minlength=len(LEVELS.ids)).tolist() for flags in columns]
        return [(name, [column[place] for column in counts]) for place, name in enumerate(LEVELS.ids)]

    def changes(self, between: Compared) -> Mapping[str, Int64s]:
        """What became of findings that concern it, as numbers in the listing of their day; of those that changed."""
        changed = {}
        for change in CHANGES[:3]:
            listing, numbers = between.before if change == "closed" else between.after, between.numbers[change]
            chosen = slice(None) if self.concerned is None else listing.concerns(self.concerned)[numbers]
            changed[change] = numbers[chosen]
        return changed


def flagged(view: View, heads: Sequence[int]) -> Flags:
    """By row of the register: whether a body is one of these or a live authority below, as findings are filtered."""
    flags = np.zeros(len(view.graph.live_body), dtype=np.bool_)
    flags[[view.row_at(body) for head in heads for body in (head, *view.below(head))]] = True
    return flags


def _places_of(listing: Listing, numbers: Rows, *, confirmed: bool) -> Flags:
    """By place: whether one of these findings concerns the body that stands there."""
    own = numbers[listing.confirmed[numbers] == confirmed]
    graph = listing.graph
    flags = np.zeros(len(graph.body) + 1, dtype=np.bool_)
    flags[graph.place[np.concatenate([listing.one[own], listing.other[own]])]] = True
    return flags[:-1]
