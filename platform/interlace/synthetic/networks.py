"""Networks: a national forum, an association of municipalities, regional forums, city networks, local councils."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.synthetic.columns import NOBODY, OPEN, chance, day, days_between, where
from interlace.synthetic.names import filled
from interlace.synthetic.shape import Level

if TYPE_CHECKING:
    from interlace.synthetic.columns import Days, Random, Rows
    from interlace.synthetic.territory import Territory


class Circle(IntEnum):
    """What a network is."""

    FORUM = 0
    ASSOCIATION = 1
    REGIONAL = 2
    CITIES = 3
    COUNCIL = 4


_MULTILEVEL = (Circle.FORUM, Circle.REGIONAL, Circle.COUNCIL)
_ENGLISH = (
    "National Intercultural Forum of {}",
    "Association of Municipalities of {}",
    "Regional Intercultural Forum of {}",
    "{} City Network",
    "Intercultural Council of {}",
)
_FRENCH = (
    "Forum national interculturel de {}",
    "Association des communes de {}",
    "Forum régional interculturel de {}",
    "Réseau des villes « {} »",
    "Conseil interculturel de {}",
)
_MONTHS_BETWEEN = np.array([6, 12, 6, 12, 3])


@dataclass(frozen=True)
class Networks:
    """By network, in the order of the bodies' rows: its circle and whom it serves (nobody: the whole country)."""

    row: Rows
    circle: Rows
    serves: Rows

    def of(self, circle: Circle) -> Rows:
        """The networks of one circle."""
        rows: Rows = self.row[self.circle == circle]
        return rows


def draw_networks(territory: Territory, random: Random) -> Networks:
    """The forum and the association come first, then a forum a region, then councils of cities and city networks."""
    row = territory.rows(Level.NETWORK)
    regions = territory.rows(Level.REGIONAL)
    number = np.arange(len(row)) - 2
    later = np.where(chance(random, 0.3, len(row)), Circle.CITIES, Circle.COUNCIL)
    circle = np.where(number < 0, number + 2, np.where(number < len(regions), Circle.REGIONAL, later))
    serves = np.full(len(row), NOBODY)
    serves[circle == Circle.REGIONAL] = regions[: np.sum(circle == Circle.REGIONAL)]
    councils = np.flatnonzero(circle == Circle.COUNCIL)
    local = territory.rows(Level.LOCAL)
    by_size = local[np.argsort(-territory.people[local], kind="stable")]
    serves[councils[: len(by_size)]] = by_size[: len(councils)]
    return Networks(row, circle, serves)


