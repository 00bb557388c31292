"""How strategies stand on a day, and which of them are anchors that lapsed; by their number among the register's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import NOBODY
from graph.register import DRAFT, WITHDRAWN

if TYPE_CHECKING:
    from graph.encoding import Flags, Int8s, Int64s
    from interlace.reading.view import View

#: In force; adopted but not begun; adopted and past its end; adopted by a body that is no longer live; not adopted.
STANDINGS = ("in_force", "upcoming", "ended", "ownerless", "draft", "withdrawn")
_IN_FORCE, _UPCOMING, _ENDED, _OWNERLESS, _DRAFT, _WITHDRAWN = range(len(STANDINGS))


def standings(view: View) -> Int8s:
    """By strategy: its place in `STANDINGS`."""
    graph, strategies = view.graph, view.graph.register.strategies
    conditions = [
        strategies.status == DRAFT,
        strategies.status == WITHDRAWN,
        graph.works.in_force,
        strategies.starts_on > graph.day,
        strategies.ends_on < graph.day,
    ]
    return np.select(conditions, [_DRAFT, _WITHDRAWN, _IN_FORCE, _UPCOMING, _ENDED], _OWNERLESS).astype(np.int8)


def standing(view: View, strategy: int) -> str:
    """How the strategy of this row stands."""
    return STANDINGS[standings(view)[view.strategy_number(strategy)]]


def lapsed_anchors(view: View) -> Int64s:
    """By strategy that is no longer in force: how many in force, and actions that deliver, still lead to it."""
    found = view.analysis.found["anchor-lapsed"].object
    count = len(view.graph.works.in_force)
    return np.zeros(count, dtype=np.int64) if found is None else np.bincount(found, minlength=count)


def owner_levels(view: View) -> Int8s:
    """By strategy: the level of its lead owner, as a place in `LEVELS`."""
    register = view.graph.register
    levels: Int8s = register.bodies.level[register.strategies.owner]
    return levels


def in_branch(view: View, head: int) -> Flags:
    """By strategy: whether its lead owner is the body (row), or stands or works below it.

    An owner that is no longer live is where the nearest live body above it is.
    """
    graph, top = view.graph, view.place_of(head)
    if top == NOBODY or top >= graph.authorities:
        own: Flags = graph.register.strategies.owner == view.row_at(head)
        return own
    owner = graph.register.strategies.owner
    place = graph.place[owner]
    elsewhere = (place == NOBODY) | (place >= graph.authorities)
    place = np.where(elsewhere, graph.place[graph.parent_row[owner]], place)
    inside: Flags = (place >= top) & (place < graph.hierarchy.end[top])
    return inside


def shown_strategies(view: View) -> Flags:
    """By strategy: whether it is shown at all; drafts of others are not."""
    shown: Flags = view.work_rows[: len(view.graph.works.in_force)] != NOBODY
    return shown
