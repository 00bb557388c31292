"""Who coordinates with whom on a day, by number in the land."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.encoding import Int32s
    from interlace.reading.view import View
    from web.picture.land import Land


@dataclass(frozen=True)
class Ties:
    """Each pair twice, once from either end, in the order of ends and then of the others."""

    end: Int32s
    other: Int32s

    def of(self, number: int) -> list[int]:
        """With whom a body coordinates, in the order of the land."""
        start, stop = np.searchsorted(self.end, np.array([number, number + 1], dtype=np.int32))
        return self.other[start:stop].tolist()  # type: ignore[no-any-return]

    def among(self, numbers: Sequence[int], bodies: int) -> list[tuple[int, int]]:
        """The pairs between these bodies, of so many, the lesser number first."""
        is_one = np.zeros(bodies, dtype=np.bool_)
        is_one[np.array(numbers, dtype=np.int64)] = True
        both = is_one[self.end] & is_one[self.other] & (self.end < self.other)
        return list(zip(self.end[both].tolist(), self.other[both].tolist(), strict=True))


def ties_of(view: View, land: Land) -> Ties:
    """The ties of a view's day; kept with its snapshot."""
    return view.sight.snapshot.kept(("ties", view.as_of), lambda: _ties(view, land))


def _ties(view: View, land: Land) -> Ties:
    coordination, row = view.graph.coordination, view.graph.body
    first, second = land.number[row[coordination.first]], land.number[row[coordination.second]]
    end, other = np.concatenate([first, second]), np.concatenate([second, first])
    order = np.lexsort((other, end))
    return Ties(end[order], other[order])
