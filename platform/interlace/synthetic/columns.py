"""Columns from drawn numbers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from graph.tables import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

_EPOCH = date(1970, 1, 1)


def day(year: int, month: int = 1, of_month: int = 1) -> int:
    """A day as days since 1970-01-01."""
    return (date(year, month, of_month) - _EPOCH).days


def days(numbers: NDArray[np.integer], known: NDArray[np.bool_] | None = None) -> pl.Series:
    """A column of days, empty where not known."""
    column = pl.Series(numbers.astype(np.int32)).cast(pl.Date)
    return column if known is None else where(known, column)


def where(known: NDArray[np.bool_], column: pl.Series) -> pl.Series:
    """The column with null where not known."""
    return pl.select(pl.when(pl.Series(known)).then(column)).to_series()


def drawn(random: np.random.Generator, values: Sequence[str | None], shares: Sequence[float], count: int) -> pl.Series:
    """Values drawn with these shares; `None` is an empty cell."""
    share = np.array(shares) / sum(shares)
    return pl.Series(list(values), dtype=pl.String).gather(random.choice(len(values), count, p=share))


def table(name: str, columns: Mapping[str, Any]) -> pl.DataFrame:
    """A frame with all columns of a table; those not given are empty."""
    frame = pl.DataFrame(dict(columns))
    return frame.select(
        (pl.col(column) if column in columns else pl.lit(None)).cast(spec.kind.data_type).alias(column)
        for column, spec in SCHEMA[name].items()
    )


def distinct(*keys: NDArray[np.integer]) -> NDArray[np.int64]:
    """The first row of each combination of keys, ascending."""
    frame = pl.DataFrame({str(number): key for number, key in enumerate(keys)}).with_row_index("row")
    return frame.unique(list(map(str, range(len(keys)))), keep="first").sort("row")["row"].to_numpy()
