"""Servers of another's: with passwords, of an older version, and with an owner who is no superuser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import select, text

from interlace.configuration import Configuration
from interlace.db import audit, migration, tenancy
from interlace.db.connections import Database, logins_of
from interlace.db.models import TenantRegister
from interlace.principals import SYSTEM
from tests.databases import new_tenant
from tests.interlace.db.conftest import database_of_its_owner, programs_of, strict_server
from tests.interlace.db.filling import OWNED, SHARED, become, fill, signed_in
from tests.interlace.db.test_unit import country

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module", params=[None, 15], ids=["at-hand", "15"])
def external(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated database on a strict server, of the version at hand or an older one."""
    with strict_server(programs_of(request.param)) as folder:
        database = Database(Configuration.of({"INTERLACE_DATABASE_URL": database_of_its_owner(folder)}))
        assert migration.upgrade(database).up_to_date
        yield database
        database.close()


def test_one_url_with_a_password_is_enough(external: Database) -> None:
    tenant_id = new_tenant(external)
    with tenancy.writing(external, tenant_id, SYSTEM) as unit:
        country(unit)
    with tenancy.reading(external, tenant_id) as session:
        assert session.scalar(select(TenantRegister.revision)) == 1
        assert isinstance(audit.verify(session, tenant_id), audit.ChainEnd)
        assert session.scalar(text("SELECT current_user")) == "interlace_app"


def test_the_derived_password_is_needed_and_is_not_the_owners(external: Database) -> None:
    logins = logins_of(external.configuration)
    assert logins.application_password
    assert logins.application_password not in logins.owner
    for wrong in ("", "x", str(psycopg.conninfo.conninfo_to_dict(logins.owner)["password"])):
        address = psycopg.conninfo.make_conninfo(logins.application, password=wrong)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(address)


def test_the_database_and_its_tables_agree_there_too(external: Database) -> None:
    assert migration.differences(external) == []
    assert migration.upgrade(external).up_to_date


def test_tenants_do_not_see_each_other_there_either(external: Database) -> None:
    a, b = new_tenant(external), new_tenant(external)
    with signed_in(external) as connection:
        fill(connection, a, "a")
        fill(connection, b, "b")
        for table in OWNED:
            become(connection, a)
            found = connection.execute(f"SELECT DISTINCT tenant_id FROM {table.name}".encode()).fetchall()  # noqa: S608
            assert found == [{"tenant_id": a}]
            connection.rollback()
            with pytest.raises(psycopg.Error):
                connection.execute(f"SELECT count(*) FROM {table.name}".encode())  # noqa: S608


def test_policies_hold_for_an_owner_who_is_no_superuser(external: Database) -> None:
    """So a migration that would change rows is told that it cannot see them, rather than changes none."""
    with signed_in(external) as connection:
        fill(connection, new_tenant(external), "c")
    with signed_in(external, owner=True) as owner:
        for table in (*OWNED, *SHARED):
            assert owner.execute(f"SELECT FROM {table.name}".encode()).fetchall() == []
    with pytest.raises(Exception, match="row-level security"), migration._as_owner(external) as connection:
        connection.execute(text("UPDATE bodies SET name = name"))


def test_a_step_back_and_forth_keeps_to_what_the_owner_may(external: Database) -> None:
    assert migration.downgrade(external, "-1").current != migration.upgrade(external).current
    assert migration.downgrade(external, "base").current is None
    assert migration.upgrade(external).up_to_date
