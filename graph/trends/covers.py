"""What bodies cover from one day to the next: worked out again only for bodies whose works began, ended or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.citations import Index, index_by
from graph.ragged import spread
from graph.works import Works, delivering_of, in_force_of, owners_of, unite

if TYPE_CHECKING:
    from graph.encoding import Flags, Int64s, Words
    from graph.governance import GovernanceGraph
    from graph.register import Register


class Covers:
    """The cells that each body of a register covers on the day asked for last, by row."""

    def __init__(self, register: Register) -> None:
        strategies, actions = register.strategies, register.actions
        bodies = len(register.bodies.code)
        led = np.arange(len(strategies.code), dtype=np.int32)
        self._register = register
        self._owned = np.concatenate([led, strategies.co_owner_of])
        self._by_owner = index_by(np.concatenate([strategies.owner, strategies.co_owner]), bodies)
        self._by_actor = index_by(actions.body, bodies)
        self._actions: Words = np.zeros((bodies, 4), dtype=np.uint32)
        self._all: Words = np.zeros((bodies, 4), dtype=np.uint32)
        self._in_force: Flags = np.zeros(len(led), dtype=np.bool_)
        self._delivering: Flags = np.zeros(len(actions.code), dtype=np.bool_)

    def works_of(self, graph: GovernanceGraph) -> Works:
        """The works of the graph's day; graphs are asked about one after the other."""
        in_force, delivering = in_force_of(graph), delivering_of(graph)
        self._follow(in_force, delivering)
        led = np.flatnonzero(in_force).astype(np.int32)
        owned, owner = owners_of(graph, in_force, led)
        return Works(
            in_force=in_force,
            delivering=delivering,
            owned=owned,
            owner=owner,
            leads=len(led),
            action_cover=self._actions[graph.body],
            cover=self._all[graph.body],
        )

    def _follow(self, in_force: Flags, delivering: Flags) -> None:
        strategies, actions = self._register.strategies, self._register.actions
        changed = in_force != self._in_force
        touched = np.zeros(len(self._all), dtype=np.bool_)
        touched[strategies.owner[changed]] = True
        touched[strategies.co_owner[changed[strategies.co_owner_of]]] = True
        touched[actions.body[delivering != self._delivering]] = True
        rows = np.flatnonzero(touched)
        self._actions[rows] = 0
        done, at = _of(self._by_actor, rows, delivering)
        unite(self._actions, rows[at], actions.cells[done])
        self._all[rows] = self._actions[rows]
        pair, at = _of(self._by_owner, rows, in_force[self._owned])
        unite(self._all, rows[at], strategies.cells[self._owned[pair]])
        self._in_force, self._delivering = in_force, delivering


def _of(index: Index, rows: Int64s, counts: Flags) -> tuple[Int64s, Int64s]:
    """What belongs to these bodies and counts, and beside it which of them it belongs to."""
    at, member = spread(index.starts[rows], index.starts[rows + 1])
    own = index.order[member]
    counted = counts[own]
    return own[counted], at[counted].astype(np.int64)
