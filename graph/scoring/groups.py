"""Groups of similar bodies of which a band may be told, and the band, so that nobody learns the score of a single one.

Whoever compares the bands of two groups compares those who are in one and not in the other. So groups are told only
as long as every set of bodies that told groups can be combined to is empty or large enough.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

#: So many others there are at least, whoever of the group asks.
LEAST_OTHERS = 5
#: So many a group has at least: whoever asks may be one of them and knows their own score.
LEAST_MEMBERS = LEAST_OTHERS + 1
#: By what a group is chosen: all of the level; those of a band of population; those of a part of the country.
CHOICES = ("level", "population", "part")
#: Where the bands of population begin. They are fixed, so that no two bodies have groups that differ by one member.
BANDS = (0, 5_000, 20_000, 50_000, 100_000, 250_000, 1_000_000)
#: What is told of how many others there are: at least one of these.
SIZES = (5, 10, 20, 50, 100, 200, 500)
_STEP = Decimal(5)
_NARROWEST = Decimal(10)
_MOST = Decimal(100)


class GroupName(NamedTuple):
    """A group: by what it was chosen, and which of them it is (empty for all of the level)."""

    choice: str
    value: str = ""


@dataclass(frozen=True)
class Features:
    """What puts a body into groups within its level; None where it is not known."""

    population: int | None
    part: str | None


@dataclass(frozen=True)
class Band:
    """Where the middle half of a group stands, from the 25th to the 75th percentile of its midpoints, widened to
    fives. Neither the lowest nor the highest is told, nor how many there are exactly.
    """

    lower: Decimal
    upper: Decimal
    others: int
    """At least so many other bodies."""


def band_of_population(population: int | None) -> str | None:
    """The band that a population is in, as where it begins and where the next one does; None where it is not known."""
    if population is None or population <= 0:
        return None
    start = max(band for band in BANDS if band <= population)
    following = next((band for band in BANDS if band > population), None)
    return f"{start}-{following or ''}"


def groups_of(features: Features) -> Mapping[str, GroupName]:
    """By choice: the group that a body is in."""
    band = band_of_population(features.population)
    values = {"level": "", "population": band, "part": features.part}
    return {choice: GroupName(choice, value) for choice, value in values.items() if value is not None}


def told_groups(bodies: Mapping[str, Features]) -> Mapping[GroupName, AbstractSet[str]]:
    """The groups that may be told of bodies of one level that have a score, whoever asks, whatever the scores.

    They are taken in a fixed order: all, the bands of population, the parts of the country; a group that would leave
    a set of fewer than `LEAST_MEMBERS` bodies apart from the others is passed over.
    """
    members: dict[GroupName, set[str]] = {}
    for body, features in bodies.items():
        for name in groups_of(features).values():
            members.setdefault(name, set()).add(body)
    told: dict[GroupName, AbstractSet[str]] = {}
    #: By body: which set of bodies, none of which can be told apart by the groups so far, it is in.
    together = dict.fromkeys(bodies, 0)
    for name in sorted(members, key=_turn):
        inside = members[name]
        apart = Counter((together[body], body in inside) for body in bodies)
        if len(inside) >= LEAST_MEMBERS and min(apart.values()) >= LEAST_MEMBERS:
            told[name] = frozenset(inside)
            number = {of: place for place, of in enumerate(apart)}
            together = {body: number[together[body], body in inside] for body in bodies}
    return told


def _turn(name: GroupName) -> tuple[int, int, str]:
    start = int(name.value.partition("-")[0]) if name.choice == "population" else 0
    return CHOICES.index(name.choice), start, name.value


def band_of(middles: Sequence[Decimal], *, but: bool) -> Band:
    """The band of a group's midpoints; `but` says whether whoever asks is one of them.

    Raises ValueError where there are too few.
    """
    if len(middles) < LEAST_MEMBERS:
        raise ValueError("Of so few nothing is told.")
    ascending = sorted(middles)
    lower = _step(_nearest(ascending, 25), ROUND_FLOOR)
    upper = _step(_nearest(ascending, 75), ROUND_CEILING)
    # Where all stand at the same place, a band of no width would tell it.
    while upper - lower < _NARROWEST:
        lower, upper = max(lower - _STEP, Decimal(0)), min(upper + _STEP, _MOST)
    others = len(middles) - int(but)
    return Band(lower, upper, max(size for size in SIZES if size <= others))


def _nearest(ascending: Sequence[Decimal], percent: int) -> Decimal:
    """The percentile by nearest place: of six or more, the 25th is never the first, the 75th never the last."""
    return ascending[-(-percent * len(ascending) // 100) - 1]


def _step(value: Decimal, rounding: str) -> Decimal:
    return (value / _STEP).to_integral_value(rounding=rounding) * _STEP
