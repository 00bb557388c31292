"""A tenant's whole register, read from its tables as columns.

The server joins each table's rows into a few long values, of which Polars and NumPy make columns: nothing is sent, nor
made an object, row by row.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl
from psycopg import sql
from sqlalchemy import select

from graph.encoding import NOBODY
from graph.splicing import rows_of
from graph.tables import SCHEMA, Column, Kind
from interlace.db.models import Change, TenantRegister
from interlace.db.records import MENTIONS
from interlace.db.settings import COLUMNS, stored_settings
from interlace.snapshots.ids import Ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from psycopg import Connection
    from sqlalchemy.orm import Session

    from graph.encoding import Int64s

#: Bytes on the server's disk for each value that a table's rows are joined into: none may reach 1 GiB.
_PART = 64 * 2**20
_MOST_PARTS = 256


@dataclass(frozen=True)
class StoredTable:
    """The records of one table: `frame` as a bundle has them, and row by row beside it their ids and revisions."""

    frame: pl.DataFrame
    ids: Ids
    revision: Int64s

    @cached_property
    def id(self) -> pl.Series:
        """The ids as text, 32 hexadecimal digits each."""
        return pl.Series("id", self.ids.texts(), dtype=pl.String)

    def row_of(self, record_id: UUID) -> int | None:
        """The row of the record of this id; None where there is none."""
        row = int(self.ids.rows_of([record_id])[0])
        return None if row == NOBODY else row

    def rows_of_codes(self, codes: Sequence[str]) -> Int64s:
        """The row of each record of these codes, `NOBODY` where there is none. Bodies, strategies and actions only."""
        order, ordered = self._by_code
        found = rows_of(ordered, pl.Series("code", codes, dtype=pl.String))
        return np.where(found == NOBODY, NOBODY, order[found]) if len(order) else found

    def row_of_code(self, code: str) -> int | None:
        """The row of the record of this code; None where there is none."""
        row = int(self.rows_of_codes([code])[0])
        return None if row == NOBODY else row

    def id_of(self, code: str) -> UUID | None:
        """The id of the record of this code; None where there is none."""
        row = self.row_of_code(code)
        return None if row is None else self.ids[row]

    @cached_property
    def _by_code(self) -> tuple[Int64s, pl.Series]:
        code = self.frame["code"]
        order = code.arg_sort()
        return order.to_numpy().astype(np.int64), code.gather(order)


@dataclass(frozen=True)
class StoredRegister:
    """A tenant's register at a revision; `settings` as interlace.db.settings stores them."""

    revision: int
    settings: Mapping[str, Any]
    tables: Mapping[str, StoredTable]
    made_at: datetime | None
    """When the revision was made, by which one of the same number is told apart after a restore; None at 0."""


class _Joined(NamedTuple):
    """A table as it comes: rows as comma-separated text, and for each its id and its revision as bytes."""

    rows: bytes
    keys: bytes


_KEY = np.dtype([("upper", ">u8"), ("lower", ">u8"), ("revision", ">i8")])


def load(session: Session) -> StoredRegister:
    """The register of the session's tenant, all of it at one moment where the session is `tenancy.reading`'s."""
    head = session.scalar(select(TenantRegister))
    if head is None:
        return empty_register()
    settings = stored_settings(head)
    connection: Connection = session.connection().connection.driver_connection  # type: ignore[assignment]
    further = settings["further_columns"]
    # While the server joins one table, the one before is read.
    with ThreadPoolExecutor(1) as reader:
        reading = {
            name: reader.submit(_read, name, _fetched(connection, name), further.get(name, ())) for name in SCHEMA
        }
    tables = {name: table.result() for name, table in reading.items()}
    return StoredRegister(head.revision, settings, tables, revision_and(session, head.revision)[1])


def empty_register() -> StoredRegister:
    """The register of a tenant that has not been written to, whose settings are as a new row has them."""
    settings = dict.fromkeys(COLUMNS) | {"thresholds": {}, "competence_matrix": {}, "rules": {}, "further_columns": {}}
    nothing = _Joined(b"", b"")
    return StoredRegister(0, settings, {name: _read(name, nothing, ()) for name in SCHEMA}, None)


def revision_and(session: Session, revision: int) -> tuple[int, datetime | None]:
    """The present revision, and when the other one was made; nothing where there is none of that number."""
    made_at = select(Change.at).where(Change.revision == revision, Change.part == 0).scalar_subquery()
    found = session.execute(select(TenantRegister.revision, made_at)).first()
    return (0, None) if found is None else (found[0], found[1])


