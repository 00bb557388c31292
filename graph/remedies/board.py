"""The findings of a branch, ready to be looked up by what they are about; and who belongs to a branch."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.encoding import NOBODY
from graph.listing import RULE_IDS
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.analysis import Analysis
    from graph.encoding import Flags, Int64s, Words
    from graph.governance import GovernanceGraph

_AREAS = len(AREAS.ids)
#: Of so many findings of a rule, those with the highest priority, something is proposed about each.
MOST_A_RULE = 500
#: All areas of one principle.
ONE_PRINCIPLE = (1 << _AREAS) - 1


class Entry(NamedTuple):
    """One finding of the branch: its number in the listing, and subject and object as its rule numbers them."""

    number: int
    subject: int
    object: int
    cells: int
    """The cells that it names as bits of one number, principle by principle; 0 where it names none."""


def branch_of(graph: GovernanceGraph, head: int | None) -> Flags:
    """The rows of the register that belong to a branch: a body (row), the authorities below it, the civil society that
    works there and the networks that serve there; all bodies without a head."""
    inside = np.zeros(len(graph.live_body) + 1, dtype=np.bool_)
    if head is None:
        return np.ones(len(graph.live_body), dtype=np.bool_)
    place = int(graph.place[head])
    if place != NOBODY and place < graph.authorities:
        inside[graph.body[place : graph.hierarchy.end[place]]] = True
        others = graph.body[graph.authorities :]
        inside[others] = inside[graph.parent_row[others]] | inside[graph.register.bodies.serves[others]]
    inside[head] = True
    return inside[:-1]


def bits_of(cells: Words) -> list[int]:
    """Rows of four words as one number each, a bit a cell."""
    wide = cells.astype(np.uint64)
    first = wide[:, 0] | wide[:, 1] << np.uint64(_AREAS) | wide[:, 2] << np.uint64(2 * _AREAS)
    # The fourth principle does not fit into 64 bits beside the other three.
    return [low | high << 3 * _AREAS for low, high in zip(first.tolist(), cells[:, 3].tolist(), strict=True)]


#: One area in all principles.
_EVERYWHERE = sum(1 << _AREAS * place for place in range(len(PRINCIPLES.ids)))


def over_principles(areas: int) -> int:
    """Areas as cells of every principle."""
    return areas * _EVERYWHERE


def areas_of(cells: int) -> int:
    """The areas that cells lie in."""
    areas = 0
    while cells:
        areas |= cells & ONE_PRINCIPLE
        cells >>= _AREAS
    return areas


def cells_in(cells: int) -> Iterator[tuple[str, str]]:
    """Cells as (principle, area), in the order of the vocabularies."""
    for place, principle in enumerate(PRINCIPLES.ids):
        for bit, area in enumerate(AREAS.ids):
            if cells >> (place * _AREAS + bit) & 1:
                yield principle, area


class Board:
    """The findings of an analysis, and which of them concern a branch; `branch` flags rows of the register."""

    def __init__(self, analysis: Analysis, branch: Flags) -> None:
        self.analysis, self.branch = analysis, branch
        self.listing = analysis.listing
        self.counted = self.listing.concerns(branch)
        self.worth = np.where(self.counted, self.listing.priority, 0.0)
        """By number: the priority of a finding of the branch, nothing for all others."""
        self._entries: dict[str, list[Entry]] = {}
        self._numbers: dict[str, dict[tuple[int, int], int]] = {}

    @property
    def graph(self) -> GovernanceGraph:
        """The graph that was analysed."""
        return self.analysis.graph

    def span(self, rule: str) -> Int64s:
        """The numbers of all findings of a rule; the listing goes rule by rule."""
        place = RULE_IDS.index(rule)
        start, end = np.searchsorted(self.listing.rule, [place, place + 1])
        return np.arange(start, end)

    def entries(self, rule: str) -> list[Entry]:
        """The findings of a rule that concern the branch."""
        if rule not in self._entries:
            self._entries[rule] = list(self._read(rule))
        return self._entries[rule]

    def weightiest(self, rule: str) -> list[Entry]:
        """The findings of a rule that something is proposed about: all but where there are very many."""
        entries = self.entries(rule)
        if len(entries) <= MOST_A_RULE:
            return entries
        return sorted(entries, key=lambda entry: (-self.worth[entry.number], entry.number))[:MOST_A_RULE]

    def _read(self, rule: str) -> Iterator[Entry]:
        found = self.analysis.found.get(rule)
        if found is None:
            return
        numbers = self.span(rule)
        numbers = numbers[self.counted[numbers]]
        rows = self.listing.row[numbers]
        other = np.full(len(rows), -1) if found.object is None else found.object[rows]
        cells = [0] * len(rows) if found.cells is None else bits_of(found.cells[rows])
        yield from map(
            Entry._make, zip(numbers.tolist(), found.subject[rows].tolist(), other.tolist(), cells, strict=True)
        )

    def number(self, rule: str, subject: int, other: int = -1) -> int | None:
        """The number of a finding of the branch; None where nothing such was found."""
        if rule not in self._numbers:
            self._numbers[rule] = {(entry.subject, entry.object): entry.number for entry in self.entries(rule)}
        return self._numbers[rule].get((subject, other))

    @cached_property
    def cover(self) -> list[int]:
        """By place: the cells that a body covers, as bits."""
        return bits_of(self.graph.works.cover)

    @cached_property
    def competent(self) -> list[int]:
        """By place: the areas that a body is competent for, as bits."""
        return self.graph.competence.competent.tolist()  # type: ignore[no-any-return]

    @cached_property
    def strategy_cells(self) -> list[int]:
        """By strategy: the cells that it commits to with objectives or measures, as bits."""
        return bits_of(self.graph.register.strategies.cells)

    @cached_property
    def led_by(self) -> dict[int, list[int]]:
        """By place: the strategies in force that a body leads, ascending."""
        led: dict[int, list[int]] = {}
        works = self.graph.works
        for strategy, place in zip(works.led.tolist(), works.leader.tolist(), strict=True):
            led.setdefault(place, []).append(strategy)
        return led

    @cached_property
    def owners(self) -> dict[int, list[int]]:
        """By strategy in force: the places of its owners, the lead owner first."""
        owners: dict[int, list[int]] = {}
        works = self.graph.works
        for strategy, place in zip(works.owned.tolist(), works.owner.tolist(), strict=True):
            owners.setdefault(strategy, []).append(place)
        return owners

    def lineage(self, place: int) -> list[int]:
        """The place and the authorities above, the root last; of others what is above the body that they belong to."""
        graph = self.graph
        if place < graph.authorities:
            return graph.hierarchy.lineage(place)
        above = int(graph.place[graph.parent_row[graph.body[place]]])
        return [place, *(graph.hierarchy.lineage(above) if above not in {NOBODY, place} else ())]

    def code(self, place: int) -> str:
        """The code of the body at a place."""
        return self.graph.cite.code(place)

    def row(self, place: int) -> int:
        """The row of the register of the body at a place."""
        return int(self.graph.body[place])
