"""The database itself says what a bundle may hold: each column is tried at its bounds, as the application's role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from psycopg import errors, sql

from graph.tables import SCHEMA, Column, Kind
from interlace.db.base import CELLS
from tests.databases import new_tenant
from tests.interlace.db.filling import Row, become, fill, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from psycopg import Connection

    from interlace.db.connections import Database

LISTED = {("strategies", "co_owners"), ("actions", "partners")}  # Rows of tables of their own.
COLUMNS = [
    pytest.param(table, name, column, id=f"{table}.{name}")
    for table, columns in SCHEMA.items()
    for name, column in columns.items()
    if (table, name) not in LISTED
]
#: What has to be there too where a value is right only beside others.
BESIDE: dict[tuple[str, str, object], Row] = {
    ("relations", "kind", "part_of"): {"source_rank": 3, "target_rank": 0},
    ("relations", "kind", "member_of"): {"target_rank": 6},
}


@pytest.fixture(scope="module")
def filled(database: Database) -> Iterator[tuple[Connection[Row], UUID]]:
    tenant_id = new_tenant(database)
    with signed_in(database) as connection:
        fill(connection, tenant_id, "c")
        yield connection, tenant_id


def fitting(column: Column) -> Sequence[Any]:
    """Values that the column must take."""
    if column.kind is Kind.CHOICE:
        return column.choices
    if column.kind is Kind.WHOLE:
        return [column.least, column.most]
    known: dict[Kind, Sequence[Any]] = {
        Kind.DECIMAL: ["0", "007", "99.125", "100" if column.most else "9" * 18 + "." + "9" * 18],
        Kind.CODE: ["A", "0", "a.b_c-1", "x" * 64],
        Kind.TEXT: ["x", "é" * 20_000, "=1+1", "<b>", "a|b", "two\nlines"],
        Kind.DATE: ["0001-01-01", "2024-02-29", "9999-12-31"],
        Kind.TEXTS: [["x"], ["nuts:PT1", "x:y"]],
        Kind.CELLS: [[cell] for cell in CELLS] + [list(CELLS)],
        Kind.REFERENCE: [],
    }
    return known[column.kind]


def wrong(column: Column) -> Sequence[Any]:
    """Values that the column must refuse."""
    if column.kind is Kind.CHOICE:
        return ["", "x", column.choices[0].upper(), f" {column.choices[0]}", f"{column.choices[0]}\n"]
    if column.kind is Kind.WHOLE:
        return [(column.least or 0) - 1, (column.most or 0) + 1]
    known: dict[Kind, Sequence[Any]] = {
        Kind.DECIMAL: ["", "-1", "+1", "1e5", ".5", "1.", " 1", "1,5", "1\n", "٣", "NaN", "9" * 19]
        + (["100.000001", "101"] if column.most else []),
        Kind.CODE: ["", "-a", ".a", "a b", "é", "a\n", "a|b", "x" * 65],
        Kind.TEXT: ["", "x" * 20_001],
        Kind.DATE: ["infinity", "-infinity", "10000-01-01", "0001-12-31 BC"],
        Kind.TEXTS: [[], [None], [""], ["x", None]],
        Kind.CELLS: [[], [None], ["real_equality"], ["love:housing"], [[CELLS[0]], [CELLS[1]]], [CELLS[0], None]],
        Kind.REFERENCE: [],
    }
    return known[column.kind]


def write(filled: tuple[Connection[Row], UUID], table: str, name: str, value: object) -> None:
    """Write a value into one row; references are left for later and nothing is kept."""
    connection, tenant_id = filled
    become(connection, tenant_id)
    connection.execute("SET CONSTRAINTS ALL DEFERRED")
    days = [other for other, column in SCHEMA[table].items() if column.kind is Kind.DATE and not column.required]
    row = dict.fromkeys(days) | {name: value} | BESIDE.get((table, name, value if isinstance(value, str) else ""), {})
    # A span does not end before it begins: its other end gives way.
    row |= {"score_from": {"score_to": "100"}, "score_to": {"score_from": "0"}}.get(name, {})
    settings = [sql.SQL("{} = {}").format(sql.Identifier(key), sql.Placeholder(key)) for key in row]
    statement = sql.SQL("UPDATE {t} SET {s} WHERE ctid = (SELECT min(ctid) FROM {t})")
    written = connection.execute(statement.format(t=sql.Identifier(table), s=sql.SQL(", ").join(settings)), row)
    assert written.rowcount == 1


@pytest.mark.parametrize(("table", "name", "column"), COLUMNS)
def test_a_column_takes_what_a_bundle_may_hold(
    filled: tuple[Connection[Row], UUID], table: str, name: str, column: Column
) -> None:
    for value in fitting(column):
        write(filled, table, name, value)


@pytest.mark.parametrize(("table", "name", "column"), COLUMNS)
def test_a_column_refuses_what_a_bundle_may_not_hold(
    filled: tuple[Connection[Row], UUID], table: str, name: str, column: Column
) -> None:
    refusals = (errors.CheckViolation, errors.NotNullViolation, errors.NumericValueOutOfRange)
    for value in wrong(column):
        with pytest.raises(refusals):
            write(filled, table, name, value)


@pytest.mark.parametrize(("table", "name", "column"), COLUMNS)
def test_a_required_column_is_never_empty_and_another_may_be(
    filled: tuple[Connection[Row], UUID], table: str, name: str, column: Column
) -> None:
    if column.required:
        with pytest.raises(errors.NotNullViolation):
            write(filled, table, name, None)
    else:
        write(filled, table, name, None)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("bodies", {"further": "[]"}),
        ("bodies", {"further": '"x"'}),
        ("bodies", {"parent": "cB"}),
        ("bodies", {"parent_rank": 1}),
        ("bodies", {"serves": "cB", "serves_rank": 6}),
        ("bodies", {"valid_from": "2020-01-02", "valid_to": "2020-01-01"}),
        ("relations", {"target": "cA"}),
        ("relations", {"follows": "2020-01-01"}),
        ("strategies", {"starts_on": "2020-01-02", "ends_on": "2020-01-01"}),
        ("actions", {"starts_on": "2020-01-02", "ends_on": "2020-01-01"}),
        ("links", {"from": "cS"}),
        ("successions", {"successor": "cA"}),
        ("memberships", {"role": "owner"}),
        ("memberships", {"role": "administrator"}),
        ("memberships", {"body": None}),
        ("registers", {"thresholds": "[]"}),
        ("registers", {"competence_matrix": "null"}),
        ("registers", {"further_columns": "1"}),
        ("registers", {"country": "Portugal"}),
        ("registers", {"country": "pt"}),
        ("registers", {"revision": -1}),
        ("service_accounts", {"scopes": ["read", "everything"]}),
        ("service_accounts", {"scopes": []}),
        ("jobs", {"state": "done"}),
        ("jobs", {"progress": 101}),
        ("works", {"kind": "plan"}),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(
    filled: tuple[Connection[Row], UUID], table: str, values: dict[str, object]
) -> None:
    connection, tenant_id = filled
    become(connection, tenant_id)
    connection.execute("SET CONSTRAINTS ALL DEFERRED")
    settings = [sql.SQL("{} = {}").format(sql.Identifier(key), sql.Placeholder(key)) for key in values]
    with pytest.raises(errors.CheckViolation):
        connection.execute(
            sql.SQL("UPDATE {} SET {}").format(sql.Identifier(table), sql.SQL(", ").join(settings)), values
        )
