"""Many records written at once: copied into temporary tables, then moved by statements over whole sets.

PostgreSQL copies into no table under row-level security, so the way leads over staging; what is moved from there is
under the same policies and constraints as every other write. Constraints are deferred until the unit ends.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import polars as pl
from psycopg import sql

from graph.tables import SCHEMA
from interlace.db.models import RANKS
from interlace.db.records import MENTIONS, RANKED, WORK_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from psycopg import Connection
    from sqlalchemy.orm import Session

    from interlace.transfer.difference import TableDifference


def write_differences(
    session: Session,
    differences: Mapping[str, TableDifference],
    levels: pl.DataFrame,
    revision: int,
    watch: Callable[[str], None],
) -> None:
    """Remove, change and add all records. `levels` are code and level of every body of the register to be.

    Changed records are removed and added again under their ids: no record is in the way of another, whatever changed.
    """
    connection: Connection = session.connection().connection.driver_connection  # type: ignore[assignment]
    # Under a policy the planner thinks of few rows, and would go through one set for each row of another.
    connection.execute("SET LOCAL enable_nestloop = off")
    connection.execute("SELECT refresh_lagging_statistics()")
    for name, difference in differences.items():
        if difference.changed or len(difference.removed):
            _remove(connection, name, pl.concat([difference.removed, difference.ids[difference.added :]]))
    for name, difference in differences.items():
        if difference.written.height:
            watch(f"{name}.csv")
            _add(connection, name, difference, levels, revision)
    connection.execute("SELECT refresh_lagging_statistics()")
    if differences["bodies"].changed:
        _move_ranks(connection)
    if not differences["relations"].nothing:
        _chain_twins(connection)
    session.expire_all()


def _remove(connection: Connection, name: str, ids: pl.Series) -> None:
    """Remove the records of these ids, with the mentions and codes that belong to them."""
    _copy(connection, "removed", name, ids.alias("id").to_frame())
    chosen = sql.SQL("(SELECT code FROM {} WHERE id IN (SELECT id FROM removed))").format(sql.Identifier(name))
    if name in MENTIONS:
        mentions = sql.Identifier(MENTIONS[name][1].__tablename__)
        connection.execute(sql.SQL("DELETE FROM {} WHERE work IN {}").format(mentions, chosen))
    if name in WORK_KINDS:
        connection.execute(sql.SQL("DELETE FROM works WHERE code IN {}").format(chosen))
    connection.execute(sql.SQL("DELETE FROM {} WHERE id IN (SELECT id FROM removed)").format(sql.Identifier(name)))
    connection.execute("DROP TABLE removed")


def _add(connection: Connection, name: str, difference: TableDifference, levels: pl.DataFrame, revision: int) -> None:
    """Add the written records, with their mentions and codes."""
    rows = _staged(name, difference, levels)
    _copy(connection, "staged", name, rows)
    stored = [column for column in rows.columns if not (name in MENTIONS and column == MENTIONS[name][0])]
    connection.execute(
        sql.SQL("INSERT INTO {} (revision, {columns}) SELECT {revision}, {columns} FROM staged").format(
            sql.Identifier(name),
            columns=sql.SQL(", ").join(map(sql.Identifier, stored)),
            revision=sql.Literal(revision),
        )
    )
    if name in WORK_KINDS:
        connection.execute(
            sql.SQL("INSERT INTO works (code, kind) SELECT code, {} FROM staged").format(sql.Literal(WORK_KINDS[name]))
        )
    if name in MENTIONS:
        _add_mentions(connection, name)
    connection.execute("DROP TABLE staged")


def _add_mentions(connection: Connection, name: str) -> None:
    column, model = MENTIONS[name]
    connection.execute(
        sql.SQL(
            "INSERT INTO {mentions} (work, body, position) SELECT code, mention.body, place - 1 FROM staged,"
            " unnest(string_to_array({column}, '|')) WITH ORDINALITY AS mention (body, place)"
        ).format(mentions=sql.Identifier(model.__tablename__), column=sql.Identifier(column))
    )


def _staged(name: str, difference: TableDifference, levels: pl.DataFrame) -> pl.DataFrame:
    """The rows as they are copied: ids, known columns, ranks of bodies referred to, and unknown columns as JSON."""
    frame, known = difference.written, list(SCHEMA[name])
    mentions = MENTIONS[name][0] if name in MENTIONS else None
    columns = [difference.ids.alias("id")]
    for column in known:
        values = frame[column]
        if isinstance(values.dtype, pl.List):
            values = values.list.join("|") if column == mentions else _array(values)
        columns.append(values)
    ranks = levels.select("code", rank=pl.col("level").replace_strict(RANKS, return_dtype=pl.Int8))
    for column in RANKED.get(name, ()):
        named = frame.select(code=pl.col(column)).join(ranks, on="code", how="left", maintain_order="left")
        columns.append(named["rank"].alias(f"{column}_rank"))
    further = frame.drop(known)
    return pl.DataFrame([*columns, _further(further, frame.height)])


def _array(values: pl.Series) -> pl.Series:
    """Lists of text as PostgreSQL writes arrays: items in quotes, quotes and backslashes escaped."""
    quoted = pl.element().str.replace_all(r"\\", r"\\").str.replace_all('"', r"\"", literal=True)
    return ("{" + values.list.eval('"' + quoted + '"').list.join(",") + "}").alias(values.name)


def _further(frame: pl.DataFrame, height: int) -> pl.Series:
    """Unknown columns as a JSON object of those that have a value; nothing where none has."""
    if not frame.width:
        return pl.Series("further", [None], dtype=pl.String).new_from_index(0, height)
    import orjson

    told = [{name: value for name, value in row.items() if value is not None} for row in frame.iter_rows(named=True)]
    return pl.Series("further", [orjson.dumps(row).decode() if row else None for row in told], dtype=pl.String)


def _copy(connection: Connection, staging: str, name: str, rows: pl.DataFrame) -> None:
    """Make a temporary table of the columns of a table, which mentions lack, and copy the rows into it."""
    listed = MENTIONS[name][0] if name in MENTIONS else None
    columns = [
        sql.SQL("NULL::text AS {}").format(sql.Identifier(column)) if column == listed else sql.Identifier(column)
        for column in rows.columns
    ]
    connection.execute(
        sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
            sql.Identifier(staging), sql.SQL(", ").join(columns), sql.Identifier(name)
        )
    )
    buffer = io.BytesIO()
    rows.write_csv(buffer, include_header=False, quote_style="necessary", date_format="%Y-%m-%d")
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(sql.Identifier(staging))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(buffer.getbuffer())


def _move_ranks(connection: Connection) -> None:
    """Bodies may have changed their levels: everyone that refers to them follows."""
    for name, columns in RANKED.items():
        for column in columns:
            connection.execute(
                sql.SQL(
                    "UPDATE {table} AS referring SET {rank} = bodies.rank FROM bodies"
                    " WHERE bodies.code = referring.{column} AND bodies.rank <> referring.{rank}"
                ).format(
                    table=sql.Identifier(name), column=sql.Identifier(column), rank=sql.Identifier(f"{column}_rank")
                )
            )


def _chain_twins(connection: Connection) -> None:
    """Let each relation follow its twin before it."""
    connection.execute(
        "UPDATE relations SET follows = chained.before FROM ("
        " SELECT id, lag(ends) OVER (PARTITION BY one, other, kind ORDER BY starts, id) AS before FROM relations"
        " WHERE (one, other, kind) IN (SELECT one, other, kind FROM relations GROUP BY 1, 2, 3 HAVING count(*) > 1)"
        "   OR follows IS NOT NULL"
        ") AS chained WHERE relations.id = chained.id AND follows IS DISTINCT FROM chained.before"
    )
