"""The platform's tenants: created, suspended and opened again by its operators, who see inside none of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from interlace.db import tenancy
from interlace.db.models import Tenant
from interlace.errors import Conflict
from interlace.identity.permissions import Operation, require
from interlace.register import settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interlace.db.connections import Database
    from interlace.principals import Principal


def create(
    database: Database,
    principal: Principal,
    slug: str,
    *,
    name: str | None = None,
    country: str | None = None,
    languages: Sequence[str] = (),
) -> Tenant:
    """A tenant with an empty register at the address `slug`.

    Raises Forbidden; Conflict where the address is taken or cannot be one; Invalid for a wrong country or language, and
    then there is no tenant.
    """
    told = {"name": name, "country": country, "languages": list(languages) or None}
    checked = settings.checked({}, told)
    tenant = Tenant(slug=slug)
    _require(database, principal)
    try:
        with tenancy.creating(database, tenant, principal) as unit:
            unit.set_head(**{setting: checked[setting] for setting in told})
            unit.did("tenant.create", "tenant", slug=slug)
    except IntegrityError as refusal:
        raise Conflict(
            f"There can be no new tenant at “{slug}”: an address is taken once, and made of 1 to 63 small letters,"
            " digits and hyphens."
        ) from refusal
    return tenant


def suspend(database: Database, principal: Principal, slug: str) -> Tenant:
    """Close a tenant for everybody until it is opened again. Raises Forbidden, Unknown."""
    return _set_status(database, principal, slug, "suspended", "tenant.suspend")


def reopen(database: Database, principal: Principal, slug: str) -> Tenant:
    """Open a suspended tenant. Raises Forbidden, Unknown."""
    return _set_status(database, principal, slug, "open", "tenant.open")


def all_tenants(database: Database) -> list[Tenant]:
    """Every tenant of the platform, by address."""
    with tenancy.platform(database) as session:
        return list(session.scalars(select(Tenant).order_by(Tenant.slug)))


def _set_status(database: Database, principal: Principal, slug: str, status: str, deed: str) -> Tenant:
    """A write that is under way comes to its end first: status and audit record are one write after it."""
    _require(database, principal)
    tenant = tenancy.tenant_of(database, slug)
    with tenancy.writing(database, tenant.id, principal, although_suspended=True) as unit:
        with tenancy.among_users(unit.session):
            unit.session.execute(update(Tenant).where(Tenant.id == tenant.id).values(status=status))
        unit.did(deed, "tenant", slug=slug)
    return tenant


def _require(database: Database, principal: Principal) -> None:
    with tenancy.platform(database) as session:
        require(session, principal, Operation.TENANTS_MANAGE, datetime.now(UTC).date())
