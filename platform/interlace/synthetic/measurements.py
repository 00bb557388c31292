"""Measurements: what some bodies scored in cells, one instrument, one or two years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.synthetic.columns import anyone, chance, dates, day, distinct, table
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from interlace.synthetic.bodies import Bodies
    from interlace.synthetic.columns import Random

_DAYS = (day(2024, 6, 30), day(2025, 6, 30))
_CELLS_OF_EACH = 12
_WIDEST = 30


def measurement_table(bodies: Bodies, random: Random) -> pl.DataFrame:
    """A few bodies measured themselves in some cells, in 2025 or the year before."""
    count = bodies.shape.measured * _CELLS_OF_EACH
    everyone = np.arange(bodies.shape.bodies)
    body = np.repeat(anyone(random, everyone, bodies.shape.measured), _CELLS_OF_EACH)
    principle, area = (random.integers(0, size, count) for size in (len(PRINCIPLES.ids), len(AREAS.ids)))
    on = np.where(chance(random, 0.7, count), _DAYS[1], _DAYS[0])
    rows = distinct(body * 100 + principle * len(AREAS.ids) + area, on)
    least = random.integers(10, 100 - _WIDEST, len(rows))
    most = least + random.integers(0, _WIDEST, len(rows))
    return table(
        "measurements",
        {
            "body": bodies.code.gather(body[rows]),
            "measured_on": dates(on[rows]),
            "principle": pl.Series(PRINCIPLES.ids).gather(principle[rows]),
            "area": pl.Series(AREAS.ids).gather(area[rows]),
            "score_from": pl.Series(least).cast(pl.String),
            "score_to": pl.Series(most).cast(pl.String),
            "items": pl.Series(random.integers(1, 6, len(rows))),
            "instrument": pl.Series(["intercultural-index"] * len(rows), dtype=pl.String),
            "version": pl.Series(["1"] * len(rows), dtype=pl.String),
            "voice": pl.Series(["body"] * len(rows), dtype=pl.String),
        },
    )
