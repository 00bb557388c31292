"""The commons is read by every tenant and written by whoever publishes; an approach is the affair of two tenants."""

# ruff: noqa: S608 - queries are put together from ids that are our own.

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import pytest
from psycopg import errors

from tests.databases import new_tenant
from tests.interlace.db.filling import SHARED, Row, become, fill, insert, owner_column, signed_in, written_columns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from psycopg import Connection

    from interlace.db.connections import Database

APPROACHES, ENTRIES, _MEMBERS = sorted(SHARED, key=lambda table: table.name)


class Scene(NamedTuple):
    """Two tenants that published something each, and a third that reads."""

    connection: Connection[Row]
    a: UUID
    b: UUID
    of_b: dict[str, Row]

    def seen(self, tenant: UUID | None, query: str) -> list[Row]:
        """What a tenant's transaction sees."""
        become(self.connection, tenant)
        return self.connection.execute(query.encode()).fetchall()

    def changed(self, tenant: UUID, statement: str) -> int:
        """How many rows a tenant's transaction would change."""
        become(self.connection, tenant)
        return self.connection.execute(statement.encode()).rowcount


@pytest.fixture(scope="module")
def scene(database: Database) -> Iterator[Scene]:
    a, b = new_tenant(database), new_tenant(database)
    with signed_in(database) as connection:
        fill(connection, a, "a")
        of_b = fill(connection, b, "b")
        yield Scene(connection, a, b, of_b)


def test_every_tenant_reads_what_any_has_published_and_nothing_else_of_it(scene: Scene) -> None:
    about_b = f"WHERE tenant_id = '{scene.b}'"
    (entry,) = scene.seen(scene.a, f"SELECT * FROM commons_entries {about_b}")
    assert entry["id"] == scene.of_b["commons_entries"]["id"]
    assert scene.seen(scene.a, f"SELECT * FROM publications {about_b}") == []
    assert scene.seen(scene.a, f"SELECT * FROM practices {about_b}") == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE commons_entries SET title = 'mine' WHERE tenant_id = '{b}'",
        "UPDATE commons_entries SET tenant_id = current_setting('app.tenant_id')::uuid WHERE tenant_id = '{b}'",
        "DELETE FROM commons_entries WHERE tenant_id = '{b}'",
        "SELECT FROM commons_entries WHERE tenant_id = '{b}' FOR UPDATE",
    ],
)
def test_no_tenant_changes_what_another_has_published(scene: Scene, statement: str) -> None:
    assert scene.changed(scene.a, statement.format(b=scene.b)) == 0


def test_no_merge_reaches_what_another_has_published(scene: Scene) -> None:
    merge = "MERGE INTO commons_entries USING (VALUES ('{b}'::uuid)) v (t) ON tenant_id = t WHEN MATCHED THEN DELETE"
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        scene.changed(scene.a, merge.format(b=scene.b))


def test_no_tenant_publishes_in_the_name_of_another(scene: Scene) -> None:
    for change in ({}, {"id": uuid4()}):
        become(scene.connection, scene.a)
        row = written_columns(ENTRIES, scene.of_b["commons_entries"]) | change
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            insert(scene.connection, "commons_entries", row)
    become(scene.connection, scene.a)
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        scene.connection.execute(f"UPDATE commons_entries SET tenant_id = '{scene.b}'".encode())


def test_no_entry_stands_without_a_publication_of_its_own_tenant(scene: Scene) -> None:
    for publication in (uuid4(), scene.of_b["publications"]["id"]):
        become(scene.connection, scene.a)
        row = written_columns(ENTRIES, scene.of_b["commons_entries"])
        changed = {"tenant_id": scene.a, "id": uuid4(), "publication": publication}
        with pytest.raises(errors.ForeignKeyViolation):
            insert(scene.connection, "commons_entries", row | changed)


def test_no_entry_outlives_its_publication(scene: Scene) -> None:
    become(scene.connection, scene.b)
    withdrawn = b"UPDATE publications SET state = 'withdrawn', withdrawn_at = now()"
    with pytest.raises(errors.ForeignKeyViolation):
        scene.connection.execute(withdrawn)
    become(scene.connection, scene.b)
    scene.connection.execute(b"DELETE FROM commons_entries WHERE tenant_id = current_setting('app.tenant_id')::uuid")
    assert scene.connection.execute(withdrawn).rowcount == 1


