"""One table as a sight shows it, and what is made of it to read from: columns, orders, indexes, a text to search in.

Most writes touch a record or two of one table. What was made of a table goes on to the sights of later revisions: as it
is where the table is the same, and else without the rows that left and with those that came.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from graph.tables import SCHEMA, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graph.encoding import Int64s
    from interlace.snapshots.loading import StoredTable

#: What a record has of the register itself.
OWN = ("id", "revision")
LISTS = frozenset({Kind.TEXTS, Kind.CELLS, Kind.REFERENCES})
#: What one value of a column takes as an object of Python, on average; an estimate.
_BYTES_EACH = 64
#: With more rows that left or came it is as quick to make all anew.
_MOST_CHANGED = 16
_WORDS = frozenset({"name", "title", "legal_basis", "mechanism", "framework", "note"})
_TRANSLATED = ("name_", "title_")


class Index:
    """The rows of each value of a column."""

    def __init__(self, values: pl.Series, rows: Int64s) -> None:
        """`values` by place, `rows` beside them; the rows of a value keep that order."""
        grouped = (
            pl.DataFrame({"row": rows, "value": values})
            .group_by("value", maintain_order=True)
            .agg(pl.col("row"), pl.len().alias("number"))
        )
        self._rows: list[int] = grouped["row"].explode().to_list()
        self._starts = [0, *grouped["number"].cum_sum().to_list()]
        self._place = {value: place for place, value in enumerate(grouped["value"].to_list())}

    def get(self, value: object) -> Sequence[int]:
        """The rows of a value."""
        place = self._place.get(value)
        if place is None:
            return ()
        return self._rows[self._starts[place] : self._starts[place + 1]]


class Shown:
    """A table. Everything is made when first asked for: two threads may make the same, and one of them stays."""

    def __init__(self, name: str, table: StoredTable) -> None:
        self.name = name
        self.table = table
        self._columns: dict[str, list[Any]] = {}
        self._orders: dict[str, Int64s] = {}
        self._indexes: dict[str, Index] = {}
        self._folded: pl.Series | None = None

    def column(self, name: str) -> Sequence[Any]:
        """A column's values by row; lists are empty rather than nothing. `id` and `revision` are columns too."""
        known = self._columns.get(name)
        if known is None:
            known = self._columns[name] = self._values(name, 0)
        return known

    def _values(self, name: str, start: int) -> list[Any]:
        """The values of a column from a row on."""
        table = self.table
        if name == "id":
            return [_dashed(digits) for digits in table.ids.texts(start)]
        if name == "revision":
            return table.revision[start:].tolist()  # type: ignore[no-any-return]
        if name not in table.frame.columns:
            return list(repeat(None, len(table.ids) - start))
        values = table.frame[name][start:].to_list()
        return [value or [] for value in values] if self._is_listed(name) else values

    def _is_listed(self, name: str) -> bool:
        return name in SCHEMA[self.name] and SCHEMA[self.name][name].kind in LISTS

    def index(self, name: str) -> Index:
        """The rows of each value of a column, or of each item of its lists, in the table's own order."""
        known = self._indexes.get(name)
        if known is None:
            known = self._indexes[name] = self._indexed(name)
        return known

    def _indexed(self, name: str) -> Index:
        rows = self.order(own_order(self.name))
        frame = self.table.frame
        values = frame[name] if name in frame.columns and name not in OWN else pl.Series(self.column(name))
        if not self._is_listed(name):
            return Index(values.gather(rows), rows)
        items = pl.DataFrame({"row": rows, "value": values.gather(rows)}).filter(pl.col("value").list.len() > 0)
        items = items.explode("value")
        return Index(items["value"], items["row"].to_numpy())

    def order(self, name: str) -> Int64s:
        """All rows in the order of a column; empty ones last, equal ones in the order of their ids."""
        known = self._orders.get(name)
        if known is None:
            known = self._orders[name] = self._ordered(name)
        return known

    def _ordered(self, name: str) -> Int64s:
        table = self.table
        frame = pl.DataFrame({"upper": table.ids.upper, "lower": table.ids.lower}).with_row_index("row")
        if name == "id":
            ordered = frame.sort("upper", "lower")
        else:
            values = pl.Series("value", table.revision) if name == "revision" else table.frame[name].alias("value")
            ordered = frame.with_columns(values).sort("value", "upper", "lower", nulls_last=[True, False, False])
        return ordered["row"].to_numpy().astype(np.int64)

    @property
    def folded(self) -> pl.Series:
        """What a text is searched in, by row: code, names and titles in all languages, small and without accents."""
        if self._folded is None:
            self._folded = _folded_of(self.table.frame)
        return self._folded

    @property
    def made(self) -> int:
        """How many columns, indexes and orders were made so far; each takes memory."""
        return len(self._columns) + len(self._indexes) + len(self._orders) + (self._folded is not None)

    @property
    def memory(self) -> int:
        """Bytes that these take, an estimate."""
        return _BYTES_EACH * len(self.table.ids) * (len(self._columns) + len(self._indexes))

    def followed_by(self, table: StoredTable) -> Shown:
        """The same table at a later revision, with what was made of it so far."""
        after = Shown(self.name, table)
        leaving = _leaving(self.table, table)
        if leaving is None:
            return after
        start = len(self.table.ids) - len(leaving)
        for name, values in list(self._columns.items()):
            staying = values.copy()
            for row in reversed(leaving):
                del staying[row]
            after._columns[name] = [*staying, *after._values(name, start)]
        for name, order in list(self._orders.items()):
            after._orders[name] = after._reordered(name, order, leaving, start)
        if self._folded is not None:
            rows = np.delete(np.arange(len(self._folded)), leaving)
            after._folded = self._folded.gather(rows).append(_folded_of(table.frame[start:]))
        return after

    def _reordered(self, name: str, order: Int64s, leaving: Sequence[int], start: int) -> Int64s:
        """An order of the rows before some left, as one of those that are there now; new ones begin at `start`."""
        staying = order[~np.isin(order, leaving)]
        staying -= np.searchsorted(np.asarray(leaving), staying).astype(np.int64)
        rows, key = staying, self._key(name)
        for row in range(start, len(self.table.ids)):
            place = bisect_left(rows, key(row), key=lambda other: key(int(other)))
            rows = np.insert(rows, place, row)
        return rows

    def _key(self, name: str) -> Callable[[int], tuple[Any, ...]]:
        """What rows are ordered by."""
        ids = self.table.ids
        if name == "id":
            return lambda row: (ids.upper[row], ids.lower[row])
        values = self.column(name)
        return lambda row: (values[row] is None, values[row], ids.upper[row], ids.lower[row])


