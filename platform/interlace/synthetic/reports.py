"""What bodies tell: that their register is complete, and how far strategies and actions have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.synthetic.columns import OPEN, anyone, chance, dates, day, distinct, drawn, table, where

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interlace.synthetic.actions import Actions
    from interlace.synthetic.bodies import Bodies
    from interlace.synthetic.columns import Random
    from interlace.synthetic.shape import Shape
    from interlace.synthetic.strategies import Strategies

_LAST_DAY = day(2025, 12, 31)
_NOTES: Mapping[str | None, float] = {None: 0.85, "on schedule": 0.08, "delayed": 0.05, "waiting for funds": 0.02}
_DRAWN_PER_WANTED = 1.6


def declaration_table(bodies: Bodies, random: Random) -> pl.DataFrame:
    """Some bodies declare every year or so, others never."""
    everyone = np.arange(bodies.shape.bodies)
    telling = everyone[chance(random, 0.6, len(everyone))]
    count = bodies.shape.declarations if len(telling) else 0
    body = anyone(random, telling, count)
    # Most have told lately: squaring brings the days close to the last one.
    told = _LAST_DAY - ((_LAST_DAY - day(2023)) * random.random(count) ** 2).astype(np.int64)
    kept = distinct(body, told)
    return table("declarations", {"body": bodies.code.gather(body[kept]), "declared_on": dates(told[kept])})


def report_table(shape: Shape, strategies: Strategies, actions: Actions, random: Random) -> pl.DataFrame:
    """Reports between the beginning and the end of a work, none after 2025."""
    start = np.concatenate([strategies.start, actions.start])
    end = np.concatenate([strategies.end, actions.end])
    last = np.minimum(np.where(end == OPEN, _LAST_DAY, end), _LAST_DAY)
    begun = np.flatnonzero(start < last)
    subject = anyone(random, begun, int(shape.reports * _DRAWN_PER_WANTED) if len(begun) else 0)
    told = start[subject] + ((last - start)[subject] * random.random(len(subject)) ** 0.6).astype(np.int64)
    kept = distinct(subject, told)[: shape.reports]
    progress = pl.Series(random.integers(0, 101, len(kept))).cast(pl.String)
    halves = pl.Series(random.integers(0, 100, len(kept))).cast(pl.String) + ".5"
    codes = pl.concat([strategies.frame["code"], actions.frame["code"]])
    return table(
        "reports",
        {
            "subject": codes.gather(subject[kept]),
            "reported_on": dates(told[kept]),
            "progress": where(chance(random, 0.9, len(kept)), _either(random, progress, halves)),
            "note": drawn(random, _NOTES, len(kept)),
        },
    )


def _either(random: Random, usual: pl.Series, seldom: pl.Series) -> pl.Series:
    """Mostly the one, now and then the other."""
    rare = pl.Series(chance(random, 0.05, len(usual)))
    return pl.select(pl.when(rare).then(seldom).otherwise(usual)).to_series()
