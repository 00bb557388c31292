"""The territory of an invented country: who contains whom, and how many people live there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from interlace.synthetic.columns import NOBODY, anyone, chance, ways, weighted
from interlace.synthetic.families import Families
from interlace.synthetic.shape import Level

if TYPE_CHECKING:
    from interlace.synthetic.columns import Random, Rows
    from interlace.synthetic.shape import Shape

_NATION = 0
_SKIPPING = 5
_PER_CITY = 200
_SMALLEST, _LARGEST, _TAIL = 400, 3_000_000, 1.05


@dataclass(frozen=True)
class Territory:
    """By body: the parent (nobody: -1) and the people; `cities` are the local authorities with boroughs, by size."""

    level: Rows
    parent: Rows
    people: Rows
    cities: Rows

    def rows(self, level: Level) -> Rows:
        """The bodies of one level."""
        return np.flatnonzero(self.level == level)


def draw_territory(shape: Shape, random: Random) -> Territory:
    """Regions under the State, districts under most regions, municipalities under either, boroughs in cities."""
    level = np.repeat(np.arange(len(Level)), shape.levels)
    drawn = Territory(level, np.full(len(level), NOBODY), np.zeros(len(level), dtype=np.int64), np.zeros(0, np.int64))
    drawn.parent[drawn.rows(Level.REGIONAL)] = _NATION
    _place_locals(drawn, random)
    local = drawn.rows(Level.LOCAL)
    people = _SMALLEST * (1 - random.random(len(local))) ** (-1 / _TAIL)
    drawn.people[local] = np.minimum(people, _LARGEST)
    by_size = local[np.argsort(-drawn.people[local], kind="stable")]
    cities = by_size[: max(1, len(local) // _PER_CITY)]
    _place_boroughs(drawn, cities, random)
    _place_civil_society(drawn, random)
    for level_below in (Level.LOCAL, Level.INTERMEDIATE, Level.REGIONAL):
        rows = drawn.rows(level_below)
        np.add.at(drawn.people, drawn.parent[rows], drawn.people[rows])
    return Territory(level, drawn.parent, drawn.people, cities)


def _place_locals(drawn: Territory, random: Random) -> None:
    """Districts in four regions of five; municipalities in a district, the region where it has none, or neither."""
    regions, districts, local = (drawn.rows(level) for level in (Level.REGIONAL, Level.INTERMEDIATE, Level.LOCAL))
    weight = random.lognormal(0, 0.6, len(regions))
    divided = np.arange(len(regions)) % _SKIPPING != _SKIPPING - 1
    more = weighted(random, regions[divided], weight[divided], len(districts))
    drawn.parent[districts] = np.concatenate([regions[divided], more])[: len(districts)]
    families = Families.of(drawn.parent, districts)
    region = weighted(random, regions, weight, len(local))
    district = families.child(region, random)
    direct = (district == NOBODY) | chance(random, 0.02, len(local))
    region = np.where((region == NOBODY) | chance(random, 0.01, len(local)), _NATION, region)
    drawn.parent[local] = np.where(direct, region, district)


def _place_boroughs(drawn: Territory, cities: Rows, random: Random) -> None:
    """Boroughs of cities, more in larger ones; together they hold the city's people."""
    boroughs = drawn.rows(Level.SUBMUNICIPAL)
    city = weighted(random, cities, np.sqrt(drawn.people[cities]), len(boroughs))
    share = random.lognormal(0, 0.5, len(boroughs))
    whole = np.bincount(city, weights=share, minlength=len(drawn.level)) if len(city) else np.ones(1)
    drawn.parent[boroughs] = city
    drawn.people[boroughs] = drawn.people[city] * share / whole[city]


def _place_civil_society(drawn: Territory, random: Random) -> None:
    """Associations where people live, and some beside the higher levels; a few work nowhere in particular."""
    bodies = drawn.rows(Level.CIVIL_SOCIETY)
    local = drawn.rows(Level.LOCAL)
    places = (
        weighted(random, local, np.sqrt(drawn.people[local]), len(bodies)),
        *(
            anyone(random, drawn.rows(level), len(bodies))
            for level in (Level.SUBMUNICIPAL, Level.INTERMEDIATE, Level.REGIONAL, Level.NATIONAL)
        ),
        np.full(len(bodies), NOBODY),
    )
    way = ways(random, (0.62, 0.08, 0.1, 0.12, 0.04, 0.04), len(bodies))
    drawn.parent[bodies] = np.choose(way, places)
