"""On which days a finding was there: when it was seen first and last, and how often it came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.trends.causes import is_there
from graph.trends.walking import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from graph.listing import Key
    from graph.register import Register


@dataclass(frozen=True)
class Episode:
    """A finding was there on the first and on the last of these days, and on all asked about between them."""

    first: date
    last: date


@dataclass(frozen=True)
class Presence:
    """The history of a key on the days asked about."""

    days: Sequence[date]
    there: Sequence[bool]

    @property
    def episodes(self) -> list[Episode]:
        """The runs of days on which it was there, the earliest first."""
        found: list[Episode] = []
        begun: date | None = None
        for day, there, after in zip(self.days, self.there, [*self.there[1:], False], strict=True):
            begun = (begun or day) if there else None
            if begun is not None and not after:
                found.append(Episode(begun, day))
        return found

    @property
    def first_seen(self) -> date | None:
        """The first day on which it was there."""
        return next((day for day, there in zip(self.days, self.there, strict=True) if there), None)

    @property
    def last_seen(self) -> date | None:
        """The last day on which it was there."""
        return max((day for day, there in zip(self.days, self.there, strict=True) if there), default=None)


def presence(register: Register, days: Iterable[date], key: Key) -> Presence:
    """On which of these ascending days the finding of this key was there. Raises KeyError for an unknown rule."""
    asked = list(days)
    return Presence(asked, [is_there(graph, key) for graph in walk(register, asked)])
