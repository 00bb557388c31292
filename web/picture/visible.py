"""Which bodies a picture shows: as many branches open as one can read, and whatever somebody opened besides.

A family, all bodies of one level below one parent, is shown in portions; what stays away is counted where it would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.encoding import NOBODY
from policies import LEVELS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from web.picture.land import Land

#: So many bodies are readable at once; branches are opened until there are so many.
READABLE = 200
#: So many are drawn at most, whatever is opened.
MOST = 1000
#: What is shown of a family at first, and what comes each time that somebody asks for more.
_FURTHER = 120
_PORTIONS = {level: {"civil_society": 12, "network": 24}.get(level, 40) for level in LEVELS.ids}


@dataclass(frozen=True)
class Rest:
    """The members of a family that are not shown: below whom (`NOBODY` for nobody), of which level, and how many."""

    parent: int
    level: int
    count: int


@dataclass(frozen=True)
class Wanted:
    """What is shown whatever is open: numbers of bodies, whose lines above come with them, and whose branch is open."""

    bodies: Collection[int]
    opened: Collection[int] = ()


@dataclass(frozen=True)
class Visible:
    """What a picture shows: numbers in depth-first order, so that what is above a shown body is shown too."""

    numbers: Sequence[int]
    opened: frozenset[int]
    usually: frozenset[int]
    """What is open unless somebody closes it."""
    rests: Sequence[Rest]
    is_full: bool
    """Whether something stays closed because a picture holds no more."""


@dataclass(frozen=True)
class Chosen:
    """What somebody changed: branches opened and closed, by number, and how often they asked for more of a family."""

    opened: frozenset[int] = frozenset()
    closed: frozenset[int] = frozenset()
    more: Mapping[tuple[int, int], int] | None = None


def visible(land: Land, chosen: Chosen, wanted: Wanted | None = None) -> Visible:
    """The bodies of a picture: of the whole country, or only what is wanted and opened from there."""
    usually = frozenset(_usually_open(land)) if wanted is None else frozenset(wanted.opened)
    walk = _Walk(land, chosen, usually, wanted)
    walk.go()
    return Visible(
        numbers=sorted(walk.shown),
        opened=frozenset(walk.opened),
        usually=usually,
        rests=walk.rests,
        is_full=walk.is_full,
    )


def _usually_open(land: Land) -> Iterator[int]:
    """The bodies whose branches are open at first: generation by generation, as long as all stays readable."""
    if len(land) <= READABLE:
        yield from (number for number in range(len(land)) if land.has_children(number))
        return
    generation, left = _first_of(land, NOBODY), READABLE
    left -= len(generation)
    while generation:
        following: list[int] = []
        for number in generation:
            children = _first_of(land, number) if land.has_children(number) else []
            left -= len(children)
            if left < 0:
                return
            following += children
            if children:
                yield number
        generation = following


def _first_of(land: Land, parent: int) -> list[int]:
    """What is shown below a parent at first."""
    return [one for level, members in land.families(parent) for one in members[: _PORTIONS[LEVELS.ids[level]]]]


class _Walk:
    """From those without a parent down every open branch."""

    def __init__(self, land: Land, chosen: Chosen, usually: frozenset[int], wanted: Wanted | None) -> None:
        self._land, self._more = land, chosen.more or {}
        self._is_open = (usually | chosen.opened) - chosen.closed
        self._from_above = wanted is None
        self._kept = {above for one in (wanted.bodies if wanted else ()) for above in (one, *land.line(one))}
        self.shown: set[int] = set(self._kept)
        self.opened: set[int] = set()
        self.rests: list[Rest] = []
        self.is_full = False

    def go(self) -> None:
        """Fill `shown`, `opened` and `rests`."""
        generation = {NOBODY} if self._from_above else self._is_open & self._kept
        while generation:
            following: set[int] = set()
            for parent in sorted(generation):
                if len(self.shown) >= MOST:
                    self.is_full = True
                    return
                following.update(self._open(parent))
            generation = following & self._is_open

    def _open(self, parent: int) -> list[int]:
        """Show a parent's families, portion by portion; gives those that are shown."""
        if parent != NOBODY:
            self.opened.add(parent)
        below: list[int] = []
        for level, members in self._land.families(parent):
            count = self._portion(parent, level)
            shown = [one for place, one in enumerate(members) if place < count or one in self._kept]
            if len(shown) < len(members):
                self.rests.append(Rest(parent, level, len(members) - len(shown)))
            below += shown
        self.shown.update(below)
        return [one for one in below if self._land.has_children(one)]

    def _portion(self, parent: int, level: int) -> int:
        if self._from_above and len(self._land) <= READABLE:
            return READABLE
        return _PORTIONS[LEVELS.ids[level]] + _FURTHER * self._more.get((parent, level), 0)
