"""From columns of codes, days and choices to columns of small numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    Int8s = NDArray[np.int8]
    Int32s = NDArray[np.int32]
    Int64s = NDArray[np.int64]
    #: Rows or places, whichever width they come in.
    Rows = NDArray[np.signedinteger]
    Words = NDArray[np.uint32]
    Flags = NDArray[np.bool_]

#: No day known, or no beginning: earlier than every day.
DAWN = np.iinfo(np.int32).min
#: No end: later than every day.
DUSK = np.iinfo(np.int32).max
#: No record referred to.
NOBODY = -1


def day_number(day: date) -> int:
    """Days since 1970-01-01, the number that every day column holds."""
    return day.toordinal() - 719_163


def days(column: pl.Series, unknown: int) -> Int32s:
    """Days since 1970-01-01, `unknown` (`DAWN` or `DUSK`) where the cell is empty."""
    return column.to_physical().fill_null(unknown).to_numpy()


def choices(column: pl.Series, values: Sequence[str], empty: int = 0, first: int = 0) -> Int8s:
    """The place of each value in `values`, counted from `first`; `empty` where the cell is empty."""
    numbers = column.cast(pl.Enum(values)).to_physical().cast(pl.Int8) + first
    return numbers.fill_null(empty).to_numpy()


def references(column: pl.Series, codes: pl.Enum) -> Int32s:
    """The row that each code names, `NOBODY` where the cell is empty."""
    return column.cast(codes).to_physical().cast(pl.Int32).fill_null(NOBODY).to_numpy()


def pairs(frame: pl.DataFrame, column: str, codes: pl.Enum) -> tuple[Int32s, Int32s]:
    """One (row, record named) pair for each item of a list column, in the order of the rows."""
    items = (
        frame.select(pl.int_range(pl.len(), dtype=pl.Int32).alias("row"), pl.col(column).alias("item"))
        .drop_nulls("item")
        .explode("item")
        .drop_nulls("item")
        .unique(maintain_order=True)
    )
    return items["row"].to_numpy(), references(items["item"], codes)


def words(rows: int, row: Int32s, principle: Int8s | Int32s, area: Int8s | Int32s) -> Words:
    """Bit sets of cells, shape (rows, 4): bit `area` of word [row, principle] for each (row, cell) given once.

    Distinct bits of one word add up to their union, and 20 bits are exact in a float.
    """
    slots = row.astype(np.int64) * 4 + principle
    bits = np.bincount(slots, weights=np.ldexp(1.0, area), minlength=rows * 4)
    return bits.astype(np.uint32).reshape(rows, 4)
