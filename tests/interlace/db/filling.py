"""A row in every table that belongs to tenants, whatever tables there are: what attacks aim at."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from psycopg import connect, sql
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from sqlalchemy import BigInteger, Boolean, Date, DateTime, LargeBinary, SmallInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

import interlace.db.models  # noqa: F401 - tables are known once their models are imported
from graph.tables import SCHEMA
from interlace.db.base import owned_tables, shared_tables

if TYPE_CHECKING:
    from psycopg import Connection
    from sqlalchemy import Column, Table

    from interlace.db.connections import Database

Row = dict[str, Any]
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

#: The tables of tenants, those that are referred to before those that refer to them.
OWNED: tuple[Table, ...] = owned_tables()
#: Those of the commons, which other tenants may read.
SHARED: tuple[Table, ...] = shared_tables()

# Rows of tables whose own words a value has to be one of, or which must differ within a row; `*` is the tenant's mark.
_GIVEN: dict[str, list[Row]] = {
    "bodies": [{"code": "*A", "level": "national"}, {"code": "*B", "level": "local"}],
    "works": [{"code": "*S", "kind": "strategy"}, {"code": "*Z", "kind": "strategy"}, {"code": "*T", "kind": "action"}],
    "strategies": [{"code": "*S", "owner": "*A"}, {"code": "*Z", "owner": "*B"}],
    "actions": [{"code": "*T", "body": "*A"}],
    "relations": [{"source": "*A", "target": "*B", "valid_from": date(2020, 1, 1), "valid_to": date(2020, 12, 31)}],
    "successions": [{"predecessor": "*A", "successor": "*B"}],
    "links": [{"from": "*T", "to": "*S"}],
    "measurements": [{"score_from": "1", "score_to": "2"}],
    "oppositions": [{"strategy": "*S", "other": "*Z"}],
    "memberships": [{"role": "steward", "body": "*A"}],
    "service_accounts": [{"scopes": ["read"]}],
    "jobs": [{"state": "waiting"}],
    "talks": [{"asked_at": NOW, "expires_at": NOW + timedelta(days=60)}],
    "reminder_letters": [{"kind": "digest"}],
    "notice_preferences": [{"mails": "digest"}],
    "requests": [{"for_body": "*A"}],
    "questions": [{"kind": "declaration", "body": "*A", "state": "waiting", "subject": "*"}],
    "askings": [{"outcome": "asked"}],
    "notices": [{"kind": "case-closed", "about": "case:*"}],
    "episodes": [{"finding": "strategy-missing:*A"}],
    "cases": [{"finding": "strategy-missing:*A"}],
    "case_owners": [{"body": "*A", "by": "system"}],
    "case_answers": [{"said": "acknowledged", "by": "system"}],
    "case_comments": [{"text": "x", "by": "system"}],
    "case_attachments": [{"media_type": "text/csv", "sha256": "0" * 64, "by": "system"}],
    "loaded_instruments": [{"status": "unofficial", "digest": "0" * 64}],
    "loaded_crosswalks": [{"instrument": "*", "old_version": "1", "new_version": "2", "digest": "0" * 64}],
    "assessment_rounds": [{"voices": ["body"]}],
    "assessments": [{"body": "*A", "author": "*A", "voice": "body"}],
    "assessment_answers": [{"standing": "not_answered"}],
    "assessment_answers_kept": [{"standing": "not_answered"}],
    "assessment_snapshots": [{"digest": "0" * 64, "instrument_digest": "0" * 64}],
    "assessment_targets": [{"body": "*A", "target": 50}],
    "visits": [{"body": "*A", "planned_by": "system"}],
    "visit_experts": [{"named_by": "system"}],
    "visit_findings": [{"said": "confirmed", "by": "system"}],
    "visit_observations": [{"kind": "strength", "by": "system"}],
    "visit_recommendations": [{"owner": "*A", "by": "system"}],
    "visit_steps": [{"said": "done", "by": "system"}],
    "workspaces": [{"body": "*A", "opened_by": "system"}],
    "workspace_fields": [{"by": "system"}],
    "workspace_fields_kept": [{"by": "system"}],
    "workspace_proofs": [{"kind": "words", "by": "system"}],
    "workspace_parties": [{"body": "*B", "part": "leads", "by": "system"}],
    "consultations": [{"body": "*A", "opened_by": "system"}],
    "consulted_bodies": [{"body": "*B"}],
    "consultation_replies": [{"body": "*B", "by": "system"}],
    "gatherings": [{"kind": "event", "body": "*A", "state": "open", "language": "en", "principles": [], "areas": []}],
    "calendar_feeds": [{"secret_hash": b"x" * 32}],
    "practices": [{"body": "*A", "language": "en"}],
    "publications": [
        {"kind": "practice", "subject": f"practice:{uuid4()}", "body": "*A", "state": "published", "decided_at": NOW}
    ],
    "commons_entries": [{"kind": "practice", "language": "en", "languages": ["en"], "body": "*A", "level": "local"}],
    "commons_members": [{"body": "*A"}],
    "commons_approaches": [{"kind": "question", "from_body": "*A", "to_body": "*B"}],
    "webhooks": [{"url": "https://receiver.example/", "events": ["change.committed"]}],
}
_SAMPLES: dict[type[Any], Any] = {
    Uuid: uuid4,
    Text: lambda: "x",
    BigInteger: lambda: 1,
    SmallInteger: lambda: 1,
    Boolean: lambda: True,
    Date: lambda: date(2026, 1, 2),
    DateTime: lambda: NOW,
    LargeBinary: lambda: b"x",
    JSONB: lambda: Jsonb({}),
    ARRAY: lambda: ["x"],
}


def signed_in(database: Database, *, owner: bool = False) -> Connection[Row]:
    """A connection past everything that keeps the application's statements in order: an attacker's."""
    login = database.logins.owner if owner else database.logins.application
    return connect(login, row_factory=dict_row, prepare_threshold=None)


def become(connection: Connection[Row], tenant_id: UUID | None) -> None:
    """Begin a transaction for a tenant, as tenancy does."""
    if connection.info.transaction_status is not TransactionStatus.IDLE:
        connection.rollback()
    if tenant_id is not None:
        connection.execute("SELECT set_config('app.tenant_id', %s, true)", [str(tenant_id)])


def fill(connection: Connection[Row], tenant_id: UUID, mark: str) -> dict[str, Row]:
    """Put rows into every table of a tenant that is there; the first row of each. Codes begin with the mark."""
    become(connection, tenant_id)
    there = _columns_there(connection)
    written: dict[str, list[Row]] = {}
    for table in (*OWNED, *SHARED):
        if table.name in there:
            given = [{owner_column(table): tenant_id, **_marked(row, mark)} for row in _GIVEN.get(table.name, [{}])]
            rows = [_row(table, row, written) for row in given]
            kept = [{name: value for name, value in row.items() if name in there[table.name]} for row in rows]
            written[table.name] = [insert(connection, table.name, row) for row in kept]
    connection.commit()
    return {name: rows[0] for name, rows in written.items()}


def owner_column(table: Table) -> str:
    """The column that says whose a row is."""
    return "tenant_id" if "tenant_id" in table.columns else "from_tenant"


def _columns_there(connection: Connection[Row]) -> dict[str, set[str]]:
    """The columns of each table at the revision that the database is at."""
    known: dict[str, set[str]] = {}
    for row in connection.execute("SELECT table_name, column_name FROM information_schema.columns"):
        known.setdefault(row["table_name"], set()).add(row["column_name"])
    return known


def insert(connection: Connection[Row], table: str, row: Row, ending: str = "RETURNING *") -> Row:
    """Insert a row, and return it as it was written; nothing where nothing was."""
    return connection.execute(insertion(table, row, ending), _adapted(row)).fetchone() or {}


def insertion(table: str, row: Row, ending: str = "") -> sql.Composed:
    """The statement that inserts such a row."""
    return sql.SQL("INSERT INTO {} ({}) VALUES ({}) {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(map(sql.Placeholder, row)),
        sql.SQL(ending),
    )


def written_columns(table: Table, row: Row) -> Row:
    """A row without what the database itself works out."""
    return {name: value for name, value in row.items() if table.columns[name].computed is None}


def _adapted(row: Row) -> Row:
    return {name: Jsonb(value) if isinstance(value, dict) else value for name, value in row.items()}


def _marked(row: Row, mark: str) -> Row:
    return {name: value.replace("*", mark) if isinstance(value, str) else value for name, value in row.items()}


def _row(table: Table, given: Row, written: dict[str, list[Row]]) -> Row:
    """Values for all columns that need one: what is given, what is referred to, else a sample of the type."""
    row = dict(given)
    for key in sorted(table.foreign_key_constraints, key=lambda key: (len(key.columns), str(key.name))):
        columns = [column.name for column in key.columns if column.name != "tenant_id"]
        required = [name for name in columns if not table.columns[name].nullable]
        if required and key.referred_table is not table:
            row |= _referred(key.referred_table.name, key.elements, row, written)
    for column in table.columns:
        if column.name not in row and not column.nullable and column.server_default is None:
            row[column.name] = _sample(table.name, column)
    return {name: value for name, value in row.items() if table.columns[name].computed is None}


def _referred(parent: str, elements: Any, row: Row, written: dict[str, list[Row]]) -> Row:  # noqa: ANN401 - of SQLAlchemy
    pairs = {element.parent.name: element.column.name for element in elements if element.column.name != "tenant_id"}
    fitting = [
        known for known in written[parent] if all(known[pairs[name]] == row[name] for name in pairs if name in row)
    ]
    return {name: fitting[0][other] for name, other in pairs.items()}


def _sample(table: str, column: Column[Any]) -> Any:  # noqa: ANN401 - whatever the column holds
    known = SCHEMA.get(table, {}).get(column.name)
    if known and known.choices:
        return known.choices[0]
    return next(make() for kind, make in _SAMPLES.items() if isinstance(column.type, kind))
