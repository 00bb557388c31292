"""Links: which strategies and actions support a strategy of a higher level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.synthetic.columns import NOBODY, chance, distinct, drawn, table, ways

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interlace.synthetic.actions import Actions
    from interlace.synthetic.bodies import Bodies
    from interlace.synthetic.columns import Days, Random, Rows
    from interlace.synthetic.strategies import Strategies

_STATUSES: Mapping[str | None, float] = {"confirmed": 0.45, "declared": 0.4, "disputed": 0.03, None: 0.12}
_FROM_STRATEGIES = 0.65
_NOTHING = -1


def link_table(bodies: Bodies, strategies: Strategies, actions: Actions, random: Random) -> pl.DataFrame:
    """Most lead to the parent, some over its head; what they lead to had begun when they began, so chains arise."""
    wanted = bodies.shape.links
    from_strategies = _drawn(bodies, strategies, strategies.owner, strategies.start, random)
    from_actions = _drawn(bodies, strategies, actions.body, actions.start, random)
    first = int(wanted * _FROM_STRATEGIES)
    upper = tuple(column[:first] for column in from_strategies)
    lower = tuple(column[: wanted - len(upper[0])] for column in from_actions)
    count = len(strategies.owner)
    codes = pl.concat([strategies.frame["code"], actions.frame["code"]])
    source = np.concatenate([upper[0], lower[0] + count])
    return table(
        "links",
        {
            "from": codes.gather(source),
            "to": codes.gather(np.concatenate([upper[1], lower[1]])),
            "status": drawn(random, _STATUSES, len(source)),
        },
    )


def _drawn(bodies: Bodies, strategies: Strategies, holder: Rows, start: Days, random: Random) -> tuple[Rows, Rows]:
    """All that could be linked, in drawn order: works and what they support; a few works support two."""
    ancestor, goals = bodies.parent[holder], []
    for _ in range(3):
        goals.append(_begun(strategies, ancestor, start))
        ancestor = bodies.parent[ancestor]
    goal = np.stack(goals)
    preferred = goal[ways(random, (0.6, 0.2, 0.2), len(holder)), np.arange(len(holder))]
    nearest = goal.max(axis=0)
    first = np.where(preferred != _NOTHING, preferred, nearest)
    second = np.where(chance(random, 0.05, len(holder)), nearest, _NOTHING)
    work = np.tile(np.arange(len(holder)), 2)
    target = np.concatenate([first, second])
    there = random.permutation(np.flatnonzero(target != _NOTHING))
    kept = distinct(work[there], target[there])
    return work[there][kept], target[there][kept]


def _begun(strategies: Strategies, body: Rows, start: Days) -> Rows:
    """The latest strategy of each body that had begun by that day; nothing where there is none."""
    if not len(strategies.owner):
        return np.full(len(body), _NOTHING)
    span = 1 << 32
    key = strategies.owner * span + strategies.start
    place = np.searchsorted(key, np.maximum(body, 0) * span + start, side="right") - 1
    there = (body != NOBODY) & (place >= 0) & (strategies.owner[place] == body) & ~strategies.idle[place]
    return np.where(there, place, _NOTHING)
