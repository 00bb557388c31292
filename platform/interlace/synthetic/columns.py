"""Columns of tables from drawn numbers. A day is a count of days since 1970-01-01, `OPEN` where it is unknown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph.tables import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Random: TypeAlias = np.random.Generator
Rows: TypeAlias = NDArray[np.int64]
Days: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Shares: TypeAlias = NDArray[np.float64]

OPEN = np.iinfo(np.int32).min
NOBODY = -1


def day(year: int, month: int = 1, of_month: int = 1) -> int:
    """One day as a number."""
    return (date(year, month, of_month) - date(1970, 1, 1)).days


def days_between(first: int, last: int, count: int, random: Random) -> Days:
    """Days drawn from a span, both ends inclusive."""
    return random.integers(first, last + 1, count)


def month_starts(months: Rows) -> Days:
    """The first days of months counted from January 1970."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def chance(random: Random, share: float | Shares, count: int) -> Flags:
    """True for about this share."""
    flags: Flags = random.random(count) < share
    return flags


def dates(numbers: Days) -> pl.Series:
    """A column of days, empty where open."""
    return where(numbers != OPEN, pl.Series(np.maximum(numbers, 0).astype(np.int32)).cast(pl.Date))


def where(known: Flags, column: pl.Series) -> pl.Series:
    """The column, empty where not known."""
    return pl.select(pl.when(pl.Series(known)).then(column)).to_series()


def drawn(random: Random, shares: Mapping[str | None, float], count: int) -> pl.Series:
    """Values drawn with these shares; `None` is an empty cell."""
    share = np.array(list(shares.values()), dtype=np.float64)
    chosen = random.choice(len(share), count, p=share / share.sum())
    return pl.Series(list(shares), dtype=pl.String).gather(chosen)


def weighted(random: Random, rows: Rows, weights: Shares, count: int) -> Rows:
    """So many of the rows, each drawn with its weight; nobody if there are none."""
    if not len(rows):
        return np.full(count, NOBODY, dtype=np.int64)
    chosen: Rows = rows[random.choice(len(rows), count, p=weights / weights.sum())]
    return chosen


def anyone(random: Random, rows: Rows, count: int) -> Rows:
    """So many of the rows, each as likely as the others; nobody if there are none."""
    return weighted(random, rows, np.ones(len(rows)), count)


def ways(random: Random, shares: Sequence[float], count: int) -> Rows:
    """Numbers from 0, drawn with these shares."""
    return weighted(random, np.arange(len(shares)), np.array(shares), count)


def distinct(*keys: Rows) -> Rows:
    """The first row of each combination of keys, ascending."""
    frame = pl.DataFrame({str(number): key for number, key in enumerate(keys)}).with_row_index("row")
    kept = frame.unique(frame.columns[1:], keep="first").sort("row")["row"]
    return kept.to_numpy().astype(np.int64)


def numbered(prefix: str, count: int) -> pl.Series:
    """Codes from 1 that sort as they are counted."""
    width = len(str(max(count, 1)))
    return prefix + pl.Series(range(1, count + 1), dtype=pl.Int64).cast(pl.String).str.zfill(width)


def table(name: str, columns: Mapping[str, Any], **more: pl.Series) -> pl.DataFrame:
    """A frame with all columns of a table, empty where not given, and `more` columns after them."""
    given = pl.DataFrame({**columns, **more})
    known = (
        (pl.col(column) if column in columns else pl.lit(None)).cast(spec.kind.data_type).alias(column)
        for column, spec in SCHEMA[name].items()
    )
    return given.select(*known, *more)
