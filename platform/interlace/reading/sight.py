"""What some callers see of a snapshot: all of its records but hidden drafts and what hangs on them.

Whoever is kept from the same drafts shares one sight, and with it the columns and indexes that were made of it.
"""

from __future__ import annotations

import sys
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from graph.tables import SCHEMA, Kind
from interlace.register.drafts import HANGING
from interlace.snapshots.ids import Ids
from interlace.snapshots.loading import StoredTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from graph.encoding import Int64s
    from interlace.snapshots.snapshot import Snapshot

#: What a record has of the register itself.
OWN = ("id", "revision")
LISTS = frozenset({Kind.TEXTS, Kind.CELLS, Kind.REFERENCES})
#: What one value of a column takes as an object of Python, on average; an estimate.
_BYTES_EACH = 64


class Sight:
    """The records of a snapshot that its callers may know of, by table and row. Frozen; shared by threads.

    Columns and indexes are made when first asked for: two threads may make the same one, and one of them stays.
    """

    def __init__(self, snapshot: Snapshot, hidden: frozenset[str]) -> None:
        self.snapshot = snapshot
        self.hidden = hidden
        """Codes of the drafts that are not shown."""
        self.tables: Mapping[str, StoredTable] = {
            name: _without(table, name, hidden) for name, table in snapshot.tables.items()
        }
        self._columns: dict[tuple[str, str], Sequence[Any]] = {}
        self._indexes: dict[tuple[str, str], Mapping[Any, Sequence[int]]] = {}
        self._orders: dict[tuple[str, str], Int64s] = {}
        self._folded: dict[str, pl.Series] = {}

    def column(self, table: str, name: str) -> Sequence[Any]:
        """A column's values by row; lists are empty rather than nothing. `id` and `revision` are columns too."""
        known = self._columns.get((table, name))
        if known is None:
            known = self._columns[table, name] = self._made(table, name)
        return known

    def _made(self, table: str, name: str) -> Sequence[Any]:
        stored = self.tables[table]
        if name == "id":
            return [_dashed(digits) for digits in stored.ids.texts()]
        if name == "revision":
            return stored.revision.tolist()  # type: ignore[no-any-return]
        if name not in stored.frame.columns:
            return list(repeat(None, len(stored.ids)))
        values = stored.frame[name].to_list()
        column = SCHEMA[table].get(name)
        return [value or [] for value in values] if column is not None and column.kind in LISTS else values

    def translations(self, table: str) -> Sequence[str]:
        """The columns of a table that are not of every register, in the order of their names: `name_fr` and the like.

        A bundle's own `id` and `revision` are not told, since a record has both of the register.
        """
        return sorted(
            name for name in self.tables[table].frame.columns if name not in SCHEMA[table] and name not in OWN
        )

    def told(self, table: str, row: int) -> dict[str, Any]:
        """A record in the words of a bundle, after its id and its revision; translations where there are any."""
        known = {name: self.column(table, name)[row] for name in (*OWN, *SCHEMA[table])}
        further = {name: self.column(table, name)[row] for name in self.translations(table)}
        return known | {name: value for name, value in further.items() if value is not None}

    def row_of(self, table: str, record_id: UUID) -> int | None:
        """The row of the record of this id; None where there is none that may be known of."""
        return self.tables[table].row_of(record_id)

    def row_of_code(self, table: str, code: str) -> int | None:
        """The row of the body, strategy or action of this code; None where there is none."""
        found = self.index(table, "code").get(code)
        return found[0] if found else None

    def rows_where(self, table: str, column: str, value: object) -> Sequence[int]:
        """The rows whose column has this value, or whose list holds it, in the table's own order."""
        return self.index(table, column).get(value, ())

    def index(self, table: str, column: str) -> Mapping[Any, Sequence[int]]:
        """The rows of each value of a column."""
        known = self._indexes.get((table, column))
        if known is None:
            known = self._indexes[table, column] = self._indexed(table, column)
        return known

    def _indexed(self, table: str, column: str) -> Mapping[Any, Sequence[int]]:
        values, rows = self.column(table, column), self.order(table, own_order(table)).tolist()
        found: dict[Any, list[int]] = {}
        listed = column in SCHEMA[table] and SCHEMA[table][column].kind in LISTS
        for row in rows:
            for value in values[row] if listed else (values[row],):
                found.setdefault(value, []).append(row)
        return found

    def order(self, table: str, column: str) -> Int64s:
        """All rows of a table in the order of a column; empty ones last, equal ones in the order of their ids."""
        known = self._orders.get((table, column))
        if known is None:
            known = self._orders[table, column] = self._ordered(table, column)
        return known

    def _ordered(self, table: str, column: str) -> Int64s:
        stored = self.tables[table]
        keys = {"upper": stored.ids.upper, "lower": stored.ids.lower}
        frame = pl.DataFrame(keys).with_row_index("row")
        if column == "id":
            ordered = frame.sort("upper", "lower")
        else:
            values = (
                pl.Series("value", stored.revision) if column == "revision" else stored.frame[column].alias("value")
            )
            ordered = frame.with_columns(values).sort("value", "upper", "lower", nulls_last=[True, False, False])
        return ordered["row"].to_numpy().astype(np.int64)

    def folded(self, table: str) -> pl.Series:
        """What a text is searched in, by row: code, names and titles in all languages, small and without accents."""
        known = self._folded.get(table)
        if known is None:
            frame = self.tables[table].frame
            names = [name for name in frame.columns if name in {"code", *_WORDS} or name.startswith(_TRANSLATED)]
            # Tables without a text of their own are searched in vain.
            words = [pl.lit(""), *(pl.col(name).fill_null("") for name in names)]
            text = frame.with_columns(folded(pl.concat_str(words, separator="\n")).alias("text"))
            known = self._folded[table] = text["text"]
        return known

    @property
    def made(self) -> int:
        """How many columns, indexes and orders were made so far; each takes memory."""
        return len(self._columns) + len(self._indexes) + len(self._orders) + len(self._folded)

    @property
    def memory(self) -> int:
        """Bytes that it takes beside its snapshot, an estimate."""
        values = sum(len(column) for column in [*self._columns.values()])
        indexed = sum(len(self.tables[table].ids) for table, _ in [*self._indexes])
        own = sum(table.frame.estimated_size() for table in self.tables.values()) if self.hidden else 0
        return sys.getsizeof(self) + _BYTES_EACH * (values + indexed) + int(own)

    @cached_property
    def body_rows(self) -> Int64s:
        """The row here of each body of the register's columns of numbers, which stand in the order of codes."""
        return self.order("bodies", "code")


_WORDS = frozenset({"name", "title", "legal_basis", "mechanism", "framework", "note"})
_TRANSLATED = ("name_", "title_")


def own_order(table: str) -> str:
    """The column by which a table is listed unless asked otherwise."""
    return "code" if "code" in SCHEMA[table] else "id"


def folded(text: pl.Expr) -> pl.Expr:
    """A text as it is searched: small letters, without accents."""
    return text.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()


def _without(table: StoredTable, name: str, hidden: frozenset[str]) -> StoredTable:
    columns = ("code",) if name == "strategies" else HANGING.get(name, ())
    if not hidden or not columns:
        return table
    shown = ~pl.any_horizontal(pl.col(column).is_in(list(hidden)) for column in columns)
    staying = table.frame.select(shown.fill_null(value=True)).to_series().to_numpy()
    ids = Ids(table.ids.upper[staying], table.ids.lower[staying])
    return StoredTable(table.frame.filter(pl.Series(staying)), ids, table.revision[staying])


def _dashed(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