def test_an_approach_is_seen_and_changed_by_the_two_that_it_concerns_alone(scene: Scene) -> None:
    third, sent = uuid4(), scene.of_b["commons_approaches"]
    own = written_columns(APPROACHES, sent) | {"id": uuid4(), "from_tenant": scene.a, "to_tenant": scene.b}
    become(scene.connection, scene.a)
    insert(scene.connection, "commons_approaches", own)
    scene.connection.commit()
    query = f"SELECT id FROM commons_approaches WHERE id = '{own['id']}'"
    assert [len(scene.seen(tenant, query)) for tenant in (scene.a, scene.b, third)] == [1, 1, 0]
    answered = f"UPDATE commons_approaches SET answer = 'Yes.' WHERE id = '{own['id']}'"
    assert [scene.changed(tenant, answered) for tenant in (scene.a, scene.b, third)] == [1, 1, 0]
    for column in ("text", "from_tenant", "to_tenant", "from_body", "entry"):
        become(scene.connection, scene.b)
        with pytest.raises(errors.InsufficientPrivilege):
            scene.connection.execute(f"UPDATE commons_approaches SET {column} = {column}".encode())
    become(scene.connection, scene.b)
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        insert(scene.connection, "commons_approaches", own | {"id": uuid4()})


def test_a_membership_is_the_affair_of_two_until_the_network_is_published(scene: Scene) -> None:
    third, network = uuid4(), uuid4()
    become(scene.connection, scene.a)
    row = {"tenant_id": scene.b, "id": uuid4(), "network": network, "member_tenant": scene.a, "body": "x"}
    row |= {"body_name": "x", "tenant_name": "x", "since": scene.of_b["commons_members"]["since"]}
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        insert(scene.connection, "commons_members", row)
    _invite(scene, network)
    become(scene.connection, scene.a)
    insert(scene.connection, "commons_members", row)
    scene.connection.commit()
    query = f"SELECT id FROM commons_members WHERE id = '{row['id']}'"
    assert [len(scene.seen(tenant, query)) for tenant in (scene.a, scene.b, third)] == [1, 1, 0]
    assert scene.changed(scene.a, f"UPDATE commons_members SET coordinator = true WHERE id = '{row['id']}'") == 0
    for change in ({"member_tenant": third, "id": uuid4()}, {"tenant_id": third, "member_tenant": scene.b}):
        become(scene.connection, scene.a)
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            insert(scene.connection, "commons_members", row | change)
    published = written_columns(ENTRIES, scene.of_b["commons_entries"])
    become(scene.connection, scene.b)
    scene.connection.execute(
        f"UPDATE commons_entries SET kind = 'network', content = '{{\"gathering\": \"{network}\"}}'"
        f" WHERE id = '{published['id']}' AND tenant_id = '{scene.b}'".encode()
    )
    scene.connection.execute(f"SELECT set_config('app.tenant_id', '{third}', true)".encode())
    assert len(scene.connection.execute(query.encode()).fetchall()) == 1
    scene.connection.rollback()
    assert scene.changed(third, f"DELETE FROM commons_members WHERE id = '{row['id']}'") == 0


def _invite(scene: Scene, network: UUID) -> None:
    """B invites the body `x` of A to a network."""
    scene.connection.rollback()
    become(scene.connection, scene.b)
    sent = {**scene.of_b["commons_approaches"], "id": uuid4(), "kind": "invitation", "state": "sent"}
    sent |= {"answered_at": None, "to_tenant": scene.a, "to_body": "x", "gathering": network}
    insert(scene.connection, "commons_approaches", sent)
    scene.connection.commit()


def test_without_a_tenant_nothing_is_written_and_no_approach_is_read(scene: Scene) -> None:
    for statement in (
        "INSERT INTO commons_entries DEFAULT VALUES",
        "DELETE FROM commons_entries",
        "UPDATE commons_entries SET title = 'mine'",
        "SELECT FROM commons_approaches",
        "DELETE FROM commons_approaches",
    ):
        become(scene.connection, None)
        with pytest.raises(errors.Error):
            scene.connection.execute(statement.encode())


@pytest.mark.parametrize("table", [table.name for table in SHARED])
def test_the_walls_of_the_commons_cannot_be_taken_down(scene: Scene, table: str) -> None:
    for statement in (
        "TRUNCATE {t}",
        "ALTER TABLE {t} DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY mine ON {t} USING (true)",
        "DROP TABLE {t}",
    ):
        become(scene.connection, scene.a)
        with pytest.raises(errors.InsufficientPrivilege):
            scene.connection.execute(statement.format(t=table).encode())


def test_whose_a_row_is_is_told_by_one_column_of_each_table() -> None:
    assert {table.name: owner_column(table) for table in SHARED} == {
        "commons_entries": "tenant_id",
        "commons_approaches": "from_tenant",
        "commons_members": "tenant_id",
    }