def _fetched(connection: Connection, table: str) -> _Joined:
    """A table as the server joins it."""
    size = connection.execute("SELECT pg_table_size(%s::regclass)", [table]).fetchone()
    parts = min(1 + (size[0] if size else 0) // _PART, _MOST_PARTS)
    with connection.cursor(binary=True) as cursor:
        cursor.execute(selection(table, parts))
        result = cursor.pgresult
        assert result is not None  # noqa: S101 - a statement that was executed has one
        # Taken as bytes, which is what they are made of and read from.
        rows, keys = ([result.get_value(part, column) or b"" for part in range(result.ntuples)] for column in range(2))
        return _Joined(b"\n".join(rows), b"".join(keys))


def selection(table: str, parts: int = 1) -> sql.Composed:
    """The statement that joins the rows of a table, in as many parts.

    Rows come in any order, but in both columns in the same: aggregates of one query see rows together.
    """
    columns = [*(_written(name, column) for name, column in SCHEMA[table].items()), _quoted(sql.SQL("further::text"))]
    filled = [sql.SQL("coalesce({}, '')").format(column) for column in columns]
    source: sql.Composable = sql.Identifier(table)
    if table in MENTIONS:
        name, model = MENTIONS[table]
        mentioned = sql.SQL(
            "(SELECT work, string_agg(body, '|' ORDER BY position) AS {name} FROM {mentions} GROUP BY work) AS named"
        ).format(name=sql.Identifier(name), mentions=sql.Identifier(model.__tablename__))
        source = sql.SQL("{table} LEFT JOIN {mentioned} ON work = code").format(table=source, mentioned=mentioned)
    # The last byte of an id is random.
    grouped = sql.SQL("" if parts == 1 else " GROUP BY get_byte(uuid_send(id), 15) % {}").format(sql.Literal(parts))
    return sql.SQL(
        "SELECT string_agg({row}, E'\\n'), string_agg(uuid_send(id) || int8send(revision), '') FROM {source}{grouped}"
    ).format(row=sql.SQL(" || ',' || ").join(filled), source=source, grouped=grouped)


def _written(name: str, column: Column) -> sql.Composable:
    """A column as comma-separated text has it: empty for null, days as numbers, lists joined by `|`."""
    identifier = sql.Identifier(name)
    if column.kind is Kind.DATE:
        return sql.SQL("({} - '1970-01-01'::date)::text").format(identifier)
    if column.kind is Kind.WHOLE:
        return sql.SQL("{}::text").format(identifier)
    if column.kind is Kind.CELLS:
        return sql.SQL("array_to_string({}, '|')").format(identifier)
    if column.kind is Kind.TEXTS:
        return _quoted(sql.SQL("array_to_string({}, '|')").format(identifier))
    # All others are held by constraints to what needs no quotes.
    return _quoted(identifier) if column.kind is Kind.TEXT else identifier


def _quoted(text: sql.Composable) -> sql.Composed:
    return sql.SQL("""'"' || replace({}, '"', '""') || '"'""").format(text)


def _types(table: str) -> Iterator[tuple[str, pl.DataType]]:
    """The columns of the text, by names of their own: a bundle's unknown column may be called anything."""
    for name, column in SCHEMA[table].items():
        whole = column.kind is Kind.WHOLE
        yield f"={name}", pl.Int32() if column.kind is Kind.DATE else pl.Int64() if whole else pl.String()
    yield "further", pl.String()


def _read(table: str, joined: _Joined, further: Sequence[str]) -> StoredTable:
    types = dict(_types(table))
    text = joined.rows
    rows = pl.read_csv(text, has_header=False, schema=types) if text else pl.DataFrame(schema=types)
    frame = pl.DataFrame([_typed(rows[f"={name}"].alias(name), column) for name, column in SCHEMA[table].items()])
    if further:
        shape = pl.Struct(dict.fromkeys(further, pl.String))
        frame = pl.concat([frame, rows["further"].str.json_decode(shape).struct.unnest()], how="horizontal")
    keys = np.frombuffer(joined.keys, dtype=_KEY)
    ids = Ids(keys["upper"].astype(np.uint64), keys["lower"].astype(np.uint64))
    return StoredTable(frame, ids, keys["revision"].astype(np.int64))


def _typed(values: pl.Series, column: Column) -> pl.Series:
    if column.kind is Kind.DATE:
        return values.cast(pl.Date)
    if isinstance(column.kind.data_type, pl.List):
        return values.str.split("|")
    return values
