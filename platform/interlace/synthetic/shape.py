"""The shape of an invented country: how many bodies of each level, how many records of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """Levels in the order of the vocabulary; bodies stand in this order too."""

    NATIONAL = 0
    REGIONAL = 1
    INTERMEDIATE = 2
    LOCAL = 3
    SUBMUNICIPAL = 4
    CIVIL_SOCIETY = 5
    NETWORK = 6


@dataclass(frozen=True)
class Shape:
    """`levels` counts the bodies of each level; the others are how many rows a table is meant to have."""

    levels: tuple[int, ...]
    competences: int
    relations: int
    actions: int
    links: int
    participations: int
    declarations: int
    reports: int
    oppositions: int
    measured: int
    """Bodies that have measured themselves."""

    @property
    def bodies(self) -> int:
        """All bodies."""
        return sum(self.levels)


def shape_of(bodies: int) -> Shape:
    """The shape of a country of so many bodies. Raises ValueError if there is none."""
    if bodies < 1:
        raise ValueError("a country has at least one body")
    return Shape(
        levels=_levels(bodies),
        competences=round(bodies * 15 / 36),
        relations=round(bodies * 120 / 36),
        actions=round(bodies * 100 / 36),
        links=round(bodies * 40 / 36),
        participations=round(bodies * 50 / 36),
        declarations=round(bodies * 25 / 36),
        reports=round(bodies * 40 / 36),
        oppositions=round(bodies / 72),
        measured=round(bodies / 90),
    )


def _levels(bodies: int) -> tuple[int, ...]:
    """Regions grow slowly, the other levels with the country; local authorities are what is left."""
    least_with_regions = 5
    above = {
        Level.NATIONAL: 1,
        Level.REGIONAL: max(1, round((bodies / 100) ** 0.5)) if bodies >= least_with_regions else 0,
        Level.INTERMEDIATE: bodies // 72,
        Level.SUBMUNICIPAL: bodies // 12,
        Level.CIVIL_SOCIETY: bodies * 7 // 36,
        Level.NETWORK: max(round(bodies * 0.012), min(3, bodies // 10)),
    }
    local = bodies - sum(above.values())
    return tuple(above.get(level, local) for level in Level)