def _leaving(before: StoredTable, after: StoredTable) -> list[int] | None:
    """The rows that left, in ascending order, where all others stay in their order and new ones follow them.

    None where that is not so, or where much has changed. A record that changed leaves and comes.
    """
    last = int(before.revision.max(initial=0))
    staying = len(after.ids) - int(np.count_nonzero(after.revision > last))
    number = len(before.ids) - staying
    same_columns = before.frame.schema == after.frame.schema
    if not same_columns or not 0 <= number <= _MOST_CHANGED or len(after.ids) - staying > _MOST_CHANGED:
        return None
    rows, found = np.arange(len(before.ids)), []
    while len(rows) > staying:
        differing = np.flatnonzero(before.ids.lower[rows[:staying]] != after.ids.lower[:staying])
        place = int(differing[0]) if len(differing) else staying
        found.append(int(rows[place]))
        rows = np.delete(rows, place)
    same = (
        np.array_equal(before.ids.lower[rows], after.ids.lower[:staying])
        and np.array_equal(before.ids.upper[rows], after.ids.upper[:staying])
        and np.array_equal(before.revision[rows], after.revision[:staying])
    )
    return found if same else None


def own_order(table: str) -> str:
    """The column by which a table is listed unless asked otherwise."""
    return "code" if "code" in SCHEMA[table] else "id"


def folded(text: pl.Expr) -> pl.Expr:
    """A text as it is searched: small letters, without accents."""
    return text.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()


def _folded_of(frame: pl.DataFrame) -> pl.Series:
    names = [name for name in frame.columns if name in {"code", *_WORDS} or name.startswith(_TRANSLATED)]
    # Tables without a text of their own are searched in vain.
    words = [pl.lit(""), *(pl.col(name).fill_null("") for name in names)]
    return frame.with_columns(folded(pl.concat_str(words, separator="\n")).alias("text"))["text"]


def _dashed(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
