"""Oppositions: strategies that somebody has marked as working against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from interlace.synthetic.columns import NOBODY, OPEN, anyone, chance, dates, day, days_between, distinct, drawn, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from interlace.synthetic.bodies import Bodies
    from interlace.synthetic.columns import Random
    from interlace.synthetic.strategies import Strategies

_DRAWN_PER_WANTED = 8
_FIRST_DAY, _LAST_DAY = day(2023), day(2025, 12, 31)
_REASONS: Mapping[str | None, float] = {
    "One concentrates welcome services in one place, the other spreads them over all districts.": 0.4,
    "The two give the same grant to different bodies.": 0.3,
    "One asks schools to teach in home languages, the other forbids it.": 0.2,
    None: 0.1,
}


def opposition_table(bodies: Bodies, strategies: Strategies, random: Random) -> pl.DataFrame:
    """A few strategies against one of the authority above their owner; half of them are settled by now."""
    wanted = bodies.shape.oppositions
    count = wanted * _DRAWN_PER_WANTED
    strategy = anyone(random, np.flatnonzero(~strategies.idle), count)
    above = bodies.parent[strategies.owner[strategy]]
    # Strategies stand in the order of their owners: the last of each is where the next owner's would begin.
    other = np.searchsorted(strategies.owner, above, side="right") - 1
    there = (above != NOBODY) & (other >= 0)
    there &= (strategies.owner[other] == above) & ~strategies.idle[other]
    rows = np.flatnonzero(there)
    rows = rows[distinct(strategy[rows], other[rows])][:wanted]
    marked_on = days_between(_FIRST_DAY, _LAST_DAY, len(rows), random)
    resolved_on = marked_on + days_between(1, 400, len(rows), random)
    settled = chance(random, 0.5, len(rows)) & (resolved_on <= _LAST_DAY)
    by_owner = chance(random, 0.7, len(rows))
    marked_by = np.where(by_owner, strategies.owner[strategy[rows]], above[rows])
    return table(
        "oppositions",
        {
            "strategy": strategies.frame["code"].gather(strategy[rows]),
            "other": strategies.frame["code"].gather(other[rows]),
            "marked_by": bodies.code.gather(marked_by),
            "marked_on": dates(marked_on),
            "resolved_on": dates(np.where(settled, resolved_on, OPEN)),
            "reason": drawn(random, _REASONS, len(rows)),
        },
    )
