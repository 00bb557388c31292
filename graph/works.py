"""Strategies in force and actions delivering on one day, who owns them, and the cells that they cover.

A set of cells is a row of four 32-bit words, one a principle, a bit an area.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import DAWN
from graph.register import ADOPTED, COMPLETED, ONGOING

if TYPE_CHECKING:
    from graph.encoding import Flags, Int32s, Rows, Words
    from graph.governance import GovernanceGraph


@dataclass(frozen=True)
class Works:
    """What is in force and what delivers. Strategies and actions by row, bodies by place."""

    in_force: Flags
    """By strategy."""
    delivering: Flags
    """By action."""
    owned: Int32s
    """Strategies in force, once for each owner; lead owners first, strategies ascending in each part …"""
    owner: Int32s
    """… and the place of that owner."""
    leads: int
    """How many of the pairs above are of lead owners."""
    action_cover: Words
    """By place: the cells of delivering actions."""
    cover: Words
    """By place: the cells of strategies in force and of delivering actions."""

    @property
    def led(self) -> Int32s:
        """Strategies in force, ascending."""
        return self.owned[: self.leads]

    @property
    def leader(self) -> Int32s:
        """The place of the lead owner of each strategy in `led`."""
        return self.owner[: self.leads]


def works_of(graph: GovernanceGraph) -> Works:
    """Find what is in force or delivers on the day of the graph."""
    in_force = in_force_of(graph)
    delivering = delivering_of(graph)
    led = np.flatnonzero(in_force).astype(np.int32)
    owned, owner = owners_of(graph, in_force, led)
    actions = np.flatnonzero(delivering)
    action_cover = np.zeros((len(graph.body), 4), dtype=np.uint32)
    unite(action_cover, graph.place[graph.register.actions.body[actions]], graph.register.actions.cells[actions])
    cover = action_cover.copy()
    unite(cover, owner, graph.register.strategies.cells[owned])
    return Works(
        in_force=in_force,
        delivering=delivering,
        owned=owned,
        owner=owner,
        leads=len(led),
        action_cover=action_cover,
        cover=cover,
    )


def in_force_of(graph: GovernanceGraph) -> Flags:
    """By strategy: whether it is in force."""
    strategies, day = graph.register.strategies, graph.day
    in_period = (strategies.starts_on <= day) & (day <= strategies.ends_on)
    in_force: Flags = (strategies.status == ADOPTED) & in_period & graph.live_body[strategies.owner]
    return in_force


def delivering_of(graph: GovernanceGraph) -> Flags:
    """By action: whether it delivers."""
    actions, day = graph.register.actions, graph.day
    ongoing = (actions.status == ONGOING) & (actions.starts_on <= day) & (day <= actions.ends_on)
    # An unknown end lies after every day, so it never counts as recently completed.
    recent = (actions.ends_on >= day - graph.thresholds.delivery_days) & (actions.ends_on <= day)
    completed = (actions.status == COMPLETED) & recent
    delivering: Flags = (ongoing | completed) & graph.live_body[actions.body]
    return delivering


def owners_of(graph: GovernanceGraph, in_force: Flags, led: Int32s) -> tuple[Int32s, Int32s]:
    """Pairs (strategy in force, place of a live owner): lead owners, then co-owners who are not the lead."""
    strategies = graph.register.strategies
    counted = (
        in_force[strategies.co_owner_of]
        & graph.live_body[strategies.co_owner]
        & (strategies.owner[strategies.co_owner_of] != strategies.co_owner)
    )
    owned = np.concatenate([led, strategies.co_owner_of[counted]])
    owner = np.concatenate([strategies.owner[led], strategies.co_owner[counted]])
    return owned, graph.place[owner]


def pair_words(cells: Words) -> np.ndarray:
    """The same sets as two 64-bit words a row, shape (rows, 2): half as many operations."""
    return cells.view(np.uint64)


def by_word(cells: Words) -> np.ndarray:
    """The same sets word after word, shape (2, rows): for going through many of them, a column at a time."""
    return np.ascontiguousarray(pair_words(cells).T)


def unite(cover: Words, place: Rows, cells: Words) -> None:
    """Add each row of `cells` to the row of `cover` that `place` names."""
    for column in range(2):
        np.bitwise_or.at(pair_words(cover)[:, column], place, pair_words(cells)[:, column])


def last_told_of(graph: GovernanceGraph) -> Int32s:
    """By work: the day of its latest report so far, else its beginning, else `DAWN`."""
    register = graph.register
    last = np.full(len(graph.links.active), DAWN, dtype=np.int32)
    told = register.reports.on <= graph.day
    np.maximum.at(last, register.reports.subject[told], register.reports.on[told])
    starts_on = np.concatenate([register.strategies.starts_on, register.actions.starts_on])
    return np.where(last == DAWN, starts_on, last)


def lapsed_of(graph: GovernanceGraph) -> Int32s:
    """Adopted strategies that have ended and whose live owner has none in force: the last to end of each owner.

    Of several that ended on one day it is the one with the smallest code. In the order of their owners' codes.
    """
    strategies = graph.register.strategies
    rows = graph.register.by_owner_and_end
    owner = strategies.owner[rows]
    ended = (strategies.status[rows] == ADOPTED) & (strategies.ends_on[rows] < graph.day) & graph.live_body[owner]
    rows, owner = rows[ended], owner[ended]
    without = ~graph.has_strategy[graph.place[owner]]
    rows, owner = rows[without], owner[without]
    last = np.ones(len(rows), dtype=np.bool_)
    last[:-1] = owner[1:] != owner[:-1]
    lapsed: Int32s = rows[last].astype(np.int32)
    return lapsed
