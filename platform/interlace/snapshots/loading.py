"""A tenant's whole register, read from its tables as columns.

Each table comes as one stream of text from the server, which Polars parses; nothing is made an object a row.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
from psycopg import sql
from sqlalchemy import select

from graph.settings import Settings
from graph.tables import SCHEMA, Column, Kind
from interlace.db.models import TenantRegister
from interlace.db.records import MENTIONS
from interlace.db.settings import stored_settings, to_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from psycopg import Connection
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class StoredTable:
    """The records of one table: `frame` as a bundle has them, and row by row beside it their ids and revisions."""

    frame: pl.DataFrame
    id: pl.Series
    revision: pl.Series


@dataclass(frozen=True)
class StoredRegister:
    """A tenant's register at a revision; `settings` as interlace.db.settings stores them."""

    revision: int
    settings: Mapping[str, Any]
    tables: Mapping[str, StoredTable]


def load(session: Session) -> StoredRegister:
    """The register of the session's tenant, all of it at one moment where the session is `tenancy.reading`'s."""
    head = session.scalar(select(TenantRegister))
    if head is None:
        return StoredRegister(0, to_store(Settings(), {}), {name: _read(name, b"", ()) for name in SCHEMA})
    settings = stored_settings(head)
    connection: Connection = session.connection().connection.driver_connection  # type: ignore[assignment]
    tables = {
        name: _read(name, _copied(connection, name), settings["further_columns"].get(name, ())) for name in SCHEMA
    }
    return StoredRegister(head.revision, settings, tables)


def _copied(connection: Connection, table: str) -> bytes:
    """The table as the server writes it: comma-separated, empty for null, days as numbers, lists joined by `|`."""
    with connection.cursor() as cursor, cursor.copy(copy_statement(table)) as copy:
        return b"".join(copy)


def copy_statement(table: str) -> sql.Composed:
    """COPY of the columns that a snapshot holds."""
    columns = [_selected(name, column) for name, column in SCHEMA[table].items()]
    source: sql.Composable = sql.Identifier(table)
    if table in MENTIONS:
        name, model = MENTIONS[table]
        mentioned = sql.SQL(
            "(SELECT work, string_agg(body, '|' ORDER BY position) AS {name} FROM {mentions} GROUP BY work) AS named"
        ).format(name=sql.Identifier(name), mentions=sql.Identifier(model.__tablename__))
        source = sql.SQL("{table} LEFT JOIN {mentioned} ON work = code").format(table=source, mentioned=mentioned)
    return sql.SQL("COPY (SELECT id, revision, {columns}, further FROM {source}) TO STDOUT (FORMAT csv)").format(
        columns=sql.SQL(", ").join(columns), source=source
    )


def _selected(name: str, column: Column) -> sql.Composable:
    identifier = sql.Identifier(name)
    if column.kind is Kind.DATE:
        return sql.SQL("{} - '1970-01-01'::date").format(identifier)
    if column.kind in {Kind.TEXTS, Kind.CELLS}:
        return sql.SQL("array_to_string({}, '|')").format(identifier)
    return identifier


def _types(table: str) -> Iterator[tuple[str, pl.DataType]]:
    """The columns of the stream, by numbers: a bundle's own column may be called anything."""
    yield "id", pl.String()
    yield "revision", pl.Int64()
    for name, column in SCHEMA[table].items():
        whole = column.kind is Kind.WHOLE
        yield f"={name}", pl.Int32() if column.kind is Kind.DATE else pl.Int64() if whole else pl.String()
    yield "further", pl.String()


def _read(table: str, text: bytes, further: tuple[str, ...]) -> StoredTable:
    types = dict(_types(table))
    rows = pl.read_csv(io.BytesIO(text), has_header=False, schema=types) if text else pl.DataFrame(schema=types)
    known = [_typed(rows[f"={name}"].alias(name), column) for name, column in SCHEMA[table].items()]
    frame = pl.DataFrame(known)
    if further:
        shape = pl.Struct(dict.fromkeys(further, pl.String))
        frame = pl.concat([frame, rows["further"].str.json_decode(shape).struct.unnest()], how="horizontal")
    return StoredTable(frame, rows["id"], rows["revision"])


def _typed(values: pl.Series, column: Column) -> pl.Series:
    if column.kind is Kind.DATE:
        return values.cast(pl.Date)
    if isinstance(column.kind.data_type, pl.List):
        return values.str.split("|")
    return values
