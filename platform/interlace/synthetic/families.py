"""Who stands under whom, for picking children and siblings of many bodies at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interlace.synthetic.columns import NOBODY, Random, Rows


@dataclass(frozen=True)
class Families:
    """Children of every body end to end in `member`; those of body b are at `start[b]` to `start[b + 1]`."""

    parent: Rows
    member: Rows
    start: Rows
    place: Rows

    @classmethod
    def of(cls, parent: Rows, chosen: Rows) -> Families:
        """The families of the chosen children; children without a parent are in none."""
        chosen = chosen[parent[chosen] != NOBODY]
        member = chosen[np.argsort(parent[chosen], kind="stable")]
        start = np.searchsorted(parent[member], np.arange(len(parent) + 1))
        place = np.full(len(parent), NOBODY, dtype=np.int64)
        place[member] = np.arange(len(member))
        return cls(parent, member, start, place)

    def size(self, body: Rows) -> Rows:
        """How many children each body has; nobody has none."""
        sizes: Rows = np.where(body == NOBODY, 0, self.start[body + 1] - self.start[body])
        return sizes

    def child(self, body: Rows, random: Random) -> Rows:
        """A child of each body, nobody where there is none."""
        size = self.size(body)
        chosen = self.start[body] + (size * random.random(len(body))).astype(np.int64)
        return self._at(chosen, size > 0)

    def neighbour(self, body: Rows, step: Rows) -> Rows:
        """The sibling so many places further in the family, nobody past its end."""
        place = self.place[body] + step
        above = self.parent[body]
        inside = (self.place[body] != NOBODY) & (above != NOBODY)
        return self._at(place, inside & (place < self.start[above + 1]))

    def _at(self, place: Rows, there: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Rows:
        found = np.full(len(place), NOBODY, dtype=np.int64)
        found[there] = self.member[place[there]]
        return found
