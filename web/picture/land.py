"""All bodies of a day as one forest: authorities, civil society and networks, in depth-first order.

A body's *number* is its place in that order: siblings stand by level and code, and all that is below a body follows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import NOBODY
from graph.forest import depth_first, depths, generations_of
from graph.ragged import group_starts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.encoding import Int8s, Int32s
    from graph.governance import GovernanceGraph
    from interlace.reading.view import View


@dataclass(frozen=True)
class Land:
    """Live bodies by number; `parent` is `NOBODY` for whoever stands below nobody, `end` one past the last below."""

    row: Int32s
    """The row of each in the register's columns."""
    parent: Int32s
    end: Int32s
    level: Int8s
    number: Int32s
    """By row of the register: the number of the body, `NOBODY` where it is not live; one more entry for nobody."""

    @classmethod
    def of(cls, graph: GovernanceGraph) -> Land:
        """The land of a graph's day."""
        level = graph.register.bodies.level
        live = np.flatnonzero(graph.live_body).astype(np.int32)
        rows = live[np.lexsort((live, level[live]))]
        index = np.full(len(level) + 1, NOBODY, dtype=np.int32)
        index[rows] = np.arange(len(rows), dtype=np.int32)
        above = index[graph.parent_row[rows]]
        laid_out = depth_first(above, generations_of(depths(above)))
        order = np.argsort(laid_out.place)
        row = rows[order]
        number = np.full(len(level) + 1, NOBODY, dtype=np.int32)
        number[row] = np.arange(len(row), dtype=np.int32)
        return cls(
            row=row,
            parent=number[graph.parent_row[row]],
            end=number[row] + laid_out.size[order],
            level=level[row],
            number=number,
        )

    def __len__(self) -> int:
        return len(self.row)

    def children(self, number: int) -> Int32s:
        """The bodies directly below one, by level and code; below `NOBODY` stand those without a parent."""
        parents, children = self._children
        start, end = np.searchsorted(parents, np.array([number, number + 1], dtype=np.int32))
        return children[start:end]

    def families(self, number: int) -> Iterator[tuple[int, list[int]]]:
        """The same, level by level: the level and its bodies."""
        children = self.children(number)
        levels = self.level[children]
        for start, end in pairwise([*group_starts(levels).tolist(), len(children)]):
            yield int(levels[start]), children[start:end].tolist()

    def has_children(self, number: int) -> bool:
        """Whether anybody stands below."""
        return self.below(number) > 0

    def below(self, number: int) -> int:
        """How many bodies stand below, at all levels."""
        return int(self.end[number]) - number - 1

    def line(self, number: int) -> list[int]:
        """The bodies above one, the nearest first."""
        found: list[int] = []
        while (number := int(self.parent[number])) != NOBODY:
            found.append(number)
        return found

    @cached_property
    def _children(self) -> tuple[Int32s, Int32s]:
        order = np.argsort(self.parent, kind="stable").astype(np.int32)
        return self.parent[order], order


def land_of(view: View) -> Land:
    """The land of a view's day; kept with its snapshot."""
    return view.sight.snapshot.kept(("land", view.as_of), lambda: Land.of(view.graph))
