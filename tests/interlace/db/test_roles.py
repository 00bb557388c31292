"""What each role of the database may do, and what tenants' and platform's transactions see of people."""

# ruff: noqa: S608 - the names in these statements are those of our own tables.

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from interlace.configuration import Configuration
from interlace.db import migration, tenancy
from interlace.db.connections import Database
from interlace.db.models import Membership, SingleUseLink, Tenant, User
from interlace.errors import Suspended, Unknown
from interlace.principals import SYSTEM
from tests.databases import new_tenant
from tests.interlace.db.filling import NOW, OWNED, SHARED, become, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

HIDDEN = ("password_hash", "operator", "failed_attempts", "locked_until", "*")


def newcomer(database: Database) -> UUID:
    """A person whom no tenant knows yet."""
    user = User(email=f"{uuid4().hex}@example.org", name="Ana", password_hash="$argon2id$…")  # noqa: S106
    with tenancy.platform(database) as session:
        session.add(user)
    return user.id


def make_member(database: Database, tenant_id: UUID, user_id: UUID) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.session.add(Membership(user_id=user_id, role="reader"))
        unit.did("try", "membership")


def asked_as_owner(database: Database, question: str) -> list[object]:
    with signed_in(database, owner=True) as connection:
        return [value for row in connection.execute(question.encode()) for value in row.values()]


@pytest.mark.parametrize("role", ["interlace_app", "interlace_identity"])
def test_the_applications_roles_are_nobody_in_particular(database: Database, role: str) -> None:
    rights = "rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication"
    assert asked_as_owner(database, f"SELECT {rights} FROM pg_roles WHERE rolname = '{role}'") == [False]
    owned = f"SELECT relname FROM pg_class WHERE relowner = '{role}'::regrole"
    assert asked_as_owner(database, owned) == []
    assert asked_as_owner(database, f"SELECT datname FROM pg_database WHERE datdba = '{role}'::regrole") == []


def test_the_application_has_no_right_of_another_role_without_asking(database: Database) -> None:
    inherited = "SELECT rolname FROM pg_roles WHERE pg_has_role('interlace_app', oid, 'USAGE')"
    assert asked_as_owner(database, inherited) == ["interlace_app"]
    can_become = "SELECT rolname FROM pg_roles WHERE pg_has_role('interlace_app', oid, 'MEMBER') ORDER BY 1"
    assert asked_as_owner(database, can_become) == ["interlace_app", "interlace_identity"]


def test_no_role_but_superusers_passes_row_level_security(database: Database) -> None:
    assert asked_as_owner(database, "SELECT rolname FROM pg_roles WHERE rolbypassrls AND NOT rolsuper") == []


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (id int)",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE VIEW public.mine AS SELECT 1",
        "CREATE SCHEMA mine",
        "CREATE EXTENSION fuzzystrmatch",
        "CREATE ROLE mine",
        "ALTER ROLE interlace_app BYPASSRLS",
        "ALTER ROLE interlace_app SUPERUSER",
        "ALTER ROLE interlace_identity SET app.tenant_id = 'x'",
        "ALTER DATABASE template1 SET app.tenant_id = 'x'",
        "GRANT {owner} TO interlace_app",
        "SET ROLE {owner}",
        "SET SESSION AUTHORIZATION {owner}",
        "UPDATE changes SET note = 'x'",
        "DELETE FROM changes",
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit",
        "DELETE FROM registers",
        "UPDATE tenants SET status = 'open'",
        "INSERT INTO tenants (id, slug) VALUES (gen_random_uuid(), 'mine')",
        "INSERT INTO users (id, email, name) VALUES (gen_random_uuid(), 'a@b', 'x')",
        "TABLE single_use_links",
        "UPDATE alembic_version SET version_num = '0'",
        "SELECT nextval('procrastinate_jobs_id_seq') FROM pg_authid",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "COPY tenants FROM '/etc/passwd'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('.')",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_may_not(database: Database, tenant_id: UUID, statement: str) -> None:
    (owner,) = asked_as_owner(database, "SELECT current_user")
    with signed_in(database) as connection:
        become(connection, tenant_id)
        with pytest.raises((errors.InsufficientPrivilege, errors.InvalidParameterValue)):
            connection.execute(statement.replace("{owner}", str(owner)).encode())


def test_the_owner_of_an_embedded_server_is_the_only_other_login(database: Database) -> None:
    logins = "SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolname LIKE 'interlace%' ORDER BY 1"
    assert set(asked_as_owner(database, logins)) <= {"interlace_app", "interlace_owner"}


@pytest.mark.parametrize("table", [table.name for table in (*OWNED, *SHARED)])
def test_the_platforms_transaction_sees_no_register(database: Database, tenant_id: UUID, table: str) -> None:
    statements = [f"SELECT FROM {table}", f"DELETE FROM {table}", f"INSERT INTO {table} DEFAULT VALUES"]
    with signed_in(database) as connection:
        for statement in statements[table == "memberships" :]:  # Whose own ones people may look at.
            become(connection, tenant_id)
            connection.execute("SET LOCAL ROLE interlace_identity")
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement.encode())


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(ProgrammingError) as refusal:
        yield
    assert isinstance(refusal.value.orig, errors.InsufficientPrivilege)


