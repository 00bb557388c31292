"""`python -m benchmarks scores`: ten thousand assessments of 83 items scored, beside a plain Polars expression."""

from __future__ import annotations

import statistics
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from benchmarks.measuring import figure, goal, timed
from graph.scoring.exact import worth_of
from graph.scoring.many import ANSWERS, score_many
from policies.instruments import shipped
from policies.instruments.model import AnswerType, Standing

if TYPE_CHECKING:
    from policies.instruments import Instrument, Item

ROUNDS = 9
ASSESSMENTS = 10_000
MOST = 2.0
TITLE = "## Scores, 10,000 assessments of 83 items"
_INSTRUMENT = "intercultural-index"
_NUMBERS = (AnswerType.NUMBER, AnswerType.SHARE)


def values_of(item: Item) -> list[str]:
    """What an item may be answered with."""
    if item.type in _NUMBERS:
        return [str(number) for number in range(101)]
    return [option.id for option in item.options] or ["words"]


def answers_to(instrument: Instrument) -> pl.DataFrame:
    """Invented answers to all items of all assessments: a tenth is not answered, a twentieth outside competence."""
    dice = np.random.default_rng(1)
    frames = []
    for item in instrument.items:
        values = values_of(item)
        fate = dice.random(ASSESSMENTS)
        given = pl.Series(values).gather(dice.integers(0, len(values), ASSESSMENTS))
        standing = np.select([fate < 0.1, fate < 0.15], [Standing.NOT_ANSWERED, Standing.OUTSIDE_COMPETENCE],
                             Standing.ANSWERED)  # fmt: skip
        frames.append(
            pl.DataFrame({"assessment": np.arange(ASSESSMENTS, dtype=np.uint32), "standing": standing, "value": given})
            .with_columns(
                item=pl.lit(item.id),
                value=pl.when(pl.col("standing") == Standing.ANSWERED).then(pl.col("value")),
            )
            .select(ANSWERS.names())
        )
    # As a table of answers is read: assessment by assessment.
    return pl.concat(frames).sort("assessment", maintain_order=True).cast(dict(ANSWERS))  # type: ignore[arg-type]


def worths(instrument: Instrument) -> pl.DataFrame:
    """What each answer to each scored item is worth; null where it takes the item out."""
    rows = []
    for item in (one for one in instrument.items if one.scored):
        for value in values_of(item):
            worth = worth_of(item, value)
            rows.append((item.id, value, None if worth is None else float(worth)))
    return pl.DataFrame(rows, schema={"item": pl.String, "value": pl.String, "worth": pl.Float64}, orient="row")


def items(instrument: Instrument) -> pl.DataFrame:
    """Area and weight of each scored item, and what its area weighs."""
    areas = {area.id: area for area in instrument.areas}
    rows = [
        (one.id, one.area, float(one.weight), float(areas[one.area].weight), areas[one.area].optional)
        for one in instrument.items
        if one.scored
    ]
    names = {"item": pl.String, "area": pl.String, "weight": pl.Float64, "share": pl.Float64, "optional": pl.Boolean}
    return pl.DataFrame(rows, schema=names, orient="row")


def plainly(answers: pl.DataFrame, known: pl.DataFrame, asked: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both ends of areas, core and extended as weighted means over joined worths: no routing, principles or cells."""
    open_ = pl.col("standing") == Standing.NOT_ANSWERED
    counted = (
        answers.lazy()
        .join(asked.lazy(), on="item")
        .join(known.lazy(), on=["item", "value"], how="left")
        .filter(open_ | pl.col("worth").is_not_null())
        .with_columns(lower=pl.col("worth").fill_null(0.0), upper=pl.col("worth").fill_null(1.0))
    )
    areas = counted.group_by("assessment", "area").agg(
        *((pl.col(end) * pl.col("weight")).sum() / pl.col("weight").sum() * 100 for end in ("lower", "upper")),
        pl.col("share").first(),
        pl.col("optional").first(),
    )
    core = pl.col("share") * ~pl.col("optional")
    wholes = areas.group_by("assessment").agg(
        *((pl.col(end) * core).sum().truediv(core.sum()).alias(f"core_{end}") for end in ("lower", "upper")),
        *(
            (pl.col(end) * pl.col("share")).sum().truediv(pl.col("share").sum()).alias(f"extended_{end}")
            for end in ("lower", "upper")
        ),
    )
    done = pl.collect_all([areas, wholes])
    return done[0], done[1]


def agree(instrument: Instrument, answers: pl.DataFrame) -> None:
    """Raise AssertionError unless both come to the same where nothing hangs on anything."""
    plain = replace(instrument, items=tuple(replace(item, asked_if=()) for item in instrument.items))
    found = score_many(plain, answers, ASSESSMENTS)
    wholes = plainly(answers, worths(plain), items(plain))[1].sort("assessment")
    for name, columns in (("core", found.core), ("extended", found.extended)):
        for end, values in (("lower", columns.lower), ("upper", columns.upper)):
            assert np.allclose(values[:, 0], wholes[f"{name}_{end}"].to_numpy(), atol=1e-9)  # noqa: S101 - the point


def scores_lines() -> list[str]:
    """What the report tells of scores."""
    instrument = shipped()[_INSTRUMENT]
    answers = answers_to(instrument)
    known, asked = worths(instrument), items(instrument)
    agree(instrument, answers)
    rounds = [
        (
            timed(lambda: plainly(answers, known, asked))[0],
            timed(lambda: score_many(instrument, answers, ASSESSMENTS))[0],
        )
        for _ in range(ROUNDS)
    ]
    plain, own = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(two / one for one, two in rounds)
    return [
        TITLE,
        "",
        f"The same {answers.height:,} answers, in turn. The plain expression joins worths and takes weighted means of",
        "areas, core and extended, both ends; Interlace also reads conditions, and gives principles, cells and counts.",
        "",
        "| | ms |",
        "|---|---:|",
        f"| plain Polars expression | {figure(plain)} |",
        f"| all scores, as columns | {figure(own)} |",
        "",
        "| goal | measured | met |",
        "|---|---:|---|",
        goal(f"all scores in at most {MOST:g} times the plain expression", ratio, MOST),
        "",
    ]
