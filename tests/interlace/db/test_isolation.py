"""Tenant A against the rows of tenant B: every table, every kind of statement."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors, sql

from tests.databases import migrated_database, new_tenant
from tests.interlace.db.filling import (
    OWNED,
    Row,
    become,
    fill,
    insert,
    insertion,
    signed_in,
    written_columns,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from psycopg import Connection
    from sqlalchemy import ForeignKey, ForeignKeyConstraint, Table

    from interlace.db.connections import Database

TABLES = pytest.mark.parametrize("table", OWNED, ids=lambda table: table.name)


class Scene(NamedTuple):
    """Two tenants with a row in each table, A's connection, and the owner's to look at what became of B's rows."""

    attacker: Connection[Row]
    owner: Connection[Row]
    a: UUID
    b: UUID
    of_a: dict[str, Row]
    of_b: dict[str, Row]

    def rows_of_b(self, table: Table) -> list[str]:
        """All that B has in a table, as the owner sees it."""
        found = self.owner.execute(_said("SELECT t::text AS told FROM {t} t WHERE tenant_id = {b}", table, self.b))
        told = sorted(row["told"] for row in found)
        self.owner.rollback()
        return told


@pytest.fixture(scope="module")
def scene(database: Database) -> Iterator[Scene]:
    a, b = new_tenant(database), new_tenant(database)
    with signed_in(database) as attacker, signed_in(database, owner=True) as owner:
        of_a, of_b = fill(attacker, a, "a"), fill(attacker, b, "b")
        owner.execute("ANALYZE")
        assert owner.execute("SELECT FROM pg_stats WHERE tablename = 'bodies'").fetchone() is not None
        owner.commit()
        yield Scene(attacker, owner, a, b, of_a, of_b)


@pytest.fixture(scope="module")
def empty() -> Iterator[Connection[Row]]:
    """The application's connection to a database in which no table has a row."""
    with migrated_database() as database, signed_in(database) as connection:
        yield connection


def _said(statement: str, table: Table, tenant: UUID | None = None) -> sql.Composed:
    """A statement with the table at `{t}`, its key beside the tenant at `{k}`, the tenant at `{b}` or `{any}`."""
    key = [column.name for column in table.primary_key if column.name != "tenant_id"] or ["tenant_id"]
    return sql.SQL(statement).format(
        t=sql.Identifier(table.name),
        k=sql.Identifier(key[0]),
        b=sql.Literal(tenant),
        any=sql.Literal(tenant),
        name=table.name,
    )


READING = [
    "SELECT * FROM {t} WHERE tenant_id = {b}",
    "SELECT 1 FROM {t} WHERE tenant_id <> current_setting('app.tenant_id')::uuid",
    "SELECT count(*) FROM {t} WHERE tenant_id = {b} HAVING count(*) > 0",
    "SELECT max({k}::text) FROM {t} WHERE tenant_id = {b} HAVING count(*) > 0",
    "SELECT 1 WHERE EXISTS (SELECT FROM {t} WHERE tenant_id = {b})",
    "SELECT 1 WHERE {b} IN (SELECT tenant_id FROM {t})",
    "SELECT 1 FROM (SELECT (SELECT {k} FROM {t} WHERE tenant_id = {b} LIMIT 1) AS found) s WHERE found IS NOT NULL",
    "SELECT 1 FROM {t} mine JOIN {t} other ON mine.tenant_id <> other.tenant_id",
    "SELECT 1 FROM (VALUES ({b})) v (tenant) LEFT JOIN {t} ON tenant_id = tenant WHERE tenant_id IS NOT NULL",
    "SELECT 1 FROM registers r, LATERAL (SELECT FROM {t} WHERE tenant_id <> r.tenant_id) s",
    "WITH s AS MATERIALIZED (SELECT * FROM {t}) SELECT 1 FROM s WHERE tenant_id = {b}",
    "WITH RECURSIVE s AS (SELECT tenant_id FROM {t} UNION SELECT {b}::uuid FROM s) "
    "SELECT 1 FROM s JOIN {t} USING (tenant_id) WHERE tenant_id = {b}",
    "SELECT 1 FROM {t} TABLESAMPLE SYSTEM (100) WHERE tenant_id = {b}",
    "SELECT 1 FROM ONLY {t} WHERE (tableoid, tenant_id) = (tableoid, {b})",
    "SELECT 1 FROM {t} WHERE ctid = ANY (SELECT format('(%%s,%%s)', p, i)::tid FROM generate_series(0, 3) p, "
    "generate_series(1, 40) i) AND tenant_id = {b}",
    "SELECT 1 FROM (SELECT tenant_id, count(*) OVER () FROM {t}) s WHERE tenant_id = {b}",
    "SELECT 1 FROM (SELECT tenant_id FROM {t} GROUP BY CUBE (tenant_id)) s WHERE tenant_id = {b}",
    "SELECT 1 FROM pg_stats WHERE tablename = {name}",
    "SELECT 1 FROM query_to_xml($$SELECT 1 FROM {t} WHERE tenant_id = {b}$$, false, true, '') x WHERE x::text ~ '1'",
]


