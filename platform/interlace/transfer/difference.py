"""What has to be written so that a register becomes another: records to add, to change, to remove."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from interlace.bundle.keys import key_of
from interlace.bundle.merging import alike
from interlace.db.identifiers import new_id_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.tables import Tables
    from interlace.snapshots.loading import StoredTable


@dataclass(frozen=True)
class TableDifference:
    """What becomes of one table: `written` are the rows that are new or have changed, in this order, with their ids."""

    written: pl.DataFrame
    ids: pl.Series
    added: int
    removed: pl.Series
    """Ids of records that are there no longer."""
    kept: int

    @property
    def changed(self) -> int:
        """How many records have other values than before."""
        return self.written.height - self.added

    @property
    def nothing(self) -> bool:
        """Whether the table stays as it is."""
        return not self.written.height and not len(self.removed)


def differences(present: Mapping[str, StoredTable], wanted: Tables) -> dict[str, TableDifference]:
    """What becomes of each table."""
    return {name: _difference(name, table, wanted[name]) for name, table in present.items()}


def _difference(name: str, present: StoredTable, wanted: pl.DataFrame) -> TableDifference:
    if not present.frame.height:
        none = pl.Series([], dtype=pl.String)
        return TableDifference(wanted, _ids(wanted.height), wanted.height, none, 0)
    there, new = alike(present.frame, wanted)
    there_key, new_key = key_of(name, there), key_of(name, new)
    rows = there_key.with_row_index("row")
    found = new_key.join(rows, on=new_key.columns, how="left", nulls_equal=True, maintain_order="left")["row"]
    added = found.is_null()
    known = found.drop_nulls()
    altered = _altered(new.filter(~added), there[known])
    gone = pl.select(pl.int_range(there.height, dtype=pl.UInt32)).to_series().is_in(known.implode()).not_()
    return TableDifference(
        written=pl.concat([new.filter(added), new.filter(~added).filter(altered)]),
        ids=pl.concat([_ids(int(added.sum())), present.id.gather(known).filter(altered)]),
        added=int(added.sum()),
        removed=present.id.filter(gone),
        kept=int((~altered).sum()),
    )


def _ids(count: int) -> pl.Series:
    return pl.Series(new_id_texts(count), dtype=pl.String)


def _altered(new: pl.DataFrame, there: pl.DataFrame) -> pl.Series:
    """Whether each row has a value that the row beside it has not."""
    altered = pl.Series([False]).new_from_index(0, new.height)
    for one, other in zip(_plain(new), _plain(there), strict=True):
        altered |= one.ne_missing(other)
    return altered


def _plain(frame: pl.DataFrame) -> list[pl.Series]:
    """The columns, lists as text."""
    return [column.list.join("|") if isinstance(column.dtype, pl.List) else column for column in frame.iter_columns()]
