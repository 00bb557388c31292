"""Tables with changes laid over them, record by record: what is there, what names it, what is no longer there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from graph.amendment import Edit
from graph.tables import SCHEMA, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from graph.tables import Tables

    Record = Mapping[str, Any]


class Aside(Edit):
    """An edit that takes away what is not spoken of, and is not spoken of itself."""

    __slots__ = ()


class Overlay:
    """Tables as they would be after the edits made so far. `hidden` are codes of strategies that are not spoken of."""

    def __init__(self, tables: Tables, hidden: Collection[str] = ()) -> None:
        self._tables = tables
        self._hidden = frozenset(hidden)
        self._hidden_at: dict[str, frozenset[int]] = {}
        self._gone: dict[str, set[int]] = {}
        self._come: dict[str, list[Record]] = {}
        self.edits: list[Edit] = []

    def add(self, table: str, record: Record) -> None:
        """Lay a record over the table."""
        self._come.setdefault(table, []).append(record)
        self.edits.append(Edit(table, None, record))

    def remove(self, table: str, record: Record) -> None:
        """Take away a record that `find` gave."""
        self._take(table, record)
        self.edits.append(Edit(table, record, None))

    def change(self, table: str, record: Record, **values: object) -> None:
        """Give a record that `find` gave other values."""
        after = {**record, **values}
        self._take(table, record)
        self._come.setdefault(table, []).append(after)
        self.edits.append(Edit(table, record, after))

    def _take(self, table: str, record: Record) -> None:
        come = self._come.get(table, [])
        for place, other in enumerate(come):
            if other is record:
                del come[place]
                return
        row = next(row for row, other in self._stored(table, record) if other == record)
        self._gone.setdefault(table, set()).add(row)

    def find(self, table: str, equal: Mapping[str, object], *, all_of_them: bool = False) -> list[Record]:
        """The records whose columns have these values, those that hang on hidden strategies only with all of them."""
        there = [*(record for _, record in self._stored(table, equal)), *self._come.get(table, ())]
        return [
            record
            for record in there
            if all(record.get(name) == value for name, value in equal.items())
            and (all_of_them or not self._is_hidden(table, record))
        ]

    def _stored(self, table: str, equal: Mapping[str, object]) -> Iterator[tuple[int, Record]]:
        """Rows of the table itself that are still there, with their values; narrowed down by what can be asked."""
        frame = self._tables[table]
        there: pl.Series | None = None
        for name, value in equal.items():
            if name in frame.columns and not isinstance(value, list):
                alike = frame[name].is_null() if value is None else frame[name] == value
                there = alike if there is None else there & alike
        rows = pl.Series(range(frame.height)) if there is None else there.arg_true()
        for row in rows.to_list():
            if row not in self._gone.get(table, ()):
                yield row, frame.row(row, named=True)

    def _is_hidden(self, table: str, record: Record) -> bool:
        if not self._hidden:
            return False
        return not self._hidden.isdisjoint({record.get(name) for name in _strategies_in(table)})

    def has(self, tables: tuple[str, ...], code: str) -> bool:
        """Whether a record of one of these tables has this code, hidden ones not counted."""
        return any(self.find(table, {"code": code}) for table in tables)

    def taken(self, tables: tuple[str, ...], code: str) -> bool:
        """The same; a hidden strategy of this code is set aside, for what is not spoken of stands in nobody's way."""
        if code in self._hidden:
            self._set_strategy_aside(code)
        return self.has(tables, code)

    def mentions(self, table: str, code: str) -> dict[str, int]:
        """How many mentions of a record there are in each table, hidden ones not counted; without one, none is told."""
        counts: dict[str, int] = {}
        for other, name in _naming(table):
            rows, come = self._mentions_in(other, name, code)
            count = len([row for row in rows if row not in self._hidden_rows(other)]) + come
            if count:
                counts[other] = counts.get(other, 0) + count
        return counts

    def set_aside(self, table: str, code: str) -> None:
        """Take away what is hidden and names a record, which can then go as if nothing named it."""
        for other, name in _naming(table):
            rows, _ = self._mentions_in(other, name, code)
            for row in rows:
                if row not in self._hidden_rows(other):
                    continue
                record = self._tables[other].row(row, named=True)
                if other == "strategies":
                    self._set_strategy_aside(record["code"])
                else:
                    self._leave_out(other, record)

    def _set_strategy_aside(self, code: str) -> None:
        self.set_aside("strategies", code)
        for record in self.find("strategies", {"code": code}, all_of_them=True):
            self._leave_out("strategies", record)
        # One that comes under this code is another, and nothing is hidden about it.
        self._hidden -= {code}

    def _leave_out(self, table: str, record: Record) -> None:
        self._take(table, record)
        self.edits.append(Aside(table, record, None))

    def _mentions_in(self, table: str, name: str, code: str) -> tuple[list[int], int]:
        """The rows of the table itself that name a record, and how many do so of those that came."""
        in_list = SCHEMA[table][name].kind is Kind.REFERENCES
        named = pl.col(name).list.contains(code) if in_list else pl.col(name) == code
        rows = self._tables[table].select(pl.arg_where(named)).to_series().to_list()
        come = [record.get(name) for record in self._come.get(table, ())]
        stored = [row for row in rows if row not in self._gone.get(table, ())]
        return stored, sum(1 for value in come if (code in (value or ()) if in_list else value == code))

    def _hidden_rows(self, table: str) -> frozenset[int]:
        """The rows of the table itself that hang on hidden strategies."""
        known = self._hidden_at.get(table)
        if known is None:
            frame, names = self._tables[table], _strategies_in(table)
            alike = [frame[name].is_in(list(self._hidden)) for name in names] if self._hidden else []
            known = frozenset(row for series in alike for row in series.arg_true())
            self._hidden_at[table] = known
        return known


def _naming(table: str) -> Iterator[tuple[str, str]]:
    """The tables and columns that may name a record of a table."""
    for other, columns in SCHEMA.items():
        for name, column in columns.items():
            if table in column.refers_to:
                yield other, name


def _strategies_in(table: str) -> list[str]:
    """The columns of a table that hold codes of strategies."""
    own = ["code"] if table == "strategies" else []
    return [name for name, column in SCHEMA[table].items() if "strategies" in column.refers_to] + own