@TABLES
def test_no_way_of_reading_shows_another_tenants_row(scene: Scene, table: Table) -> None:
    for statement in READING:
        become(scene.attacker, scene.a)
        assert scene.attacker.execute(_said(statement, table, scene.b), []).fetchall() == [], statement


@TABLES
@pytest.mark.parametrize("statement", ["COPY {t} TO STDOUT", "COPY (TABLE {t}) TO STDOUT"])
def test_copying_out_gives_the_tenants_own_rows(scene: Scene, table: Table, statement: str) -> None:
    become(scene.attacker, scene.a)
    with scene.attacker.cursor().copy(_said(statement, table)) as copy:
        lines = [bytes(line).decode() for line in copy]
    assert lines
    assert all(line.startswith(f"{scene.a}") for line in lines)


LOCKING = "SELECT 1 FROM {t} WHERE tenant_id = {b} FOR "


@TABLES
@pytest.mark.parametrize("strength", ["UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE"])
def test_rows_of_others_cannot_be_locked(scene: Scene, table: Table, strength: str) -> None:
    become(scene.attacker, scene.a)
    try:
        found = scene.attacker.execute(_said(LOCKING + strength, table, scene.b))
    except errors.InsufficientPrivilege:
        assert table.name in {"audit", "changes"}
    else:
        assert found.fetchall() == []


@TABLES
def test_a_statement_prepared_for_one_tenant_serves_another_its_own_rows(scene: Scene, table: Table) -> None:
    become(scene.attacker, scene.b)
    scene.attacker.execute(_said("PREPARE those AS SELECT tenant_id FROM {t}", table))
    for _ in range(7):
        # From the sixth on the plan is a general one and is kept.
        assert {row["tenant_id"] for row in scene.attacker.execute("EXECUTE those")} == {scene.b}
    scene.attacker.commit()  # A rollback would let go of the statement.
    become(scene.attacker, scene.a)
    assert {row["tenant_id"] for row in scene.attacker.execute("EXECUTE those")} == {scene.a}
    scene.attacker.execute("DEALLOCATE those")


@TABLES
def test_a_function_that_tells_what_it_is_given_is_given_nothing(scene: Scene, table: Table) -> None:
    told: list[str] = []
    become(scene.attacker, scene.a)
    scene.attacker.execute(
        "CREATE FUNCTION pg_temp.tells(uuid) RETURNS bool LANGUAGE plpgsql COST 0.0000001 AS "
        "$$BEGIN RAISE NOTICE '%', $1; RETURN true; END$$"
    )
    scene.attacker.add_notice_handler(handler := lambda notice: told.append(notice.message_primary or ""))
    scene.attacker.execute(_said("SELECT FROM {t} WHERE pg_temp.tells(tenant_id)", table))
    scene.attacker.remove_notice_handler(handler)
    assert set(told) == {str(scene.a)}


CHANGING = [
    "UPDATE {t} SET tenant_id = tenant_id WHERE tenant_id = {b}",
    "UPDATE {t} SET tenant_id = current_setting('app.tenant_id')::uuid WHERE tenant_id = {b}",
    "UPDATE {t} SET {k} = {t}.{k} FROM registers r WHERE {t}.tenant_id <> r.tenant_id",
    "WITH s AS (UPDATE {t} SET {k} = {k} WHERE tenant_id = {b} RETURNING *) SELECT * FROM s",
    "DELETE FROM {t} WHERE tenant_id = {b}",
    "DELETE FROM {t} USING registers r WHERE {t}.tenant_id <> r.tenant_id",
    "WITH s AS (DELETE FROM {t} WHERE tenant_id = {b} RETURNING *) SELECT * FROM s",
    "MERGE INTO {t} USING (VALUES ({b})) v (tenant) ON tenant_id = tenant WHEN MATCHED THEN DELETE",
    "MERGE INTO {t} USING (VALUES ({b})) v (tenant) ON tenant_id = tenant WHEN MATCHED THEN UPDATE SET tenant_id = {b}",
]


