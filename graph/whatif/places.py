"""Findings and pairs of one register found again in another that differs by a few records.

Findings are compared by number (`Listing.place`), which is made of ranks. Where records came or went, ranks have moved;
they move in order, so a number is translated and not looked up by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import NOBODY
from graph.listing import RANK_BITS, RULE_IDS
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    import polars as pl

    from graph.analysis import Analysis
    from graph.encoding import Int64s
    from graph.register import Register

_MASK = (1 << RANK_BITS) - 1
_WORKS = frozenset({"strategy", "action", "work"})


def rows_after(before: pl.Series, after: pl.Series) -> Int64s:
    """Where each of these ascending codes stands among the others, `NOBODY` where it is not there."""
    if before is after:
        return np.arange(len(before), dtype=np.int64)
    rows = after.search_sorted(before).to_numpy().astype(np.int64)
    within = np.minimum(rows, max(len(after) - 1, 0))
    there = np.zeros(len(before), dtype=np.bool_)
    if len(after):
        there = (after.gather(within) == before).to_numpy()
    return np.where(there, rows, NOBODY)


class Translation:
    """From the ranks of one register to those of another."""

    def __init__(self, before: Analysis, after: Analysis) -> None:
        self._before, self._after = before, after
        one, other = before.graph.register, after.graph.register
        self.bodies = rows_after(one.bodies.code, other.bodies.code)
        self.strategies = rows_after(one.strategies.code, other.strategies.code)
        self._works = self._work_ranks(one, other)

    def _work_ranks(self, one: Register, other: Register) -> Int64s:
        if one.strategies.code is other.strategies.code and one.actions.code is other.actions.code:
            return np.arange(len(one.strategies.code) + len(one.actions.code), dtype=np.int64)
        return rows_after(self._before.graph.ranks.works, self._after.graph.ranks.works)

    def places(self) -> Int64s:
        """The places that the findings of the register before would have after, -1 where what they name is gone."""
        listing = self._before.listing
        places = listing.place.copy()
        bounds = np.searchsorted(listing.rule, np.arange(len(RULE_IDS) + 1))
        for number, rule in enumerate(RULE_IDS):
            own = slice(int(bounds[number]), int(bounds[number + 1]))
            if own.start < own.stop:
                places[own] = self._translated(
                    listing.place[own], number, METADATA[rule].subject, METADATA[rule].object
                )
        return places

    def _translated(self, places: Int64s, number: int, subject_kind: str, object_kind: str | None) -> Int64s:
        subject = self._ranks(subject_kind, places >> RANK_BITS & _MASK)
        other = places & _MASK
        named = other > 0
        if object_kind and named.any():
            moved = self._ranks(object_kind, other[named] - 1)
            other = other.copy()
            other[named] = np.where(moved == NOBODY, NOBODY, moved + 1)
        whole = np.int64(number << 2 * RANK_BITS) | subject << RANK_BITS | other
        return np.where((subject == NOBODY) | (other == NOBODY), NOBODY, whole)

    def _ranks(self, kind: str, ranks: Int64s) -> Int64s:
        if kind == "body":
            return self.bodies[ranks]
        if kind in _WORKS:
            return self._works[ranks]
        if kind == "relation":
            return self._relation_ranks(ranks)
        return ranks

    def _relation_ranks(self, ranks: Int64s) -> Int64s:
        one, other = self._before.graph.register.relations, self._after.graph.register.relations
        source, target = self.bodies[one.source[ranks]], self.bodies[one.target[ranks]]
        wanted = self._after.graph.ranks.relation_numbers(source, target, one.kind[ranks])
        numbers = self._after.graph.ranks.relations
        rows = np.searchsorted(numbers, wanted).astype(np.int64)
        if not len(other.source):
            return np.full(len(ranks), NOBODY, dtype=np.int64)
        there = (numbers[np.minimum(rows, len(numbers) - 1)] == wanted) & (source != NOBODY) & (target != NOBODY)
        return np.where(there, rows, NOBODY)