def test_people_see_their_own_memberships_and_nobody_elses(database: Database) -> None:
    ana, bea, first, second = newcomer(database), newcomer(database), new_tenant(database), new_tenant(database)
    for tenant, user in ((first, ana), (second, ana), (second, bea)):
        make_member(database, tenant, user)
    seen = select(Membership.tenant_id, Membership.user_id)
    with tenancy.platform(database, ana) as session:
        assert set(session.execute(seen)) == {(first, ana), (second, ana)}
    with tenancy.platform(database) as session:
        assert session.execute(seen).all() == []


def test_a_tenant_sees_its_members_and_no_other_people(database: Database, tenant_id: UUID) -> None:
    member, stranger = newcomer(database), newcomer(database)
    make_member(database, tenant_id, member)
    make_member(database, new_tenant(database), stranger)
    with tenancy.reading(database, tenant_id) as session:
        assert session.scalars(select(User.id)).all() == [member]
        assert session.execute(text("SELECT FROM users WHERE id = :id"), {"id": stranger}).all() == []


@pytest.mark.parametrize("column", HIDDEN)
def test_a_tenant_does_not_see_how_its_members_sign_in(database: Database, tenant_id: UUID, column: str) -> None:
    make_member(database, tenant_id, newcomer(database))
    with tenancy.reading(database, tenant_id) as session, refused():
        session.execute(text(f"SELECT {column} FROM users"))


def test_a_tenant_does_not_see_links_that_sign_somebody_in(database: Database, tenant_id: UUID) -> None:
    link = SingleUseLink(secret_hash=uuid4().bytes, user_id=newcomer(database), purpose="reset", expires_at=NOW)
    with tenancy.platform(database) as session:
        session.add(link)
    with tenancy.reading(database, tenant_id) as session, refused():
        session.execute(text("SELECT FROM single_use_links"))


def test_a_transaction_for_a_role_that_sees_everything_is_refused(database: Database, tenant_id: UUID) -> None:
    owner = database.configuration.database_url
    assert owner
    careless = Database(Configuration.of({"INTERLACE_DATABASE_URL": owner, "INTERLACE_OWNER_DATABASE_URL": owner}))
    try:
        with pytest.raises(tenancy.NotIsolated), tenancy.reading(careless, tenant_id):
            pass
        with pytest.raises(tenancy.NotIsolated), tenancy.writing(careless, tenant_id, SYSTEM):
            pass
    finally:
        careless.close()


def test_a_transaction_for_no_tenant_does_not_begin(database: Database) -> None:
    with pytest.raises(tenancy.NoTenant), tenancy.TenantSession(database.engine) as session:
        session.execute(text("SELECT 1"))


def test_a_tenant_holds_through_savepoints_and_later_transactions_of_a_session(
    database: Database, tenant_id: UUID
) -> None:
    setting = text("SELECT current_setting('app.tenant_id')")
    with tenancy.reading(database, tenant_id) as session:
        with pytest.raises(ProgrammingError), session.begin_nested():
            session.execute(text("SELECT nothing"))
        assert session.scalar(setting) == str(tenant_id)
        session.commit()
        assert session.scalar(setting) == str(tenant_id)
        session.rollback()
        assert session.scalar(setting) == str(tenant_id)


def test_what_is_written_while_reading_is_not_kept(database: Database, tenant_id: UUID) -> None:
    with tenancy.reading(database, tenant_id) as session:
        session.execute(text("INSERT INTO registers DEFAULT VALUES"))
    with tenancy.reading(database, tenant_id) as session:
        assert session.execute(text("SELECT FROM registers")).all() == []


def test_a_tenant_that_is_not_there_is_unknown(database: Database) -> None:
    with pytest.raises(Unknown), tenancy.reading(database, uuid4()):
        pass


def test_a_suspended_tenant_is_closed_to_all_but_those_who_say_so(database: Database, tenant_id: UUID) -> None:
    with tenancy.platform(database) as session:
        session.get_one(Tenant, tenant_id).status = "suspended"
    with pytest.raises(Suspended), tenancy.reading(database, tenant_id):
        pass
    with pytest.raises(Suspended), tenancy.writing(database, tenant_id, SYSTEM):
        pass
    with tenancy.reading(database, tenant_id, although_suspended=True) as session:
        assert session.scalar(text("SELECT 1")) == 1


@pytest.mark.parametrize(
    "too_much",
    [
        "ALTER ROLE interlace_app {}BYPASSRLS",
        "ALTER ROLE interlace_app {}CREATEROLE",
        "ALTER ROLE interlace_app {}SUPERUSER",
    ],
)
def test_setting_up_refuses_a_role_that_may_do_more_than_its_task(own_server: str, too_much: str) -> None:
    """Roles belong to the whole server, so this needs one of its own."""
    with psycopg.connect(own_server, autocommit=True) as owner:
        owner.execute(too_much.format("").encode())
        database = Database(Configuration.of({"INTERLACE_DATABASE_URL": own_server}))
        with pytest.raises(migration.RolesUnfit, match="interlace_app"):
            migration.upgrade(database)
        owner.execute(too_much.format("NO").encode())
    assert migration.upgrade(database).up_to_date