@TABLES
def test_no_way_of_changing_reaches_another_tenants_row(scene: Scene, table: Table) -> None:
    before = scene.rows_of_b(table)
    assert before
    for statement in CHANGING:
        become(scene.attacker, scene.a)
        try:
            assert scene.attacker.execute(_said(statement, table, scene.b)).rowcount == 0, statement
            scene.attacker.commit()
        except errors.InsufficientPrivilege:
            assert table.name in {"audit", "changes", "registers"}, statement
        assert scene.rows_of_b(table) == before, statement


FORBIDDEN = [
    "UPDATE {t} SET tenant_id = {b}",
    "MERGE INTO {t} USING registers r ON {t}.tenant_id = r.tenant_id WHEN MATCHED THEN UPDATE SET tenant_id = {b}",
    "TRUNCATE {t}",
    "TRUNCATE {t} CASCADE",
    "ALTER TABLE {t} DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE {t} NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE {t} OWNER TO CURRENT_USER",
    "CREATE POLICY mine ON {t} USING (true)",
    "CREATE TRIGGER mine BEFORE INSERT ON {t} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE RULE mine AS ON SELECT TO {t} DO INSTEAD NOTHING",
    "CREATE TEMPORARY TABLE kept () INHERITS ({t})",
    "CREATE INDEX mine ON {t} (tenant_id)",
    "DROP TABLE {t}",
    "COMMENT ON TABLE {t} IS 'mine'",
    "SELECT lo_import('/etc/passwd') FROM {t}",
]


@TABLES
def test_what_would_move_rows_or_take_the_walls_down_is_refused(scene: Scene, table: Table) -> None:
    before = scene.rows_of_b(table)
    for statement in FORBIDDEN:
        become(scene.attacker, scene.a)
        with pytest.raises(errors.InsufficientPrivilege):
            scene.attacker.execute(_said(statement, table, scene.b))
    assert scene.rows_of_b(table) == before


@TABLES
def test_without_row_security_a_statement_fails_rather_than_sees_everything(scene: Scene, table: Table) -> None:
    become(scene.attacker, scene.a)
    scene.attacker.execute("SET LOCAL row_security = off")
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        scene.attacker.execute(_said("SELECT FROM {t}", table))


@TABLES
@pytest.mark.parametrize("ending", ["", "RETURNING *", "ON CONFLICT DO NOTHING"])
def test_no_row_is_put_into_another_tenant_and_none_is_found_out_that_way(
    scene: Scene, table: Table, ending: str
) -> None:
    """The row that B has is refused as one that B does not have would be: for being B's."""
    become(scene.attacker, scene.a)
    row = written_columns(table, scene.of_b[table.name])
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        insert(scene.attacker, table.name, row, ending)


@TABLES
def test_an_upsert_does_not_reach_another_tenants_row(scene: Scene, table: Table) -> None:
    key = ", ".join(column.name for column in table.primary_key)
    before = scene.rows_of_b(table)
    become(scene.attacker, scene.a)
    ending = f"ON CONFLICT ({key}) DO UPDATE SET tenant_id = EXCLUDED.tenant_id"
    with pytest.raises(errors.InsufficientPrivilege):
        insert(scene.attacker, table.name, written_columns(table, scene.of_b[table.name]), ending)
    assert scene.rows_of_b(table) == before


@TABLES
def test_a_merge_puts_no_row_into_another_tenant(scene: Scene, table: Table) -> None:
    row = written_columns(table, scene.of_b[table.name])
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    chosen = sql.SQL("SELECT (json_populate_record(NULL::{t}, %s::json)).*").format(t=sql.Identifier(table.name))
    told = scene.owner.execute(
        _said("SELECT row_to_json(t)::text AS told FROM {t} t WHERE tenant_id = {b}", table, scene.b)
    ).fetchone()
    scene.owner.rollback()
    become(scene.attacker, scene.a)
    merge = sql.SQL(
        "MERGE INTO {t} USING ({chosen}) s ON {t}.tenant_id = s.tenant_id "
        "WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({values})"
    ).format(
        t=sql.Identifier(table.name),
        chosen=chosen,
        names=names,
        values=sql.SQL(", ").join(sql.Identifier("s", name) for name in row),
    )
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        scene.attacker.execute(merge, [(told or {})["told"]])


@TABLES
def test_rows_cannot_be_copied_in_past_the_policy(scene: Scene, table: Table) -> None:
    become(scene.attacker, scene.a)
    with pytest.raises(errors.FeatureNotSupported), scene.attacker.cursor().copy(_said("COPY {t} FROM STDIN", table)):
        pass


