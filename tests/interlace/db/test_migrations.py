"""Models and migrations agree, and filled databases are brought from each revision to the next without loss."""

# ruff: noqa: S608 - queries are put together from the parts below, of which nobody else writes any.

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from psycopg import connect
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from interlace.db import migration, tenancy
from interlace.db.base import Base
from interlace.db.models import User
from tests.databases import empty_database, new_tenant
from tests.interlace.db.filling import OWNED, Row, fill, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

    from interlace.db.connections import Database

FIRST = "0001"
_OURS = "relnamespace = 'public'::regnamespace AND relname NOT LIKE 'procrastinate%' AND relname <> 'alembic_version'"
SHAPES = {
    "columns": """
        SELECT format('%s.%s', relname, attname) AS name, concat_ws(' ', format_type(atttypid, atttypmod),
            attnotnull, attgenerated, pg_get_expr(adbin, adrelid), (SELECT collname FROM pg_collation c
            WHERE c.oid = attcollation AND collname <> 'default')) AS shape
        FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND attnum > 0 AND NOT attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum WHERE relkind = 'r' AND """
    + _OURS,
    "constraints": """
        SELECT format('%s.%s', relname, conname) AS name, pg_get_constraintdef(k.oid) AS shape
        FROM pg_class t JOIN pg_constraint k ON k.conrelid = t.oid WHERE contype <> 'n' AND """
    + _OURS,
    "indexes": """
        SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS shape
        FROM pg_class t JOIN pg_index i ON i.indrelid = t.oid WHERE """
    + _OURS,
}


@pytest.fixture
def empty() -> Iterator[Database]:
    with empty_database() as made:
        yield made


@pytest.fixture(scope="module")
def built() -> Iterator[Database]:
    """A database with the tables as the models tell them, made without a migration."""
    with empty_database() as made:
        engine = create_engine("postgresql+psycopg://", creator=lambda: connect(made.logins.owner), poolclass=NullPool)
        Base.metadata.create_all(engine)
        yield made


def shapes(database: Database, of: str) -> dict[str, str]:
    with signed_in(database, owner=True) as connection:
        return {row["name"]: row["shape"] for row in connection.execute(SHAPES[of].encode())}


def rows(database: Database) -> dict[str, list[str]]:
    """All rows of all tables, as the owner sees them."""
    with signed_in(database, owner=True) as connection:
        names = [row["tablename"] for row in connection.execute(_TABLES)]
        return {name: _rows_of(connection, name) for name in names}


_TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
    "AND tablename NOT LIKE 'procrastinate%' AND tablename <> 'alembic_version'"
)


#: Columns that later revisions gave to tables that were there: rows are compared without them.
_ADDED = ["rules"]


def _rows_of(connection: Connection[Row], table: str) -> list[str]:
    found = connection.execute(f"SELECT (to_jsonb(t) - %s::text[])::text AS told FROM {table} t".encode(), [_ADDED])
    return sorted(row["told"] for row in found)


def fill_platform_and_tenants(database: Database) -> None:
    with tenancy.platform(database) as session:
        session.add(User(email=f"{uuid4().hex}@example.org", name="Ana"))
    for mark in ("a", "b"):
        tenant_id = new_tenant(database)
        with signed_in(database) as connection:
            fill(connection, tenant_id, mark)


def test_alembic_finds_no_difference_between_tables_and_models(database: Database) -> None:
    assert migration.differences(database) == []


@pytest.mark.parametrize("of", SHAPES)
def test_migrations_make_what_the_models_tell(database: Database, built: Database, of: str) -> None:
    """Types, defaults, collations, checks, references and indexes, as the database itself writes them down."""
    made = shapes(database, of)
    assert made == shapes(built, of)
    assert len(made) > len(OWNED)


