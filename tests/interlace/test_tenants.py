"""Tenants of the platform: created whole or not at all, suspended and opened with their audit record."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import select

from interlace import tenants
from interlace.db import tenancy
from interlace.db.models import AuditRecord, TenantRegister
from interlace.errors import Busy, Conflict, Forbidden, Invalid, Suspended, Unknown
from interlace.principals import SYSTEM, Principal

if TYPE_CHECKING:
    from interlace.db.connections import Database

OPERATOR = Principal("user", uuid4(), operator=True)


def address() -> str:
    return f"country-{uuid4().hex[:12]}"


def deeds(database: Database, slug: str) -> list[str]:
    tenant = tenancy.tenant_of(database, slug)
    with tenancy.reading(database, tenant.id, although_suspended=True) as session:
        return list(session.scalars(select(AuditRecord.operation).order_by(AuditRecord.number)))


def test_an_operator_creates_a_tenant_with_its_settings_in_one_write(database: Database) -> None:
    slug = address()
    tenant = tenants.create(database, OPERATOR, slug, name="Portugal", country="PT", languages=["pt"])
    with tenancy.reading(database, tenant.id) as session:
        head = session.scalars(select(TenantRegister)).one()
        assert (head.name, head.country, head.languages, head.revision) == ("Portugal", "PT", ["pt"], 1)
    assert deeds(database, slug) == ["tenant.create"]


def test_what_is_refused_leaves_no_tenant(database: Database) -> None:
    slug = address()
    with pytest.raises(Invalid):
        tenants.create(database, OPERATOR, slug, country="Portugal")
    with pytest.raises(Forbidden):
        tenants.create(database, Principal("user", uuid4()), slug)
    with pytest.raises(Conflict):
        tenants.create(database, OPERATOR, "Not An Address")
    assert slug not in {tenant.slug for tenant in tenants.all_tenants(database)}


def test_an_address_is_taken_once(database: Database) -> None:
    slug = address()
    tenants.create(database, SYSTEM, slug)
    with pytest.raises(Conflict):
        tenants.create(database, SYSTEM, slug)
    assert deeds(database, slug) == ["tenant.create"]


def test_a_suspended_tenant_is_closed_until_it_is_opened(database: Database) -> None:
    slug = address()
    tenant = tenants.create(database, OPERATOR, slug)
    tenants.suspend(database, OPERATOR, slug)
    with pytest.raises(Suspended), tenancy.reading(database, tenant.id):
        pass
    tenants.reopen(database, OPERATOR, slug)
    with tenancy.reading(database, tenant.id):
        pass
    assert deeds(database, slug) == ["tenant.create", "tenant.suspend", "tenant.open"]
    with pytest.raises(Forbidden):
        tenants.suspend(database, Principal("user", uuid4()), slug)
    with pytest.raises(Unknown):
        tenants.suspend(database, OPERATOR, address())


def test_a_tenant_whose_register_is_held_is_not_suspended_by_half(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tenancy, "LOCK_MILLISECONDS", 100)
    slug = address()
    tenant = tenants.create(database, OPERATOR, slug)
    with tenancy.writing(database, tenant.id, SYSTEM), pytest.raises(Busy):
        tenants.suspend(database, OPERATOR, slug)
    assert tenancy.tenant_of(database, slug).status == "open"
    assert deeds(database, slug) == ["tenant.create"]