@TABLES
def test_the_keys_of_a_tenant_are_free_in_every_other(scene: Scene, table: Table) -> None:
    """So nobody finds out by trying which ids and codes there are elsewhere."""
    newcomer = uuid4()
    become(scene.attacker, newcomer)
    scene.attacker.execute("SET CONSTRAINTS ALL DEFERRED")
    row = written_columns(table, scene.of_b[table.name]) | {"tenant_id": newcomer}
    assert insert(scene.attacker, table.name, row)["tenant_id"] == newcomer


FOREIGN_KEYS = [
    pytest.param(table, key, id=f"{key.name}")
    for table in OWNED
    for key in sorted(table.foreign_key_constraints, key=lambda key: str(key.name))
    if len(key.columns) > 1
]


@pytest.mark.parametrize(("table", "key"), FOREIGN_KEYS)
def test_a_reference_to_another_tenants_record_is_refused(
    scene: Scene, table: Table, key: ForeignKeyConstraint
) -> None:
    """A row of A's is right in all but one thing: what it refers to is B's."""
    foreign = {
        element.parent.name: scene.of_b[table_name(element)][element.column.name]
        for element in key.elements
        if element.parent.name != "tenant_id" and element.parent.computed is None
    }
    if "follows" in foreign:
        foreign |= {"valid_from": date(2021, 1, 1), "valid_to": None}
    settings = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in foreign]
    become(scene.attacker, scene.a)
    scene.attacker.execute("SET CONSTRAINTS ALL DEFERRED")
    update = sql.SQL("UPDATE {t} SET {s} WHERE ctid = (SELECT max(ctid) FROM {t})").format(
        t=sql.Identifier(table.name), s=sql.SQL(", ").join(settings)
    )
    assert scene.attacker.execute(update, foreign).rowcount == 1
    with pytest.raises(errors.ForeignKeyViolation) as refusal:
        scene.attacker.execute(sql.SQL("SET CONSTRAINTS {} IMMEDIATE").format(sql.Identifier(str(key.name))))
    assert refusal.value.diag.constraint_name == key.name


def table_name(element: ForeignKey) -> str:
    """The table that a column refers to."""
    return str(element.column.table.name)


NO_TENANT = [
    pytest.param(None, id="never"),
    pytest.param("BEGIN; SELECT set_config('app.tenant_id', gen_random_uuid()::text, true); COMMIT", id="earlier"),
    pytest.param("SET app.tenant_id = ''", id="nothing"),
    pytest.param("SET app.tenant_id = 'every one'", id="nonsense"),
    pytest.param("SET app.tenant_id = '%'", id="all"),
]
UNBOUND = [
    "SELECT * FROM {t}",
    "SELECT count(*) FROM {t}",
    "SELECT EXISTS (SELECT FROM {t})",
    "SELECT 1 FROM {t} LIMIT 0",
    "SELECT 1 FROM {t} a, {t} b",
    "SELECT 1 FROM {t} WHERE tenant_id = {any}",
    "SELECT 1 FROM {t} FOR UPDATE",
    "COPY {t} TO STDOUT",
    "INSERT INTO {t} DEFAULT VALUES",
    "INSERT INTO {t} SELECT * FROM {t}",
    "UPDATE {t} SET {k} = {k}",
    "DELETE FROM {t}",
    "DELETE FROM {t} WHERE tenant_id = {any}",
    "MERGE INTO {t} USING (VALUES ({any})) v (tenant) ON tenant_id = tenant WHEN MATCHED THEN DELETE",
]


@TABLES
@pytest.mark.parametrize("before", NO_TENANT)
@pytest.mark.parametrize("place", ["empty", "filled"])
def test_without_a_tenant_every_statement_fails(
    scene: Scene, empty: Connection[Row], table: Table, before: str | None, place: str
) -> None:
    connection = empty if place == "empty" else scene.attacker
    connection.rollback()
    connection.autocommit = True
    connection.execute("DISCARD ALL")
    if before:
        connection.execute(before)
    for statement in UNBOUND:
        with pytest.raises(psycopg.Error):
            connection.execute(_said(statement, table, scene.a))
    connection.execute("DISCARD ALL")
    connection.autocommit = False


@TABLES
def test_a_row_that_names_its_tenant_is_refused_where_the_transaction_names_none(scene: Scene, table: Table) -> None:
    become(scene.attacker, None)
    with pytest.raises(psycopg.Error) as refusal:
        scene.attacker.execute(insertion(table.name, {"tenant_id": scene.a}), {"tenant_id": scene.a})
    assert not isinstance(refusal.value, errors.UniqueViolation)
