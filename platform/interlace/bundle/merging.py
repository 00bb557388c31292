"""A bundle merged into a register that is there already: records are added and changed by their codes, none removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from interlace.bundle.columns import Table
from interlace.bundle.keys import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.tables import Tables


def merged(tables: Mapping[str, Table], present: Tables) -> dict[str, Table]:
    """The tables of the register after the merge; rows that no file told of have no line, which is 0."""
    return {
        name: _merged(name, tables.get(name), getattr(present, name)) for name in type(present).__dataclass_fields__
    }


def _merged(name: str, told: Table | None, present: pl.DataFrame) -> Table:
    if told is None:
        lines = np.zeros(present.height, dtype=np.int64)
        return Table(f"{name}.csv", present, lines, (), whole=True, given=())
    there, new = alike(present, told.frame)
    there_key, new_key = key_of(name, there), key_of(name, new)
    kept = there.filter(_absent(there_key, new_key))
    frame = pl.concat([kept, _filled(new, new_key, there, there_key, told.given)])
    lines = np.concatenate([np.zeros(kept.height, dtype=np.int64), told.lines])
    return Table(told.file, frame, lines, told.codes_aside, told.whole, told.given)


def alike(one: pl.DataFrame, other: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both frames with the columns of both, those that a frame has not itself empty."""
    columns = {**one.schema, **other.schema}

    def extended(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.select(
            pl.col(name) if name in frame.columns else pl.lit(None, dtype=kind).alias(name)
            for name, kind in columns.items()
        )

    return extended(one), extended(other)


def _absent(key: pl.DataFrame, other: pl.DataFrame) -> pl.Series:
    """For each row of `key` whether `other` lacks it."""
    rows = key.with_row_index("row").join(other, on=key.columns, how="anti", nulls_equal=True)["row"]
    absent = np.zeros(key.height, dtype=np.bool_)
    absent[rows.to_numpy()] = True
    return pl.Series(absent)


def _filled(
    new: pl.DataFrame, new_key: pl.DataFrame, there: pl.DataFrame, there_key: pl.DataFrame, given: tuple[str, ...]
) -> pl.DataFrame:
    """The new rows; columns that their file does not have keep what the register holds."""
    rows = there_key.with_row_index("row")
    found = new_key.join(rows, on=new_key.columns, how="left", nulls_equal=True, maintain_order="left")["row"]
    return pl.DataFrame([new[name] if name in given else there[name].gather(found) for name in new.columns])
