"""Two authorities of one line that deliver the same at the same time: the actions of the two, and what ties them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import NOBODY
from graph.ragged import group_starts, is_among, spread
from graph.register import ONGOING
from graph.works import pair_words, unite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from graph.encoding import Flags, Int32s, Int64s, Rows, Words
    from graph.governance import GovernanceGraph

#: So many pairs of actions are weighed at once.
_PORTION = 1_000_000


@dataclass(frozen=True)
class Doubles:
    """Pairs of authorities, one strictly above the other, whose delivering actions share cells, before these are told.

    The two are not in touch and no undisputed link leads from a work of one to a strategy of the other.
    """

    graph: GovernanceGraph
    lower: Int32s
    upper: Int32s

    @cached_property
    def cells(self) -> Words:
        """By pair: the cells that an action of each carries at the same time; none where partners explain it."""
        own, plain = pair_words(self.graph.works.action_cover), self._plain
        cells = plain[self.lower] & plain[self.upper]
        left = own[self.lower] & own[self.upper] & ~cells
        for pair, _, _, shared in self.meetings(left):
            heads = group_starts(pair)
            if len(heads):
                cells[pair[heads]] |= np.bitwise_or.reduceat(shared, heads)
        return cells.view(np.uint32)

    @property
    def _plain(self) -> NDArray[np.uint64]:
        """By place: the cells of ongoing actions without partners. All that is ongoing on one day overlaps on it."""
        register = self.graph.register
        plain = self.graph.works.delivering & (register.actions.status == ONGOING)
        plain[register.partners // max(len(register.bodies.code), 1)] = False
        rows = np.flatnonzero(plain)
        cells = np.zeros_like(self.graph.works.action_cover)
        unite(cells, self.graph.place[register.actions.body[rows]], register.actions.cells[rows])
        return pair_words(cells)

    def meetings(self, wanted: NDArray[np.uint64]) -> Iterator[tuple[Rows, Rows, Rows, NDArray[np.uint64]]]:
        """Pair (ascending), action of the upper, action of the lower, the wanted cells of both; in portions.

        `wanted` are cells by pair; cells are two words a row.
        """
        row, starts, cells = self._by_place
        open_pair = np.flatnonzero(wanted[:, 0] | wanted[:, 1])
        lower, upper = self.lower[open_pair], self.upper[open_pair]
        pair, below = spread(starts[lower], starts[lower + 1])
        asked = cells[below] & wanted[open_pair[pair]]
        meets = np.flatnonzero(asked[:, 0] | asked[:, 1])
        pair, below, asked = pair[meets], below[meets], np.asfortranarray(asked[meets])
        first, last = starts[upper[pair]], starts[upper[pair] + 1]
        weighed = np.cumsum(last - first)
        start = 0
        while start < len(pair):
            done = weighed[start - 1] if start else 0
            end = max(int(np.searchsorted(weighed, done + _PORTION, side="right")), start + 1)
            step, above = spread(first[start:end], last[start:end])
            step += start
            one, two = (cells[:, word][above] & asked[:, word][step] for word in range(2))
            met = np.flatnonzero(one | two)
            step, above, shared = step[met], above[met], np.stack([one[met], two[met]], axis=1)
            yield self._at_once(open_pair[pair[step]], row[above], row[below[step]], shared)
            start = end

    def _at_once(
        self, pair: Rows, above: Rows, below: Rows, shared: NDArray[np.uint64]
    ) -> tuple[Rows, Rows, Rows, NDArray[np.uint64]]:
        """Those whose periods overlap, and of which neither names the other's body as a partner."""
        actions, partners = self.graph.register.actions, self.graph.register.partners
        first = np.maximum(actions.starts_on[above], actions.starts_on[below])
        meant = first <= np.minimum(actions.ends_on[above], actions.ends_on[below])
        bodies = np.int64(max(len(self.graph.live_body), 1))
        meant &= ~is_among(above * bodies + self.graph.body[self.lower[pair]], partners)
        meant &= ~is_among(below * bodies + self.graph.body[self.upper[pair]], partners)
        return pair[meant], above[meant], below[meant], shared[meant]

    @cached_property
    def _by_place(self) -> tuple[Int64s, Int64s, NDArray[np.uint64]]:
        """Delivering actions in the order of their bodies' places, where those of each place begin, and their cells."""
        actions = self.graph.register.actions
        delivering = np.flatnonzero(self.graph.works.delivering)
        place = self.graph.place[actions.body[delivering]]
        order = np.argsort(place, kind="stable")
        rows = delivering[order]
        starts = np.searchsorted(place[order], np.arange(len(self.graph.body) + 1))
        # Word by word: most pairs of actions share nothing, and are gone through in columns.
        return rows, starts, np.asfortranarray(pair_words(actions.cells)[rows])


def doubles_of(graph: GovernanceGraph) -> Doubles:
    """All pairs that may deliver the same twice."""
    own = graph.works.action_cover[: graph.authorities]
    lower, upper = lines(graph, np.flatnonzero(own.any(axis=1)).astype(np.int32))
    words = pair_words(own)
    both = words[lower] & words[upper]
    met = np.flatnonzero(both[:, 0] | both[:, 1])
    lower, upper = lower[met], upper[met]
    apart = ~graph.coordination.in_touch(lower, upper)
    lower, upper = lower[apart], upper[apart]
    loose = ~linked(graph, lower, upper)
    return Doubles(graph, lower[loose], upper[loose])


def lines(graph: GovernanceGraph, lower: Int32s) -> tuple[Int32s, Int32s]:
    """Each of these authorities with each of its strict ancestors."""
    parent = graph.hierarchy.parent
    upper = parent[lower]
    pairs = [(lower[:0], upper[:0])]
    while len(lower := lower[upper != NOBODY]):
        upper = upper[upper != NOBODY]
        pairs.append((lower, upper))
        upper = parent[upper]
    return np.concatenate([pair[0] for pair in pairs]), np.concatenate([pair[1] for pair in pairs])


def linked(graph: GovernanceGraph, one: Int32s, other: Int32s) -> Flags:
    """Whether an undisputed link leads from a work of one to a strategy of the other, in either direction."""
    here, there = graph.body[one].astype(np.int64), graph.body[other].astype(np.int64)
    key = np.minimum(here, there) * max(len(graph.live_body), 1) + np.maximum(here, there)
    return is_among(key, graph.register.supporting)
