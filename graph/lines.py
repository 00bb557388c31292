"""Authorities, each beside every one above it: the pairs of one line, and which of them a list of pairs names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import NOBODY

if TYPE_CHECKING:
    from graph.encoding import Flags, Int64s, Rows
    from graph.hierarchy import Hierarchy


@dataclass(frozen=True)
class Lines:
    """Some authorities, ascending, each with its strict ancestors, the nearest first.

    A pair is found by counting, not by searching: it stands as far behind the first pair of its lower authority as
    there are authorities between the two.
    """

    hierarchy: Hierarchy
    lower: Int64s
    upper: Int64s
    first: Int64s
    """By place: its first pair, `NOBODY` where the place is not one of those asked about."""

    def named(self, one: Rows, other: Rows) -> Flags:
        """By pair: whether some one[i] and other[i] are its two, whichever way round; these may be any places."""
        named = np.zeros(len(self.lower), dtype=np.bool_)
        # Whoever stands above has the smaller place; nobody's is smaller still.
        upper, lower = np.minimum(one, other), np.maximum(one, other)
        end = np.zeros(max(self.hierarchy.size, int(upper.max(initial=0)) + 1) + 1, dtype=np.int32)
        end[: self.hierarchy.size] = self.hierarchy.end
        # Who is no authority has nobody below, and neither has nobody, at the end. NumPy looks up by wide numbers
        # much quicker.
        inside = np.flatnonzero((lower < end[upper.astype(np.int64)]) & (lower != upper))
        upper, lower = upper[inside].astype(np.int64), lower[inside].astype(np.int64)
        asked = np.flatnonzero(self.first[lower] != NOBODY)
        upper, lower = upper[asked], lower[asked]
        depth = self.hierarchy.depth
        named[self.first[lower] + (depth[lower] - depth[upper] - 1)] = True
        return named


def lines_of(hierarchy: Hierarchy, lower: Rows) -> Lines:
    """The pairs of these authorities, which ascend, with those above them."""
    lower = lower.astype(np.int64)
    lengths = hierarchy.depth[lower].astype(np.int64)
    at = np.cumsum(lengths) - lengths
    first = np.full(hierarchy.size, NOBODY, dtype=np.int64)
    first[lower] = at
    upper = np.empty(int(lengths.sum()), dtype=np.int64)
    parent = hierarchy.parent.astype(np.int64)
    above = parent[lower]
    while len(below := np.flatnonzero(above != NOBODY)):
        at, above = at[below], above[below]
        upper[at] = above
        at, above = at + 1, parent[above]
    return Lines(hierarchy=hierarchy, lower=np.repeat(lower, lengths), upper=upper, first=first)
