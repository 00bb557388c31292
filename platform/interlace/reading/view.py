"""A sight on a day: the records, and the graph and findings of that day. What a request is answered from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from graph.analysis import Analysis
    from graph.encoding import Int32s, Int64s
    from graph.governance import GovernanceGraph
    from interlace.reading.sight import Sight


@dataclass(frozen=True)
class View:
    """What a caller sees on a day. Bodies are spoken of by their row in the sight's table `bodies`."""

    sight: Sight
    as_of: date

    @property
    def revision(self) -> int:
        """The tenant's revision that it shows."""
        return self.sight.snapshot.revision

    @cached_property
    def graph(self) -> GovernanceGraph:
        """The governance graph of the day."""
        return self.sight.snapshot.graph_at(self.as_of)

    @cached_property
    def analysis(self) -> Analysis:
        """Alignment, profiles and findings of the day."""
        return self.sight.snapshot.analysis_at(self.as_of)

    @cached_property
    def key(self) -> str:
        """What the view shows, in few characters: two views with the same key show the same."""
        stored = self.sight.snapshot.stored
        shown = "|".join([str(stored.made_at), str(self.as_of), *sorted(self.sight.hidden)])
        return f"{stored.revision}-{hashlib.sha256(shown.encode()).hexdigest()[:16]}"

    def place_of(self, body: int) -> int:
        """The place of a body in the graph, `NOBODY` where it is not live that day."""
        return int(self.graph.place[self._register_row[body]])

    def body_at(self, place: int) -> int:
        """The body that stands at a place of the graph."""
        return int(self.sight.body_rows[self.graph.body[place]])

    def live(self, body: int) -> bool:
        """Whether a body is live that day."""
        return bool(self.graph.live_body[self._register_row[body]])

    def parent(self, body: int) -> int | None:
        """The nearest live body above one, live itself or not."""
        row = int(self.graph.parent_row[self._register_row[body]])
        return None if row == NOBODY else int(self.sight.body_rows[row])

    def ancestors(self, body: int) -> list[int]:
        """The live bodies above one, the nearest first."""
        found: list[int] = []
        above = self.parent(body)
        while above is not None:
            found.append(above)
            above = self.parent(above)
        return found

    def children(self, body: int) -> Sequence[int]:
        """The live bodies whose parent it is, authorities and others, in the order of their codes."""
        start, end = np.searchsorted(self._children[0], [self._register_row[body], self._register_row[body] + 1])
        rows = self.sight.body_rows[self._children[1][start:end]]
        return rows.tolist()  # type: ignore[no-any-return]

    def below(self, body: int) -> Sequence[int]:
        """The live authorities below one, in depth-first order."""
        place = self.place_of(body)
        if place == NOBODY or place >= self.graph.authorities:
            return ()
        return [self.body_at(below) for below in range(place + 1, int(self.graph.hierarchy.end[place]))]

    def row_at(self, body: int) -> int:
        """The row of a body in the register's columns of numbers."""
        return int(self._register_row[body])

    def strategy_number(self, strategy: int) -> int:
        """The number of a strategy among the register's works."""
        return int(np.flatnonzero(self.work_rows[: len(self.graph.works.in_force)] == strategy)[0])

    def action_number(self, action: int) -> int:
        """The number of an action among the register's works."""
        strategies = len(self.graph.works.in_force)
        return strategies + int(np.flatnonzero(self.work_rows[strategies:] == action)[0])

    @cached_property
    def work_rows(self) -> Int64s:
        """By the register's number of a strategy or action: its row here, `NOBODY` where it is not shown."""
        strategies = self.sight.snapshot.register.strategies.code
        rows = np.full(len(strategies), NOBODY, dtype=np.int64)
        rows[~strategies.is_in(list(self.sight.hidden)).to_numpy()] = self.sight.order("strategies", "code")
        return np.concatenate([rows, self.sight.order("actions", "code")])

    @cached_property
    def _register_row(self) -> Int32s:
        """The row in the register's columns of numbers of each body here."""
        rows = np.empty(len(self.sight.body_rows), dtype=np.int32)
        rows[self.sight.body_rows] = np.arange(len(rows), dtype=np.int32)
        return rows

    @cached_property
    def _children(self) -> tuple[Int32s, Int32s]:
        """Parents in ascending order, and beside each a live body whose parent it is; rows of the register."""
        live = np.flatnonzero(self.graph.live_body).astype(np.int32)
        parents = self.graph.parent_row[live]
        order = np.argsort(parents, kind="stable")
        return parents[order], live[order]
