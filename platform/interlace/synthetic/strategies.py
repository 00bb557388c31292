"""Strategies in lines: one follows the other, the last is in force, a draft, or has lapsed; and their commitments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.synthetic.cells import area_of, draw_cells, principle_of
from interlace.synthetic.columns import (
    NOBODY,
    OPEN,
    chance,
    dates,
    day,
    days_between,
    drawn,
    month_starts,
    numbered,
    table,
    ways,
    where,
)
from interlace.synthetic.names import filled
from interlace.synthetic.shape import Level
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interlace.synthetic.bodies import Bodies
    from interlace.synthetic.columns import Days, Flags, Random, Rows

_FIRST_MONTH, _LAST_MONTH = (2012 - 1970) * 12, (2031 - 1970) * 12
#: Years of the State's strategies, first and last, none where it has no end: four are in force on 2026-01-01.
_NATIONAL = (
    (2012, 2015), (2014, 2018), (2016, 2020), (2017, 2021), (2019, 2023),
    (2020, None), (2021, 2025), (2022, 2028), (2024, 2029), (2026, 2030),
)  # fmt: skip
_TITLES = (
    "Intercultural integration strategy of {}",
    "Plan for living together in {}",
    "Equality and diversity plan of {}",
    "Welcome and participation programme of {}",
)
_ANSWERS: Mapping[str | None, float] = {"yes": 0.5, "no": 0.12, None: 0.38}
_BREADTH = {Level.NATIONAL: 30, Level.REGIONAL: 12, Level.INTERMEDIATE: 5}


@dataclass(frozen=True)
class Lines:
    """Owners with so many strategies, one after the other, each of `length` months, the last ending at `end`."""

    owner: Rows
    number: Rows
    length: Rows
    end: Rows


@dataclass(frozen=True)
class Strategies:
    """All strategies by owner and start; `draft` and `withdrawn` ones carry nothing."""

    frame: pl.DataFrame
    owner: Rows
    start: Days
    end: Days
    idle: Flags


def draw_strategies(bodies: Bodies, random: Random) -> Strategies:
    """Draw who had which strategy when."""
    lines = _lines(bodies, random)
    owner, last, start, end = _periods(lines, random)
    owner = np.concatenate([np.zeros(len(_NATIONAL), dtype=np.int64), owner])
    last = np.concatenate([np.zeros(len(_NATIONAL), dtype=np.bool_), last])
    start = np.concatenate([np.array([day(first) for first, _ in _NATIONAL]), start])
    national_ends = [OPEN if year is None else day(year, 12, 31) for _, year in _NATIONAL]
    end = np.concatenate([np.array(national_ends), end])
    order = np.lexsort((start, owner))
    owner, last, start, end = owner[order], last[order], start[order], end[order]
    draft = last & (start > day(2024)) & chance(random, 0.25, len(owner))
    withdrawn = ~draft & (owner > 0) & chance(random, 0.02, len(owner))
    frame = _frame(bodies, owner, start, end, _statuses(draft, withdrawn, random), random)
    return Strategies(frame, owner, start, end, draft | withdrawn)


def _lines(bodies: Bodies, random: Random) -> Lines:
    """Two lines a region, one for others that have any: most districts, six in ten municipalities, few others."""
    count = bodies.shape.bodies
    size = np.argsort(np.argsort(bodies.territory.people)) / count
    share = np.array([0, 1, 0.75, 0.5, 0.08, 0.08, 0.4])[bodies.level]
    share = share + np.where(bodies.level == Level.LOCAL, 0.2 * size, 0)
    local = bodies.level == Level.LOCAL
    owner = np.flatnonzero(chance(random, share, count))
    owner = np.sort(np.concatenate([owner, bodies.rows(Level.REGIONAL)]))
    most = np.where(local[owner], 1 + ways(random, (0.05, 0.1, 0.2, 0.3, 0.35), len(owner)), 0)
    few = np.where(bodies.level[owner] == Level.REGIONAL, 4, 1) + random.integers(0, 2, len(owner))
    number = np.where(local[owner], most, few)
    end = random.integers((2023 - 1970) * 12 + 6, _LAST_MONTH + 1, len(owner))
    length = np.minimum(random.integers(24, 73, len(owner)), (end - _FIRST_MONTH) // number)
    return Lines(owner, number, length, end)


def _periods(lines: Lines, random: Random) -> tuple[Rows, Flags, Days, Days]:
    """Owner, whether it is the last of its line, first and last day; some lines have gaps."""
    line = np.repeat(np.arange(len(lines.owner)), lines.number)
    left = np.repeat(np.cumsum(lines.number), lines.number) - np.arange(len(line))
    first_month = lines.end[line] - left * lines.length[line]
    gap = chance(random, 0.2, len(line)) * random.integers(1, 9, len(line))
    start = month_starts(first_month)
    end = month_starts(first_month + lines.length[line] - gap) - 1
    return lines.owner[line], left == 1, start, end


def _statuses(draft: Flags, withdrawn: Flags, random: Random) -> pl.Series:
    adopted = drawn(random, {"adopted": 0.85, None: 0.15}, len(draft))
    return pl.select(
        pl.when(pl.Series(draft))
        .then(pl.lit("draft"))
        .when(pl.Series(withdrawn))
        .then(pl.lit("withdrawn"))
        .otherwise(adopted)
    ).to_series()


def _frame(bodies: Bodies, owner: Rows, start: Days, end: Days, status: pl.Series, random: Random) -> pl.DataFrame:
    count = len(owner)
    code = numbered("ZZ-S", count)
    due, reviewed = _reviews(start, random)
    place = bodies.place.gather(owner)
    year = dates(start).dt.year().cast(pl.String)
    endless = (bodies.level[owner] != Level.NATIONAL) & chance(random, 0.04, count)
    return table(
        "strategies",
        {
            "code": code,
            "title": filled(_TITLES, ways(random, (4, 2, 1, 1), count), place) + ", from " + year,
            "owner": bodies.code.gather(owner),
            "co_owners": _co_owners(bodies, owner, random),
            "status": status,
            "starts_on": dates(np.where((owner > 0) & chance(random, 0.02, count), OPEN, start)),
            "ends_on": dates(np.where(endless, OPEN, end)),
            "review_due_on": dates(due),
            "reviewed_on": dates(reviewed),
            **{
                answer: drawn(random, _ANSWERS, count)
                for answer in ("evidence_base", "monitoring", "funded", "commitments_complete")
            },
            "url": where(chance(random, 0.2, count), "https://register.example/" + code.str.to_lowercase()),
        },
    )


def _reviews(start: Days, random: Random) -> tuple[Days, Days]:
    """When a review is due, about two years in, and when it took place: in time, late, or not at all."""
    count = len(start)
    due = np.where(chance(random, 0.55, count), start + days_between(540, 900, count, random), OPEN)
    held = np.minimum(start + days_between(500, 1100, count, random), day(2025, 12, 31))
    happened = (due != OPEN) & (due < day(2026)) & (held >= start) & chance(random, 0.6, count)
    return due, np.where(happened, held, OPEN)


def _co_owners(bodies: Bodies, owner: Rows, random: Random) -> pl.Series:
    """A sibling, a civil-society body or both, seldom."""
    sibling = bodies.authorities.child(bodies.parent[owner], random)
    civil = bodies.civil_society.child(owner, random)
    sibling = np.where(chance(random, 0.06, len(owner)) & (sibling != owner), sibling, NOBODY)
    return codes_of(bodies, sibling, np.where(chance(random, 0.03, len(owner)), civil, NOBODY))


def codes_of(bodies: Bodies, first: Rows, second: Rows) -> pl.Series:
    """Lists of up to two different bodies, empty for nobody."""
    one = where(first != NOBODY, bodies.code.gather(np.maximum(first, 0)))
    other = where((second != NOBODY) & (second != first), bodies.code.gather(np.maximum(second, 0)))
    both = pl.concat_list(pl.lit(one), pl.lit(other)).list.drop_nulls()
    return pl.select(pl.when(both.list.len() > 0).then(both)).to_series()


def commitment_table(bodies: Bodies, strategies: Strategies, random: Random) -> pl.DataFrame:
    """What strategies say: the State's are broad, a municipality's has two to six commitments."""
    level = bodies.level[strategies.owner]
    number = 2 + ways(random, (0.7, 0.17, 0.08, 0.04, 0.01), len(level))
    for broad, cells in _BREADTH.items():
        number = np.where(level == broad, cells, number)
    strategy, cell = draw_cells(number, random)
    return table(
        "commitments",
        {
            "strategy": strategies.frame["code"].gather(strategy),
            "principle": pl.Series(PRINCIPLES.ids).gather(principle_of(cell)),
            "area": pl.Series(AREAS.ids).gather(area_of(cell)),
            "depth": 1 + ways(random, (0.2, 0.5, 0.3), len(cell)),
        },
    )
