"""Relations of an invented country: memberships and neighbourly coordination, with hubs and lonely ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.synthetic.bodies import CIVIL_SOCIETY, INTERMEDIATE, LOCAL, NETWORK, REGIONAL
from interlace.synthetic.columns import day, days, distinct, drawn, table
from policies import RELATION_KINDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from interlace.synthetic.bodies import Population

    Rows = NDArray[np.int64]

_MEMBER_OF, _PART_OF = RELATION_KINDS.index("member_of"), RELATION_KINDS.index("part_of")
_OTHERS = [number for number in range(len(RELATION_KINDS.ids)) if number not in {_MEMBER_OF, _PART_OF}]
_SHARES = np.array([5, 4, 4, 3, 2, 1, 2]) / 21


def relation_table(population: Population, random: np.random.Generator) -> pl.DataFrame:
    """About 3.3 relations a body."""
    count = int(len(population.level) * 3.45)
    parts = [
        _memberships(population, random, int(count * 0.35)),
        _neighbours(population, random, int(count * 0.64)),
        _reforms(population, random),
    ]
    source, target, kind = (np.concatenate([part[column] for part in parts]) for column in range(3))
    # One relation a pair and kind, whichever way round: no twins can overlap then.
    low, high = np.minimum(source, target), np.maximum(source, target)
    kept = distinct(low, high, kind)
    kept = kept[source[kept] != target[kept]]
    source, target, kind = source[kept], target[kept], kind[kept]
    code, size = population.frame["code"], len(kept)
    reform = kind == _PART_OF
    start = np.where(reform, day(2023), random.integers(day(2005), day(2026), size))
    length = random.integers(200, 4000, size)
    dated = reform | (random.random(size) < 0.5)
    return table(
        "relations",
        {
            "source": code.gather(source),
            "target": code.gather(target),
            "kind": pl.Series(RELATION_KINDS.ids).gather(kind),
            "status": drawn(random, ("declared", "confirmed", "disputed", None), (3, 5, 0.2, 1), size),
            "declared_on": days(random.integers(day(2020), day(2026), size), random.random(size) < 0.6),
            "valid_from": days(start, dated),
            "valid_to": days(start + length, dated & ~reform & (random.random(size) < 0.4)),
            "mechanism": drawn(random, ("agreement", "working group", "forum", None), (1, 1, 1, 3), size),
        },
    )


def _memberships(population: Population, random: np.random.Generator, count: int) -> tuple[Rows, Rows, Rows]:
    """Members of networks: a few networks have very many."""
    networks = population.rows(NETWORK)
    if not len(networks):
        return (np.zeros(0, dtype=np.int64),) * 3
    member = random.integers(0, len(population.level), count)
    popular = (len(networks) * random.random(count) ** 1.6).astype(np.int64)
    return member, networks[popular], np.full(count, _MEMBER_OF)


def _neighbours(population: Population, random: np.random.Generator, count: int) -> tuple[Rows, Rows, Rows]:
    """Relations with siblings, with the parent, with civil society nearby, and a few far away."""
    parent = population.parent
    source = random.integers(0, len(parent), count)
    order = np.argsort(parent, kind="stable")
    near = order[np.clip(np.argsort(order)[source] + random.integers(1, 6, count), 0, len(order) - 1)]
    up = np.where(parent[source] >= 0, parent[source], source)
    far = random.integers(0, len(parent), count)
    share = random.random(count)
    target = np.where(share < 0.6, near, np.where(share < 0.93, up, far))
    kind = random.choice(_OTHERS, count, p=_SHARES)
    return source, target, kind


def _reforms(population: Population, random: np.random.Generator) -> tuple[Rows, Rows, Rows]:
    """Some local authorities that a reform moved to another parent of the same level as before."""
    movers = np.concatenate([population.rows(LOCAL), population.rows(CIVIL_SOCIETY)])
    movers = movers[random.random(len(movers)) < 0.01]
    uppers = population.rows(INTERMEDIATE)
    uppers = uppers if len(uppers) else population.rows(REGIONAL)
    if not len(uppers):
        movers = movers[:0]
    target = random.choice(uppers, len(movers)) if len(movers) else movers
    return movers, target, np.full(len(movers), _PART_OF)
