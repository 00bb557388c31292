"""Reforms: municipalities that merge, split or move, districts given up, associations that carry on others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.synthetic.columns import NOBODY, OPEN, anyone, chance, dates, day, days_between, table
from interlace.synthetic.families import Families
from interlace.synthetic.shape import Level

if TYPE_CHECKING:
    from interlace.synthetic.columns import Days, Random, Rows
    from interlace.synthetic.territory import Territory

_REFORM_DAYS = np.array([day(year) for year in (2014, 2017, 2020, 2022, 2024, 2027)])
_LOCALS_PER_MERGER = 150


@dataclass(frozen=True)
class Events:
    """Successions: who follows whom, when, in which way."""

    predecessor: Rows
    successor: Rows
    on: Days
    kind: str


@dataclass(frozen=True)
class Moves:
    """Bodies that come under another parent for a period."""

    child: Rows
    parent: Rows
    start: Days
    end: Days


@dataclass(frozen=True)
class Reforms:
    """When bodies begin and end (by body), what succeeded what, who moved."""

    valid_from: Days
    valid_to: Days
    events: tuple[Events, ...]
    moves: Moves

    def successions(self, code: pl.Series) -> pl.DataFrame:
        """The table of successions."""
        on = np.concatenate([event.on for event in self.events])
        year = pl.select(dates(on).dt.year().cast(pl.String)).to_series()
        return table(
            "successions",
            {
                "predecessor": code.gather(np.concatenate([event.predecessor for event in self.events])),
                "successor": code.gather(np.concatenate([event.successor for event in self.events])),
                "on": dates(on),
                "kind": [event.kind for event in self.events for _ in event.on],
                "framework": "Act on territorial reform, " + year + " (invented)",
            },
        )


def draw_reforms(territory: Territory, random: Random) -> Reforms:
    """All that changed between 2014 and 2027, and the founding and closing of associations and networks."""
    valid_from, valid_to = _lives(territory, random)
    triples = _triples(territory, random)
    split = chance(random, 0.15, len(triples))
    events = (
        _merger(triples[~split], random),
        _split(triples[split], random),
        _given_up(territory, random),
        _carried_on(territory, random),
    )
    for event in events:
        valid_to[event.predecessor] = event.on - 1
    for event in (event for event in events if event.kind != "transfer"):
        valid_from[event.successor] = event.on
        valid_to[event.successor] = OPEN
    for event in events:
        valid_from[event.predecessor] = OPEN
    return Reforms(valid_from, valid_to, events, _draw_moves(territory, triples, random))


def _lives(territory: Territory, random: Random) -> tuple[Days, Days]:
    """Associations and networks are founded, and a few are closed; authorities have always been there."""
    count = len(territory.level)
    young = (territory.level >= Level.CIVIL_SOCIETY) & chance(random, 0.35, count)
    closed = (territory.level == Level.CIVIL_SOCIETY) & chance(random, 0.03, count)
    founded = np.where(young, days_between(day(1998), day(2024), count, random), OPEN)
    return founded, np.where(closed, days_between(day(2024, 2), day(2028), count, random), OPEN)


def _triples(territory: Territory, random: Random) -> Rows:
    """Three neighbours under one parent each, about 1 group in 150 municipalities; cities stay as they are."""
    locals_ = np.setdiff1d(territory.rows(Level.LOCAL), territory.cities)
    member = Families.of(territory.parent, locals_).member
    first = np.arange(int(random.integers(0, 5)), len(member) - 2, _LOCALS_PER_MERGER)
    triples = member[first[:, None] + np.arange(3)]
    above = territory.parent[triples]
    together: Rows = triples[(above == above[:, :1]).all(axis=1)]
    return together


def _merger(triples: Rows, random: Random) -> Events:
    on = random.choice(_REFORM_DAYS, len(triples))
    return Events(triples[:, :2].ravel(), triples[:, 2].repeat(2), on.repeat(2), "merger")


def _split(triples: Rows, random: Random) -> Events:
    on = random.choice(_REFORM_DAYS, len(triples))
    return Events(triples[:, 2].repeat(2), triples[:, :2].ravel(), on.repeat(2), "split")


def _given_up(territory: Territory, random: Random) -> Events:
    """Districts that end and whose tasks go to the region."""
    districts = territory.rows(Level.INTERMEDIATE)
    ended = districts[chance(random, 0.01, len(districts))]
    return Events(ended, territory.parent[ended], random.choice(_REFORM_DAYS, len(ended)), "transfer")


def _carried_on(territory: Territory, random: Random) -> Events:
    """Pairs of associations side by side, of which the second carries on the first."""
    bodies = territory.rows(Level.CIVIL_SOCIETY)
    first = np.arange(7, len(bodies) - 1, 200)
    on = days_between(day(2013), day(2025), len(first), random)
    return Events(bodies[first], bodies[first + 1], on, "continuation")


def _draw_moves(territory: Territory, triples: Rows, random: Random) -> Moves:
    """Some municipalities and districts moved to another parent of the same level; a few moved twice."""
    steady = np.setdiff1d(territory.rows(Level.LOCAL), triples)
    candidates = np.concatenate([steady, territory.rows(Level.INTERMEDIATE)])
    child = candidates[chance(random, 0.012, len(candidates))]
    first = _other_parent(territory, territory.parent[child], random)
    second = _other_parent(territory, first, random)
    start, later = day(2018) + np.zeros(len(child), dtype=np.int64), random.choice(_REFORM_DAYS[2:], len(child))
    twice = chance(random, 0.25, len(child)) & (second != NOBODY)
    moves = Moves(
        child=np.concatenate([child, child[twice]]),
        parent=np.concatenate([first, second[twice]]),
        start=np.concatenate([start, later[twice]]),
        end=np.concatenate([np.where(twice, later - 1, OPEN), np.full(twice.sum(), OPEN)]),
    )
    there = moves.parent != NOBODY
    return Moves(moves.child[there], moves.parent[there], moves.start[there], moves.end[there])


def _other_parent(territory: Territory, parent: Rows, random: Random) -> Rows:
    """Another body of the parent's level; nobody where it is the only one."""
    other = np.full(len(parent), NOBODY)
    for level in (Level.REGIONAL, Level.INTERMEDIATE):
        here = (parent != NOBODY) & (territory.level[parent] == level)
        other[here] = anyone(random, territory.rows(level), int(here.sum()))
    return np.where(other == parent, NOBODY, other)