@pytest.mark.parametrize(
    "drift",
    [
        "ALTER TABLE bodies DROP CONSTRAINT bodies_level_check",
        "ALTER TABLE bodies ALTER name TYPE varchar(30000)",
        'ALTER TABLE links ALTER status TYPE text COLLATE "C"',
        "ALTER TABLE jobs ALTER state DROP DEFAULT",
        "DROP INDEX bodies_parent_index",
        "ALTER TABLE links DROP CONSTRAINT links_tenant_id_to_fk",
        "ALTER TABLE bodies ADD also text",
    ],
)
def test_a_difference_would_be_found(database: Database, drift: str) -> None:
    with signed_in(database, owner=True) as connection:
        before = {of: connection.execute(SHAPES[of].encode()).fetchall() for of in SHAPES}
        connection.execute(drift.encode())
        assert before != {of: connection.execute(SHAPES[of].encode()).fetchall() for of in SHAPES}
        connection.rollback()


def test_every_row_outlives_the_way_from_the_first_revision_to_the_last(empty: Database) -> None:
    migration.upgrade(empty, FIRST)
    fill_platform_and_tenants(empty)
    before = rows(empty)
    assert all(before[name] for name in before if name != "single_use_links")
    assert migration.upgrade(empty).up_to_date
    after = rows(empty)
    assert {name: after[name] for name in before} == before


def test_a_step_back_and_forth_keeps_every_row_that_the_step_does_not_hold(empty: Database) -> None:
    migration.upgrade(empty)
    fill_platform_and_tenants(empty)
    before = rows(empty)
    assert not migration.downgrade(empty, "-1").up_to_date
    kept = rows(empty)
    assert kept == {name: before[name] for name in kept}
    assert migration.upgrade(empty).up_to_date
    assert {name: found for name, found in rows(empty).items() if name in kept} == kept
    assert migration.differences(empty) == []
    fill_platform_and_tenants(empty)


def test_all_the_way_back_leaves_nothing_and_the_way_is_open_again(empty: Database) -> None:
    migration.upgrade(empty)
    fill_platform_and_tenants(empty)
    assert migration.downgrade(empty, "base").current is None
    with signed_in(empty, owner=True) as connection:
        left = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname !~ '^alembic'"
        assert connection.execute(left).fetchall() == []
        # What is an extension's stays with it: whoever set up the server may have put it there for others too.
        ours = " AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = {}.oid AND deptype = 'e')"
        functions = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace" + ours.format("pg_proc")
        assert connection.execute(functions).fetchall() == []
        types = "SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typname !~ 'gtrgm|alembic'"
        assert connection.execute(types).fetchall() == []
    assert migration.upgrade(empty).up_to_date


def test_the_state_of_a_database_is_told_as_it_is(empty: Database) -> None:
    found = migration.state(empty)
    assert (found.current, found.up_to_date) == (None, False)
    migration.upgrade(empty, FIRST)
    found = migration.state(empty)
    assert (found.current, found.up_to_date) == (FIRST, False)
    assert migration.upgrade(empty) == migration.state(empty)
    assert migration.state(empty).up_to_date


def test_upgrading_again_changes_nothing(database: Database) -> None:
    before = {of: shapes(database, of) for of in SHAPES}
    assert migration.upgrade(database).up_to_date
    assert {of: shapes(database, of) for of in SHAPES} == before


UPGRADE = """
from interlace.configuration import Configuration
from interlace.db import migration
from interlace.db.connections import Database
database = Database(Configuration.of())
assert migration.upgrade(database).up_to_date
database.close()
"""


def test_upgrades_at_once_take_turns(empty: Database) -> None:
    environment = {
        **os.environ,
        "INTERLACE_DATABASE_URL": str(empty.configuration.database_url),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    started = [subprocess.Popen([sys.executable, "-c", UPGRADE], env=environment) for _ in range(3)]
    assert [process.wait(120) for process in started] == [0, 0, 0]
    assert migration.state(empty).up_to_date


def test_a_migration_that_fails_leaves_everything_as_it_was(empty: Database) -> None:
    with signed_in(empty, owner=True) as connection:
        connection.execute("CREATE TABLE links (mine text)")
    with pytest.raises(Exception, match="already exists"):
        migration.upgrade(empty)
    assert migration.state(empty).current is None
    assert rows(empty) == {"links": []}
