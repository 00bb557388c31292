"""What somebody's entries answer: the findings that would be there without them and are not.

The day is analysed once more without those works. Nothing has to be remembered for that, and nobody's other writes are
counted in. It takes as long as any analysis, so it is asked for by itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.analysis import analyse
from graph.frames import finding_key
from graph.governance import GovernanceGraph
from graph.register import CANCELLED, WITHDRAWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.encoding import Int8s
    from graph.register import Register
    from interlace.reading.view import View


def counting_works(view: View, body: int) -> list[int]:
    """The strategies in force that a body (row) leads and its actions that deliver, by their numbers among works."""
    graph, row = view.graph, view.row_at(body)
    register, works = graph.register, graph.works
    led = np.flatnonzero((register.strategies.owner == row) & works.in_force)
    done = np.flatnonzero((register.actions.body == row) & works.delivering) + len(works.in_force)
    return [*led.tolist(), *done.tolist()]


def action_number(view: View, action: int) -> int:
    """The number of an action (row) among the register's works."""
    strategies = len(view.graph.works.in_force)
    return strategies + int(np.flatnonzero(view.work_rows[strategies:] == action)[0])


class Answered(NamedTuple):
    """The findings that some works keep away: how many, and the keys of those that would matter most."""

    total: int
    first: Sequence[str]


def answered(view: View, works: Sequence[int], most: int) -> Answered:
    """What these works answer; told are at most so many."""
    if not works:
        return Answered(0, ())
    without = analyse(GovernanceGraph.at(_without(view.graph.register, works), view.as_of)).listing
    # Both registers have the same records, so their findings are numbered alike.
    missing = np.flatnonzero(~np.isin(without.place, view.analysis.listing.place))
    order = missing[np.argsort(-without.priority[missing], kind="stable")][:most]
    keys = [without.key(number) for number in order.tolist()]
    return Answered(len(missing), [finding_key(key.rule, key.subject, key.object or None) for key in keys])


def _without(register: Register, works: Sequence[int]) -> Register:
    """A register in which these works count no longer."""
    count = len(register.strategies.status)
    strategies = [number for number in works if number < count]
    actions = [number - count for number in works if number >= count]
    return replace(
        register,
        strategies=replace(register.strategies, status=_with(register.strategies.status, strategies, WITHDRAWN)),
        actions=replace(register.actions, status=_with(register.actions.status, actions, CANCELLED)),
    )


def _with(status: Int8s, rows: Sequence[int], value: int) -> Int8s:
    changed = status.copy()
    changed[rows] = value
    return changed