def network_names(networks: Networks, place: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The English and French names: of the place that is served, the country's, or one of its own."""
    national = np.isin(networks.circle, (Circle.FORUM, Circle.ASSOCIATION))
    served = np.where(networks.serves == NOBODY, np.where(national, 0, networks.row), networks.serves)
    named = place.gather(served)
    return filled(_ENGLISH, networks.circle, named), filled(_FRENCH, networks.circle, named)


def network_columns(networks: Networks, count: int, random: Random) -> dict[str, pl.Series]:
    """Scope and meetings as columns of the bodies; empty for other bodies, and for some networks."""
    multilevel = np.isin(networks.circle, _MULTILEVEL)
    scope = where(chance(random, 0.95, len(networks.row)), pl.Series(["peer", "multilevel"]).gather(multilevel * 1))
    meets = where(chance(random, 0.9, len(networks.row)), pl.Series(_MONTHS_BETWEEN[networks.circle]))
    return {
        "scope": pl.concat([_empty(count - len(scope), pl.String()), scope]),
        "meets_every_months": pl.concat([_empty(count - len(scope), pl.Int64()), meets]),
    }


def last_meetings(networks: Networks, count: int, random: Random) -> Days:
    """When networks last met, open where nobody said so. Some have not met for long."""
    met = days_between(day(2023, 6), day(2025, 12, 15), len(networks.row), random)
    recent = days_between(day(2025, 6), day(2025, 12, 15), len(networks.row), random)
    met = np.where(chance(random, 0.6, len(met)), recent, met)
    column = np.full(count, OPEN, dtype=np.int64)
    column[networks.row] = np.where(chance(random, 0.85, len(met)), met, OPEN)
    return column


def draw_memberships(territory: Territory, networks: Networks, random: Random) -> tuple[Rows, Rows]:
    """Who is a member of which network."""
    parts = [
        _forum_members(territory, networks, random),
        _association_members(territory, networks, random),
        _regional_members(territory, networks, random),
        _city_members(territory, networks, random),
        _council_members(territory, networks, random),
    ]
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _forum_members(territory: Territory, networks: Networks, random: Random) -> tuple[Rows, Rows]:
    """The State, the regions, the association, some districts, and associations at work in the whole country."""
    districts = territory.rows(Level.INTERMEDIATE)
    civil = territory.rows(Level.CIVIL_SOCIETY)
    member = np.concatenate(
        [
            territory.rows(Level.NATIONAL),
            territory.rows(Level.REGIONAL),
            networks.of(Circle.ASSOCIATION),
            districts[chance(random, 0.25, len(districts))],
            civil[territory.parent[civil] == 0],
        ]
    )
    return _all_of(member, networks.of(Circle.FORUM))


def _association_members(territory: Territory, networks: Networks, random: Random) -> tuple[Rows, Rows]:
    local = territory.rows(Level.LOCAL)
    return _all_of(local[chance(random, 0.45, len(local))], networks.of(Circle.ASSOCIATION))


def _regional_members(territory: Territory, networks: Networks, random: Random) -> tuple[Rows, Rows]:
    """The region, its districts, and some of the municipalities and associations in it."""
    forum = np.full(len(territory.level) + 1, NOBODY)
    served = networks.circle == Circle.REGIONAL
    forum[networks.serves[served]] = networks.row[served]
    target = forum[region_of(territory)]
    share = np.array([0, 1, 0.9, 0.3, 0.02, 0.2, 0])[territory.level]
    member = np.flatnonzero((target != NOBODY) & chance(random, share, len(share)))
    return member, target[member]


def _city_members(territory: Territory, networks: Networks, random: Random) -> tuple[Rows, Rows]:
    """The larger municipalities, each in up to three networks; a few networks have very many members."""
    cities = networks.of(Circle.CITIES)
    local = territory.rows(Level.LOCAL)
    if not len(cities) or not len(local):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    by_size = local[np.argsort(-territory.people[local], kind="stable")]
    member = np.repeat(by_size[: max(2, len(local) // 12)], 2)
    return member, cities[(len(cities) * random.random(len(member)) ** 2).astype(np.int64)]


def _council_members(territory: Territory, networks: Networks, random: Random) -> tuple[Rows, Rows]:
    """The municipality, and most boroughs and associations in it."""
    served = (networks.circle == Circle.COUNCIL) & (networks.serves != NOBODY)
    council = np.full(len(territory.level) + 1, NOBODY)
    council[networks.serves[served]] = networks.row[served]
    target = council[territory.parent]
    member = np.flatnonzero((target != NOBODY) & chance(random, 0.6, len(target)))
    return (
        np.concatenate([networks.serves[served], member]),
        np.concatenate([networks.row[served], target[member]]),
    )


def region_of(territory: Territory) -> Rows:
    """The region that each body is in or is itself; nobody where it is in none."""
    region = np.where(territory.level == Level.REGIONAL, np.arange(len(territory.level)), NOBODY)
    for level in (Level.INTERMEDIATE, Level.LOCAL, Level.SUBMUNICIPAL, Level.CIVIL_SOCIETY):
        rows = territory.rows(level)
        rows = rows[territory.parent[rows] != NOBODY]
        region[rows] = region[territory.parent[rows]]
    return region


def _all_of(member: Rows, network: Rows) -> tuple[Rows, Rows]:
    """Everybody a member of the one network, if it is there."""
    return (member, np.full(len(member), network[0])) if len(network) else (network, network)


def _empty(count: int, data_type: pl.DataType) -> pl.Series:
    return pl.Series([None] * count, dtype=data_type)
