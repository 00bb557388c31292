"""The bodies of an invented country: territory, reforms, networks and names come together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.synthetic.columns import NOBODY, chance, dates, numbered, table, where
from interlace.synthetic.families import Families
from interlace.synthetic.names import body_names, place_names
from interlace.synthetic.networks import draw_networks, last_meetings, network_columns, network_names
from interlace.synthetic.reforms import draw_reforms
from interlace.synthetic.shape import Level
from interlace.synthetic.territory import draw_territory
from policies import LEVELS

if TYPE_CHECKING:
    from interlace.synthetic.columns import Random, Rows
    from interlace.synthetic.networks import Networks
    from interlace.synthetic.reforms import Reforms
    from interlace.synthetic.shape import Shape
    from interlace.synthetic.territory import Territory

_PREFIXES = ("ZZ", "ZZ-R", "ZZ-I", "ZZ-L", "ZZ-B", "ZZ-C", "ZZ-N")
#: How often a level's own population figure is known; where not, it follows from those below.
_POPULATION_KNOWN = np.array([0, 0.2, 0.1, 0.96, 0.7, 0, 0])


@dataclass(frozen=True)
class Bodies:
    """All bodies, level by level; a body is known by its row everywhere in the making of a country."""

    shape: Shape
    code: pl.Series
    place: pl.Series
    territory: Territory
    reforms: Reforms
    networks: Networks

    @property
    def level(self) -> Rows:
        """The level of each body."""
        return self.territory.level

    @property
    def parent(self) -> Rows:
        """The parent of each body, and one more entry: nobody's parent is nobody."""
        return np.append(self.territory.parent, NOBODY)

    def rows(self, level: Level) -> Rows:
        """The bodies of one level."""
        return self.territory.rows(level)

    @cached_property
    def authorities(self) -> Families:
        """Authorities under their parents."""
        return Families.of(self.territory.parent, np.flatnonzero(self.level < Level.CIVIL_SOCIETY))

    @cached_property
    def civil_society(self) -> Families:
        """Civil-society bodies where they work."""
        return Families.of(self.territory.parent, self.rows(Level.CIVIL_SOCIETY))


def draw_bodies(shape: Shape, random: Random) -> Bodies:
    """Draw who there is and how they stand to each other."""
    territory = draw_territory(shape, random)
    code = pl.concat(
        [
            pl.Series(["ZZ"]),
            *(numbered(_PREFIXES[level], shape.levels[level]) for level in Level if level != Level.NATIONAL),
        ]
    )
    return Bodies(
        shape=shape,
        code=code,
        place=place_names(shape.bodies, random),
        territory=territory,
        reforms=draw_reforms(territory, random),
        networks=draw_networks(territory, random),
    )


def body_table(bodies: Bodies, random: Random) -> pl.DataFrame:
    """The table of bodies."""
    count, level, reforms = bodies.shape.bodies, bodies.level, bodies.reforms
    serves = np.full(count, NOBODY)
    serves[bodies.networks.row] = bodies.networks.serves
    english, french = _names(bodies, random)
    authority = level < Level.CIVIL_SOCIETY
    return table(
        "bodies",
        {
            "code": bodies.code,
            "name": english,
            "level": pl.Series(LEVELS.ids).gather(level),
            "parent": _codes(bodies, bodies.territory.parent),
            "population": where(chance(random, _POPULATION_KNOWN[level], count), pl.Series(bodies.territory.people)),
            "valid_from": dates(reforms.valid_from),
            "valid_to": dates(reforms.valid_to),
            "identifiers": where(authority, ("zz-register:" + bodies.code).str.split("|")),
            "website": where(chance(random, 0.15, count), "https://" + bodies.code.str.to_lowercase() + ".example/"),
            "serves": _codes(bodies, serves),
            "last_met_on": dates(last_meetings(bodies.networks, count, random)),
            **network_columns(bodies.networks, count, random),
        },
        name_fr=french,
    )


def _names(bodies: Bodies, random: Random) -> tuple[pl.Series, pl.Series]:
    english, french = body_names(bodies.place, bodies.level, random)
    of_networks = network_names(bodies.networks, bodies.place)
    return pl.concat([english, of_networks[0]]), pl.concat([french, of_networks[1]])


def _codes(bodies: Bodies, rows: Rows) -> pl.Series:
    """The codes of bodies, empty for nobody."""
    return where(rows != NOBODY, bodies.code.gather(np.maximum(rows, 0)))
