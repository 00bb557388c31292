"""What tests of webhooks share: an installation that allows this machine, people, webhooks, a clock that is moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace import webhooks
from interlace.db import tenancy
from interlace.db.connections import Database
from interlace.db.identifiers import new_id
from interlace.db.models import Membership, OutboxMessage, User
from interlace.principals import SYSTEM, Grant, Principal
from interlace.register import bodies
from interlace.webhooks.posting import Transport
from interlace.webhooks.targets import Allowed
from tests.interlace.identity.people import KEYS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from interlace.webhooks import DeliveryTold, NewSecret

HERE = Transport(Allowed.of(["127.0.0.0/8"]))


def allowing(database: Database) -> Database:
    """The same database, on an installation that lets webhooks post to this machine."""
    settings = replace(database.configuration, secret_keys=KEYS, webhooks_allow=("127.0.0.0/8",))
    return Database(replace(settings, base_url="https://interlace.example"))


class Clock:
    """A clock that goes only when it is moved on."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **much: float) -> None:
        self.now += timedelta(**much)


def somebody(database: Database, tenant_id: UUID, role: str = "administrator", body: str | None = None) -> Principal:
    """A new member of the tenant."""
    user_id = new_id()
    with tenancy.platform(database) as session:
        session.add(User(id=user_id, email=f"{user_id}@example.org", name="Somebody"))
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.session.add(Membership(user_id=user_id, role=role, body=body))
    return Principal("user", user_id, tenant_id, (Grant(role, body),))


def webhook_to(database: Database, principal: Principal, url: str, *events: str) -> NewSecret:
    """A webhook of somebody, for changes unless other events are named."""
    assert principal.tenant_id
    values = {"url": url, "events": list(events or ("change.committed",))}
    return webhooks.create(database, principal, principal.tenant_id, values)


def write(database: Database, tenant_id: UUID, *codes: str) -> None:
    """Register bodies, one a revision."""
    for code in codes:
        with tenancy.writing(database, tenant_id, SYSTEM) as unit:
            bodies.register(unit, {"code": code, "name": code, "level": "national"})


def log(database: Database, principal: Principal) -> Sequence[DeliveryTold]:
    """All deliveries of a tenant, the first one first."""
    assert principal.tenant_id
    return webhooks.deliveries(database, principal, principal.tenant_id, first=200).deliveries[::-1]


def states(database: Database, principal: Principal) -> list[str]:
    return [delivery.state for delivery in log(database, principal)]


def left_in_outbox(database: Database, tenant_id: UUID) -> int:
    with tenancy.reading(database, tenant_id) as session:
        return len(session.scalars(select(OutboxMessage.id)).all())
