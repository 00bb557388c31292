"""Participations: who took part in which strategy, when and how deeply."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.synthetic.columns import NOBODY, anyone, distinct, drawn, table, ways, weighted
from interlace.synthetic.shape import Level
from policies import PARTICIPATION_DEPTHS, PHASES

if TYPE_CHECKING:
    from interlace.synthetic.bodies import Bodies
    from interlace.synthetic.columns import Random
    from interlace.synthetic.strategies import Strategies

#: How many take part in a strategy of each level beside one of a municipality.
_WEIGHTS = np.array([60.0, 20, 4, 1, 0.5, 1, 3])
_DRAWN_PER_WANTED = 2.5


def participation_table(bodies: Bodies, strategies: Strategies, random: Random) -> pl.DataFrame:
    """Civil society near by, those below, neighbours, and now and then somebody from far away."""
    count = int(bodies.shape.participations * _DRAWN_PER_WANTED)
    weight = _WEIGHTS[bodies.level[strategies.owner]]
    strategy = weighted(random, np.arange(len(weight)), weight, count)
    owner = strategies.owner[strategy]
    above = bodies.parent[owner]
    ways_in = (
        bodies.civil_society.child(owner, random),
        bodies.civil_society.child(above, random),
        bodies.authorities.child(owner, random),
        bodies.authorities.child(above, random),
        anyone(random, bodies.rows(Level.CIVIL_SOCIETY), count),
    )
    body = np.choose(ways(random, (0.4, 0.15, 0.25, 0.15, 0.05), count), ways_in)
    phase = ways(random, (0.5, 0.3, 0.2), count)
    there = np.flatnonzero((body != NOBODY) & (body != owner))
    kept = there[distinct(strategy[there], body[there], phase[there])][: bodies.shape.participations]
    return table(
        "participations",
        {
            "strategy": strategies.frame["code"].gather(strategy[kept]),
            "body": bodies.code.gather(body[kept]),
            "phase": pl.Series(PHASES.ids).gather(phase[kept]),
            "depth": drawn(
                random, dict(zip(PARTICIPATION_DEPTHS.ids, (0.25, 0.35, 0.25, 0.15), strict=True)), len(kept)
            ),
        },
    )
