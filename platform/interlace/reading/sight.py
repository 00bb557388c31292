"""What some callers see of a snapshot: all of its records but hidden drafts and what hangs on them.

Whoever is kept from the same drafts shares one sight, and with it the columns and indexes that were made of it.
"""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.tables import SCHEMA
from interlace.reading.shown import OWN, Shown
from interlace.register.drafts import HANGING
from interlace.snapshots.ids import Ids
from interlace.snapshots.loading import StoredTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from graph.encoding import Int64s
    from interlace.snapshots.snapshot import Snapshot


class Sight:
    """The records of a snapshot that its callers may know of, by table and row. Frozen; shared by threads.

    `before` is what an earlier revision showed to the same callers: what was made of it goes on.
    """

    def __init__(
        self, snapshot: Snapshot, hidden: frozenset[str], before: Mapping[str, tuple[StoredTable, Shown]] | None = None
    ) -> None:
        self.snapshot = snapshot
        self.hidden = hidden
        """Codes of the drafts that are not shown."""
        self._shown = {
            name: _shown(table, name, hidden, (before or {}).get(name)) for name, table in snapshot.tables.items()
        }
        #: Beside the tables that they belong to, for they are asked for at every value of an answer.
        self._columns: dict[tuple[str, str], Sequence[Any]] = {}
        self.tables: Mapping[str, StoredTable] = {name: shown.table for name, shown in self._shown.items()}

    @property
    def heritage(self) -> Mapping[str, tuple[StoredTable, Shown]]:
        """What the sight of a later revision goes on from: each table as it is stored, and as it is shown."""
        return {name: (table, self._shown[name]) for name, table in self.snapshot.tables.items()}

    def column(self, table: str, name: str) -> Sequence[Any]:
        """A column's values by row; lists are empty rather than nothing. `id` and `revision` are columns too."""
        known = self._columns.get((table, name))
        if known is None:
            known = self._columns[table, name] = self._shown[table].column(name)
        return known

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
        found = self._shown[table].index("code").get(code)
        return found[0] if found else None

    def rows_where(self, table: str, column: str, value: object) -> Sequence[int]:
        """The rows whose column has this value, or whose list holds it, in the table's own order."""
        return self._shown[table].index(column).get(value)

    def order(self, table: str, column: str) -> Int64s:
        """All rows of a table in the order of a column; empty ones last, equal ones in the order of their ids."""
        return self._shown[table].order(column)

    def folded(self, table: str) -> pl.Series:
        """What a text is searched in, by row: code, names and titles in all languages, small and without accents."""
        return self._shown[table].folded

    @property
    def made(self) -> int:
        """How many columns, indexes and orders were made so far; each takes memory."""
        return sum(shown.made for shown in self._shown.values())

    @property
    def memory(self) -> int:
        """Bytes that it takes beside its snapshot, an estimate."""
        own = sum(table.frame.estimated_size() for table in self.tables.values()) if self.hidden else 0
        return sys.getsizeof(self) + sum(shown.memory for shown in self._shown.values()) + int(own)

    @cached_property
    def body_rows(self) -> Int64s:
        """The row here of each body of the register's columns of numbers, which stand in the order of codes."""
        return self.order("bodies", "code")


def _shown(table: StoredTable, name: str, hidden: frozenset[str], before: tuple[StoredTable, Shown] | None) -> Shown:
    if before is None:
        return Shown(name, _without(table, name, hidden))
    stored, shown = before
    return shown if stored is table else shown.followed_by(_without(table, name, hidden))


def _without(table: StoredTable, name: str, hidden: frozenset[str]) -> StoredTable:
    columns = ("code",) if name == "strategies" else HANGING.get(name, ())
    if not hidden or not columns:
        return table
    shown = ~pl.any_horizontal(pl.col(column).is_in(list(hidden)) for column in columns)
    staying = table.frame.select(shown.fill_null(value=True)).to_series().to_numpy()
    ids = Ids(table.ids.upper[staying], table.ids.lower[staying])
    return StoredTable(table.frame.filter(pl.Series(staying)), ids, table.revision[staying])
