"""Where a body stands: the line above it, who is below and beside it, what it followed and what followed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import policies
from web.languages import day
from web.names import named, named_by_code
from web.words import term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interlace.reading.view import View
    from web.names import Named

#: So many of those below or beside are named.
_MOST = 12


@dataclass(frozen=True)
class Some:
    """The first of several bodies, and how many there are."""

    bodies: Sequence[Named]
    total: int

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.total - len(self.bodies)


@dataclass(frozen=True)
class Standing:
    """The bodies around one, the line above it from its root down."""

    above: Sequence[Named]
    below: Some
    """Authorities."""
    society: Some
    """Civil-society bodies that work there."""
    networks: Some
    """Networks that serve it."""
    beside: Some
    """Of the same level, below the same body."""


def standing_of(view: View, body: int) -> Standing:
    """Where a body stands on the view's day."""
    level = view.sight.column("bodies", "level")
    children = view.children(body)
    parent = view.parent(body)
    siblings = [] if parent is None else view.children(parent)
    code = view.sight.column("bodies", "code")[body]
    serving = [one for one in view.sight.rows_where("bodies", "serves", code) if view.live(one)]
    return Standing(
        above=[named("bodies", one, view) for one in reversed(view.ancestors(body))],
        below=_some(view, [one for one in children if policies.LEVELS[level[one]].authority]),
        society=_some(view, [one for one in children if not policies.LEVELS[level[one]].authority]),
        networks=_some(view, serving),
        beside=_some(view, [one for one in siblings if level[one] == level[body] and one != body]),
    )


def _some(view: View, rows: Sequence[int]) -> Some:
    return Some([named("bodies", row, view) for row in rows[:_MOST]], len(rows))


@dataclass(frozen=True)
class Followed:
    """A body that followed or was followed, and how: what happened, and when."""

    body: Named | None
    code: str
    how: str


def successors(view: View, code: str) -> list[Followed]:
    """What followed a body, whenever that was."""
    return _followed(view, "predecessor", "successor", code)


def predecessors(view: View, code: str) -> list[Followed]:
    """What a body followed."""
    return _followed(view, "successor", "predecessor", code)


def _followed(view: View, own: str, other: str, code: str) -> list[Followed]:
    sight = view.sight
    found = []
    for row in sight.rows_where("successions", own, code):
        one, kind = sight.column("successions", other)[row], sight.column("successions", "kind")[row]
        words = [term(policies.SUCCESSION_KINDS, kind) if kind else "", day(sight.column("successions", "on")[row])]
        found.append(Followed(named_by_code("bodies", one, view), one, ", ".join(filter(None, words))))
    return found
