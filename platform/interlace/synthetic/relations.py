"""Relations of an invented country: hubs, chains of neighbours, and bodies that nobody talks to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.synthetic.columns import (
    NOBODY,
    OPEN,
    anyone,
    chance,
    dates,
    day,
    days_between,
    distinct,
    drawn,
    table,
    ways,
    weighted,
    where,
)
from interlace.synthetic.networks import draw_memberships
from interlace.synthetic.shape import Level
from policies import RELATION_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interlace.synthetic.bodies import Bodies
    from interlace.synthetic.columns import Days, Random, Rows

_STATUSES: Mapping[str | None, float] = {"confirmed": 0.55, "declared": 0.3, "disputed": 0.03, None: 0.12}
_MECHANISMS: Mapping[str | None, float] = {
    None: 0.5,
    "agreement": 0.2,
    "working group": 0.15,
    "joint plan": 0.1,
    "grant": 0.05,
}
_MEMBER_OF, _PART_OF = RELATION_KINDS.index("member_of"), RELATION_KINDS.index("part_of")

# Kinds with their shares; "<" in front: the second body is the source.
_WITH_PARENT = {
    "coordinates_with": 0.3,
    "reports_to": 0.3,
    "<consults": 0.15,
    "<funds": 0.15,
    "<delegates_to": 0.1,
}
_WITH_SIBLING = {"coordinates_with": 0.55, "partners_with": 0.3, "mentors": 0.1, "consults": 0.05}
_WITH_CIVIL_SOCIETY = {"consults": 0.4, "partners_with": 0.35, "funds": 0.25}
_FAR_AWAY = {"partners_with": 0.6, "mentors": 0.4}
_DRAWN_PER_NEEDED = 1.7


@dataclass(frozen=True)
class Ties:
    """Relations as rows of bodies, a number of the kind, and a period."""

    source: Rows
    target: Rows
    kind: Rows
    start: Days
    end: Days

    def __getitem__(self, rows: Rows) -> Ties:
        return Ties(self.source[rows], self.target[rows], self.kind[rows], self.start[rows], self.end[rows])

    def and_then(self, other: Ties) -> Ties:
        """These relations followed by others."""
        return Ties(
            np.concatenate([self.source, other.source]),
            np.concatenate([self.target, other.target]),
            np.concatenate([self.kind, other.kind]),
            np.concatenate([self.start, other.start]),
            np.concatenate([self.end, other.end]),
        )


def relation_table(bodies: Bodies, random: Random) -> pl.DataFrame:
    """The table of relations, in no particular order."""
    moves = _moves(bodies)
    member, network = draw_memberships(bodies.territory, bodies.networks, random)
    members = _dated(member, network, np.full(len(member), _MEMBER_OF), random)
    left = max(0, bodies.shape.relations - len(moves.source) - len(members.source))
    ties = _untwinned(members.and_then(_neighbourly(bodies, left, random)))
    ties = ties[np.arange(min(len(ties.source), bodies.shape.relations - len(moves.source)))]
    ties = _renewed(ties, random).and_then(moves)
    return _as_table(bodies, ties[random.permutation(len(ties.source))], random)


def _moves(bodies: Bodies) -> Ties:
    """The dated parents that reforms gave."""
    moves = bodies.reforms.moves
    return Ties(moves.child, moves.parent, np.full(len(moves.child), _PART_OF), moves.start, moves.end)


def _dated(source: Rows, target: Rows, kind: Rows, random: Random) -> Ties:
    """Relations with periods: often only a start, seldom an end."""
    count = len(source)
    start = days_between(day(2012), day(2025, 12), count, random)
    length = days_between(180, 3000, count, random)
    started, ended = chance(random, 0.6, count), chance(random, 0.15, count)
    end = np.minimum(start + length, day(2030, 12, 31))
    return Ties(source, target, kind, np.where(started, start, OPEN), np.where(ended, end, OPEN))


def _neighbourly(bodies: Bodies, needed: int, random: Random) -> Ties:
    """Relations with the parent, siblings, civil society near by and bodies far away, more than are needed.

    Some bodies are much busier than others, so that there are hubs, chains and lonely ends.
    """
    count = int(needed * _DRAWN_PER_NEEDED)
    everyone = np.arange(bodies.shape.bodies)
    busy = random.lognormal(0, 1.2, len(everyone)) * np.where(bodies.level == Level.NETWORK, 0.2, 1)
    one = weighted(random, everyone, busy, count)
    above = bodies.parent[one]
    sibling = bodies.authorities.neighbour(one, random.geometric(0.5, count))
    beside = bodies.civil_society.neighbour(one, np.ones(count, dtype=np.int64))
    near = bodies.civil_society.child(one, random)
    near = np.where(near == NOBODY, bodies.civil_society.child(above, random), near)
    others = (above, np.where(sibling == NOBODY, beside, sibling), near, anyone(random, everyone, count))
    way = ways(random, (0.4, 0.35, 0.2, 0.05), count)
    other = np.choose(way, others)
    source, target, kind = one.copy(), other.copy(), np.zeros(count, dtype=np.int64)
    for number, shares in enumerate((_WITH_PARENT, _WITH_SIBLING, _WITH_CIVIL_SOCIETY, _FAR_AWAY)):
        here = np.flatnonzero(way == number)
        chosen = ways(random, tuple(shares.values()), len(here))
        back = here[np.array([name.startswith("<") for name in shares])[chosen]]
        kind[here] = np.array([RELATION_KINDS.index(name.strip("<")) for name in shares])[chosen]
        source[back], target[back] = other[back], one[back]
    there = np.flatnonzero((other != NOBODY) & (other != one))
    return _dated(source[there], target[there], kind[there], random)


def _untwinned(ties: Ties) -> Ties:
    """One relation a pair and kind, whichever way round."""
    low, high = np.minimum(ties.source, ties.target), np.maximum(ties.source, ties.target)
    return ties[distinct(low, high, ties.kind)]


def _renewed(ties: Ties, random: Random) -> Ties:
    """Some relations that ended early were taken up again later: the same bodies and kind, another period."""
    ended = (ties.end != OPEN) & (ties.end < day(2025))
    again = ties[np.flatnonzero(ended & chance(random, 0.2, len(ended)))]
    start = again.end + days_between(1, 200, len(again.end), random)
    once = np.full(len(start), OPEN)
    return ties.and_then(Ties(again.source, again.target, again.kind, start, once))


def _as_table(bodies: Bodies, ties: Ties, random: Random) -> pl.DataFrame:
    count = len(ties.source)
    told = np.maximum(ties.start + days_between(0, 400, count, random), day(2019))
    evidence = "https://register.example/relations/" + pl.Series(range(count), dtype=pl.Int64).cast(pl.String)
    return table(
        "relations",
        {
            "source": bodies.code.gather(ties.source),
            "target": bodies.code.gather(ties.target),
            "kind": pl.Series(RELATION_KINDS.ids).gather(ties.kind),
            "status": drawn(random, _STATUSES, count),
            "declared_on": dates(np.where(chance(random, 0.75, count), np.minimum(told, day(2025, 12, 31)), OPEN)),
            "valid_from": dates(ties.start),
            "valid_to": dates(ties.end),
            "mechanism": drawn(random, _MECHANISMS, count),
            "evidence_url": where(chance(random, 0.05, count), evidence),
        },
    )
