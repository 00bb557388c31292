"""What holds for every service: it asks leave, tells the audit, and does nothing for whoever may not."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from interlace.db import audit, tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import AuditRecord, Change, Tenant, TenantRegister
from interlace.errors import Forbidden, Stale, Suspended, Unknown
from interlace.identity.permissions import Operation
from interlace.principals import SYSTEM, Grant, Principal
from interlace.register.catalogue import SERVICES
from tests.databases import new_tenant
from tests.interlace.register.world import CALLS, On, settle, someone, the
from tests.repository import read

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

ON_ONE_RECORD = [name for name, (call, _) in CALLS.items() if isinstance(call, On)]
LOCAL = ("A", "B", "C", "E", "R1", "R2", "PT", "N")


def attempt(database: Database, tenant_id: UUID, name: str, principal: Principal) -> None:
    with tenancy.writing(database, tenant_id, principal) as unit:
        CALLS[name][0](unit)


class LeftAsItWas(Exception):
    """Ends a write that was only tried."""


def attempt_only(database: Database, tenant_id: UUID, name: str, principal: Principal) -> None:
    with tenancy.writing(database, tenant_id, principal) as unit:
        CALLS[name][0](unit)
        assert unit.entries
        raise LeftAsItWas


def assert_untouched(database: Database, tenant_id: UUID) -> None:
    with tenancy.reading(database, tenant_id) as session:
        assert session.execute(select(TenantRegister.revision)).scalar_one() == 1
        assert set(session.scalars(select(AuditRecord.revision))) == {1}
        assert session.scalars(select(Change.revision)).all() == [1]


def test_every_service_is_tried_here() -> None:
    assert set(CALLS) == set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_leaves_a_change_and_an_audit_record_under_its_name(
    database: Database, tenant_id: UUID, name: str
) -> None:
    settle(database, tenant_id)
    attempt(database, tenant_id, name, someone(tenant_id, "administrator"))
    subject = "bodies" if name.startswith("body.") else SERVICES[name].subject
    with tenancy.reading(database, tenant_id) as session:
        change = session.scalars(select(Change).where(Change.revision == 2)).one()
        assert change.operation == name
        for told in session.scalars(select(AuditRecord).where(AuditRecord.revision == 2)):
            assert (told.operation, told.subject.split(":")[0]) == (name, subject)
        assert isinstance(audit.verify(session, tenant_id), audit.ChainEnd)


@pytest.mark.parametrize("name", SERVICES)
def test_whoever_may_not_changes_nothing(database: Database, tenant_id: UUID, name: str) -> None:
    settle(database, tenant_id)
    may = CALLS[name][1]
    strangers = [
        Principal("user", new_id(), tenant_id),
        someone(new_id(), "administrator"),
        Principal("user", new_id(), None, (Grant("administrator"),)),
        Principal("user", new_id(), tenant_id, operator=True),
        Principal("service", new_id(), tenant_id, (Grant("administrator"),), frozenset({"read"})),
        someone(tenant_id, "reader"),
        *(someone(tenant_id, "contributor", code) for code in LOCAL if code not in may),
    ]
    for stranger in strangers:
        with pytest.raises((Forbidden, Unknown)):
            attempt(database, tenant_id, name, stranger)
    assert_untouched(database, tenant_id)


@pytest.mark.parametrize("name", [name for name in SERVICES if CALLS[name][1]])
def test_contributors_of_the_bodies_concerned_and_stewards_above_them_may(
    database: Database, tenant_id: UUID, name: str
) -> None:
    may = sorted(CALLS[name][1])
    settle(database, tenant_id)
    for role, code in [*(("contributor", code) for code in may), ("steward", "PT")]:
        with pytest.raises(LeftAsItWas):
            attempt_only(database, tenant_id, name, someone(tenant_id, role, code))
    assert_untouched(database, tenant_id)


@pytest.mark.parametrize("name", SERVICES)
def test_a_stranger_is_not_told_whether_there_is_anything(database: Database, tenant_id: UUID, name: str) -> None:
    settle(database, tenant_id)
    with pytest.raises(Unknown):
        attempt(database, tenant_id, name, Principal("user", new_id(), tenant_id))


def on_one_record(name: str) -> On:
    call = CALLS[name][0]
    assert isinstance(call, On)
    return call


@pytest.mark.parametrize("name", ON_ONE_RECORD)
@pytest.mark.parametrize("late", [-1, 1])
def test_whoever_knows_another_state_of_a_record_changes_nothing(
    database: Database, tenant_id: UUID, name: str, late: int
) -> None:
    settle(database, tenant_id)
    with pytest.raises(Stale), tenancy.writing(database, tenant_id, SYSTEM) as unit:
        on_one_record(name)(unit, late)
    assert_untouched(database, tenant_id)


@pytest.mark.parametrize("name", ON_ONE_RECORD)
def test_a_record_of_another_tenant_is_unknown(database: Database, tenant_id: UUID, name: str) -> None:
    other, call = new_tenant(database), on_one_record(name)
    settle(database, tenant_id)
    settle(database, other)
    with tenancy.reading(database, other) as session:
        theirs = the(session, call.table, **call.equal).id
    for who in (SYSTEM, someone(tenant_id, "administrator")):
        with pytest.raises(Unknown), tenancy.writing(database, tenant_id, who) as unit:
            call.service(unit, theirs, 1, *call.arguments)
    assert_untouched(database, other)
    assert_untouched(database, tenant_id)


def test_every_service_that_takes_a_revision_is_tried_with_a_wrong_one() -> None:
    takes = {name for name, service in SERVICES.items() if "revision" in signature(service.perform).parameters}
    assert takes - {"body.split", "settings.change"} == set(ON_ONE_RECORD)


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_is_done_in_a_suspended_tenant(database: Database, tenant_id: UUID, name: str) -> None:
    settle(database, tenant_id)
    with tenancy.platform(database) as session:
        session.get_one(Tenant, tenant_id).status = "suspended"
    with pytest.raises(Suspended):
        attempt(database, tenant_id, name, someone(tenant_id, "administrator"))


def test_every_service_is_in_the_page_of_services_with_the_operation_that_it_asks_for() -> None:
    rows = [line.split("|") for line in read("docs/services.md").splitlines() if line.startswith("| `")]
    told = {row[1].strip().strip("`"): row[3].strip().strip("`") for row in rows}
    assert told == {name: service.operation.value for name, service in SERVICES.items()}


def test_services_ask_for_operations_of_writing_alone() -> None:
    asked = {service.operation for service in SERVICES.values()}
    assert asked <= set(Operation)
    assert not any(operation.value.endswith(".read") for operation in asked)
