"""Strategies, commitments, actions and what refers to them in an invented country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.synthetic.bodies import (
    CIVIL_SOCIETY,
    INTERMEDIATE,
    LOCAL,
    NATIONAL,
    NETWORK,
    REGIONAL,
    SUBMUNICIPAL,
)
from interlace.synthetic.columns import day, days, distinct, drawn, table, where
from policies import AREAS, PARTICIPATION_DEPTHS, PHASES, PRINCIPLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from interlace.synthetic.bodies import Population

    Rows = NDArray[np.int64]

#: How many strategies a body of each level has had since 2012, on average.
_STRATEGIES = {
    NATIONAL: 10.0,
    REGIONAL: 8.0,
    INTERMEDIATE: 5.0,
    LOCAL: 2.08,
    SUBMUNICIPAL: 0.3,
    CIVIL_SOCIETY: 0.2,
    NETWORK: 0.8,
}
_BREADTH = {NATIONAL: 30, REGIONAL: 12, INTERMEDIATE: 6}
_CELLS = len(PRINCIPLES.ids) * len(AREAS.ids)


def work_tables(population: Population, random: np.random.Generator) -> dict[str, pl.DataFrame]:
    """The tables of strategies and actions and all that hang on them."""
    owner = _owners(population, random)
    strategies = _strategies(population, owner, random)
    actions, body = _actions(population, random)
    return {
        "strategies": strategies,
        "commitments": _commitments(population, strategies, owner, random),
        "actions": actions,
        "links": _links(population, strategies, owner, actions, body, random),
        "participations": _participations(population, strategies, random),
        "reports": _reports(strategies, actions, random),
    }


def _owners(population: Population, random: np.random.Generator) -> Rows:
    """The owner of each strategy, those of one owner side by side; four in ten local authorities have none."""
    mean = np.array([_STRATEGIES[level] for level in range(7)])[population.level]
    none = (population.level == LOCAL) & (random.random(len(mean)) < 0.4)
    number = np.where(population.level <= REGIONAL, mean.astype(np.int64), random.poisson(mean / 0.6 * ~none))
    number = np.where(population.level == INTERMEDIATE, random.poisson(mean), number)
    return np.repeat(np.arange(len(mean)), number)


def _strategies(population: Population, owner: Rows, random: np.random.Generator) -> pl.DataFrame:
    count, code = len(owner), population.frame["code"]
    index = np.arange(count) - np.searchsorted(owner, owner)
    start = day(2012) + index * 900 + random.integers(0, 700, count)
    end = start + random.integers(2, 7, count) * 365
    co_owned = random.random(count) < 0.05
    co_owner = code.gather(random.integers(0, len(code), count))
    answers, shares = ("yes", "no", None), (4, 1, 3)
    return table(
        "strategies",
        {
            "code": [f"S{number:07d}" for number in range(count)],
            "title": pl.Series("title", code.gather(owner)) + " integration strategy",
            "owner": code.gather(owner),
            "co_owners": where(co_owned, co_owner.str.split("|")),
            "status": drawn(random, ("adopted", "draft", "withdrawn", None), (10, 1, 0.3, 3), count),
            "starts_on": days(start, random.random(count) < 0.97),
            "ends_on": days(end, random.random(count) < 0.9),
            "review_due_on": days(start + 730, random.random(count) < 0.5),
            "reviewed_on": days(start + random.integers(500, 1000, count), random.random(count) < 0.25),
            "evidence_base": drawn(random, answers, shares, count),
            "monitoring": drawn(random, answers, shares, count),
            "funded": drawn(random, answers, shares, count),
            "commitments_complete": drawn(random, answers, shares, count),
        },
    )


def _commitments(
    population: Population, strategies: pl.DataFrame, owner: Rows, random: np.random.Generator
) -> pl.DataFrame:
    breadth = np.array([_BREADTH.get(level, 0) for level in range(7)])[population.level[owner]]
    number = np.where(breadth > 0, breadth, random.choice([1, 2, 3, 3, 3], len(owner)))
    strategy = np.repeat(np.arange(len(owner)), number)
    cell = (_CELLS * random.random(len(strategy)) ** 1.5).astype(np.int64)
    kept = distinct(strategy, cell)
    strategy, cell = strategy[kept], cell[kept]
    return table(
        "commitments",
        {
            "strategy": strategies["code"].gather(strategy),
            "principle": pl.Series(PRINCIPLES.ids).gather(cell % len(PRINCIPLES.ids)),
            "area": pl.Series(AREAS.ids).gather(cell // len(PRINCIPLES.ids)),
            "depth": random.choice([1, 2, 2, 3], len(cell)),
        },
    )


def _actions(population: Population, random: np.random.Generator) -> tuple[pl.DataFrame, Rows]:
    count, code = int(len(population.level) * 2.78), population.frame["code"]
    body = random.integers(0, len(code), count)
    names = np.array([f"{principle}:{area}" for area in AREAS.ids for principle in PRINCIPLES.ids])
    cell = names[(_CELLS * random.random((count, 3)) ** 1.5).astype(np.int64)]
    width = random.integers(1, 4, count)
    lists = [list(dict.fromkeys(row[:size])) for row, size in zip(cell.tolist(), width.tolist(), strict=True)]
    start = random.integers(day(2015), day(2027), count)
    partnered = random.random(count) < 0.2
    partner = code.gather(random.integers(0, len(code), count))
    frame = table(
        "actions",
        {
            "code": [f"A{number:07d}" for number in range(count)],
            "title": pl.Series("title", code.gather(body)) + " action",
            "body": code.gather(body),
            "partners": where(partnered, partner.str.split("|")),
            "status": drawn(random, ("ongoing", "completed", "planned", "cancelled", None), (5, 4, 1, 0.5, 2), count),
            "starts_on": days(start, random.random(count) < 0.95),
            "ends_on": days(start + random.integers(100, 1500, count), random.random(count) < 0.8),
            "cells": pl.Series(lists, dtype=pl.List(pl.String)),
        },
    )
    return frame, body


def _links(
    population: Population,
    strategies: pl.DataFrame,
    owner: Rows,
    actions: pl.DataFrame,
    body: Rows,
    random: np.random.Generator,
) -> pl.DataFrame:
    """From strategies and actions to a strategy of the parent, or of whoever stands above it."""
    first = np.searchsorted(owner, np.arange(len(population.level) + 1))
    holders = np.concatenate([owner, body])
    above = population.parent[holders]
    for _ in range(2):
        climbs = (above >= 0) & ((first[above + 1] == first[above]) | (random.random(len(above)) < 0.2))
        above = np.where(climbs, population.parent[above], above)
    has = (above >= 0) & (first[above + 1] > first[above])
    linked = np.flatnonzero(has & (random.random(len(above)) < np.where(np.arange(len(above)) < len(owner), 0.5, 0.15)))
    number = first[above[linked] + 1] - first[above[linked]]
    target = first[above[linked]] + (number * random.random(len(linked)) ** 0.5).astype(np.int64)
    codes = pl.concat([strategies["code"], actions["code"]])
    return table(
        "links",
        {
            "from": codes.gather(linked),
            "to": strategies["code"].gather(target),
            "status": drawn(random, ("declared", "confirmed", "disputed", None), (4, 4, 0.2, 1), len(linked)),
        },
    )


def _participations(population: Population, strategies: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    count = int(strategies.height * 0.85)
    if not strategies.height:
        return table("participations", {})
    strategy = random.integers(0, strategies.height, count)
    civil = population.rows(CIVIL_SOCIETY)
    body = random.integers(0, len(population.level), count)
    if len(civil):
        body = np.where(random.random(count) < 0.6, random.choice(civil, count), body)
    phase = random.integers(0, len(PHASES.ids), count)
    kept = distinct(strategy, body, phase)
    return table(
        "participations",
        {
            "strategy": strategies["code"].gather(strategy[kept]),
            "body": population.frame["code"].gather(body[kept]),
            "phase": pl.Series(PHASES.ids).gather(phase[kept]),
            "depth": drawn(random, PARTICIPATION_DEPTHS.ids, (3, 3, 2, 1), len(kept)),
        },
    )


def _reports(strategies: pl.DataFrame, actions: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    codes = pl.concat([strategies["code"], actions["code"]])
    count = int(len(codes) * 0.25)
    subject, told = (
        random.integers(0, max(len(codes), 1), count),
        random.integers(day(2022), day(2026), count),
    )
    kept = distinct(subject, told)
    return table(
        "reports",
        {
            "subject": codes.gather(subject[kept]),
            "reported_on": days(told[kept]),
            "progress": pl.Series(random.integers(0, 101, len(kept))).cast(pl.String),
        },
    )
