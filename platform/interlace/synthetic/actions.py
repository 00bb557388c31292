"""Actions: what bodies do, planned, under way, done or given up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.synthetic.cells import CELL_NAMES, area_of, draw_cells
from interlace.synthetic.columns import (
    NOBODY,
    OPEN,
    chance,
    dates,
    day,
    days_between,
    numbered,
    table,
    ways,
    weighted,
    where,
)
from interlace.synthetic.shape import Level
from interlace.synthetic.strategies import codes_of
from policies import AREAS

if TYPE_CHECKING:
    from interlace.synthetic.bodies import Bodies
    from interlace.synthetic.columns import Days, Random, Rows

_STATUSES = ("planned", "ongoing", "completed", "cancelled", None)
_SHARES = (0.12, 0.35, 0.35, 0.05, 0.13)
#: For each status the span of starts.
_STARTS = tuple(
    (day(first), day(last, 12, 31))
    for first, last in ((2025, 2028), (2019, 2025), (2012, 2024), (2015, 2026), (2020, 2025))
)
_OPEN_ENDED = np.array([0.3, 0.4, 0.1, 0.5, 0.5])
#: How busy a body of each level is beside a small municipality.
_BUSY = np.array([60.0, 40, 6, 1, 0.5, 1.5, 1])


@dataclass(frozen=True)
class Actions:
    """All actions with their bodies and periods."""

    frame: pl.DataFrame
    body: Rows
    start: Days
    end: Days


def draw_actions(bodies: Bodies, random: Random) -> Actions:
    """Draw who does what when; larger municipalities do more."""
    count = bodies.shape.actions
    busy = _BUSY[bodies.level] * np.where(bodies.level == Level.LOCAL, bodies.territory.people**0.2, 1)
    body = np.sort(weighted(random, np.arange(bodies.shape.bodies), busy, count))
    status = ways(random, _SHARES, count)
    start, end = _periods(status, random)
    return Actions(_frame(bodies, body, status, start, end, random), body, start, end)


def _periods(status: Rows, random: Random) -> tuple[Days, Days]:
    """First and last days that suit each status; what is done has ended."""
    count = len(status)
    start = np.zeros(count, dtype=np.int64)
    for number, (first, last) in enumerate(_STARTS):
        here = status == number
        start[here] = days_between(first, last, int(here.sum()), random)
    end = start + days_between(60, 1700, count, random)
    done = status == _STATUSES.index("completed")
    end = np.where(done, np.minimum(end, day(2025, 12, 31)), np.minimum(end, day(2030, 12, 31)))
    return start, np.where(chance(random, _OPEN_ENDED[status], count), OPEN, end)


def _frame(bodies: Bodies, body: Rows, status: Rows, start: Days, end: Days, random: Random) -> pl.DataFrame:
    count = len(body)
    record, cell = draw_cells(1 + ways(random, (0.4, 0.35, 0.15, 0.1), count), random)
    first = cell[np.searchsorted(record, np.arange(count))]
    theme = pl.Series([area.replace("_", " ").capitalize() for area in AREAS.ids]).gather(area_of(first))
    paid = chance(random, 0.35, count)
    amount = random.lognormal(10, 1.5, count).round(2)
    code = numbered("ZZ-A", count)
    return table(
        "actions",
        {
            "code": code,
            "title": theme + ": project of " + bodies.place.gather(body),
            "body": bodies.code.gather(body),
            "partners": _partners(bodies, body, random),
            "status": pl.Series(_STATUSES, dtype=pl.String).gather(status),
            "starts_on": dates(np.where(chance(random, 0.04, count), OPEN, start)),
            "ends_on": dates(end),
            "cells": _lists(record, cell),
            "budget_amount": where(paid, pl.Series(amount).cast(pl.String)),
            "budget_currency": where(paid, pl.repeat("EUR", count, eager=True)),
            "url": where(chance(random, 0.1, count), "https://register.example/" + code.str.to_lowercase()),
        },
    )


def _lists(record: Rows, cell: Rows) -> pl.Series:
    """The cells of each record as a list of names."""
    frame = pl.DataFrame({"record": record, "cell": pl.Series(CELL_NAMES).gather(cell)})
    return frame.group_by("record", maintain_order=True).agg("cell")["cell"]


def _partners(bodies: Bodies, body: Rows, random: Random) -> pl.Series:
    """A civil-society body near by, a sibling, or both, now and then."""
    civil = bodies.civil_society.child(body, random)
    sibling = bodies.authorities.child(bodies.parent[body], random)
    civil = np.where(chance(random, 0.4, len(body)) & (civil != body), civil, NOBODY)
    sibling = np.where(chance(random, 0.08, len(body)) & (sibling != body), sibling, NOBODY)
    return codes_of(bodies, civil, sibling)
