"""A small country, whose bodies stand to the region R as their names say, and principals in it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from graph.tables import SCHEMA
from interlace.db import tenancy
from interlace.principals import SYSTEM, Grant, Principal

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.unit import Unit

TODAY = date(2026, 11, 25)
OWN, BELOW, BESIDE, ABOVE = "R", "M", "R2", "PT"
BODIES = (
    {"code": "PT", "name": "Portugal", "level": "national"},
    {"code": "R", "name": "Region", "level": "regional", "parent": "PT"},
    {"code": "R2", "name": "Another region", "level": "regional", "parent": "PT"},
    {"code": "M", "name": "Municipality", "level": "local", "parent": "R"},
    {"code": "O", "name": "Association", "level": "civil_society", "parent": "M"},
    {"code": "N", "name": "Network", "level": "network"},
)


def put(unit: Unit, table: str, **values: object) -> None:
    """A record with these values."""
    unit.add(table, {name: values.get(name) for name in SCHEMA[table]})
    unit.did("try", table)


def settle(database: Database, tenant_id: UUID) -> None:
    """Give the tenant the country."""
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        for body in BODIES:
            put(unit, "bodies", **body)


def person(tenant_id: UUID | None, *grants: Grant) -> Principal:
    """Somebody with these roles."""
    return Principal(kind="user", id=uuid4(), tenant_id=tenant_id, grants=grants)


def service(tenant_id: UUID, scopes: set[str], *grants: Grant) -> Principal:
    """A service account whose maker has these roles."""
    return Principal(kind="service", id=uuid4(), tenant_id=tenant_id, grants=grants, scopes=frozenset(scopes))
