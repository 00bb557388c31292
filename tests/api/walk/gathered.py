"""What A offers and calls together, what was written to it, and who belongs to its network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from interlace import commons, gatherings
from interlace.db import tenancy
from interlace.db.models import CommonsApproach, CommonsMember
from interlace.principals import SYSTEM

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

_TIMES = {"starts_at": "2030-07-01T09:30", "ends_at": "2030-07-01T17:00", "time_zone": "Europe/Lisbon"}


def new(kind: str = "mentoring_request", body: str = "A", state: str = "open") -> dict[str, Any]:
    """The values of a new gathering."""
    told = {"kind": kind, "body": body, "state": state, "title": "Meeting", "text": "x", "language": "en"}
    return told | (_TIMES if kind == "event" else {}) | {"areas": ["housing"]}


def gather(database: Database, tenant_id: UUID, kind: str, body: str = "A", state: str = "open") -> UUID:
    """A new gathering."""
    return gatherings.create(database, SYSTEM, tenant_id, new(kind, body, state)).id


def publish(database: Database, tenant_id: UUID, kind: str, body: str) -> tuple[UUID, UUID]:
    """A new gathering that the commons knows, and its entry."""
    made = gather(database, tenant_id, kind, body)
    proposed = commons.propose(database, SYSTEM, tenant_id, kind, made)
    commons.decide(database, SYSTEM, tenant_id, proposed, True)
    entry = commons.publication(database, SYSTEM, tenant_id, proposed).entry
    assert entry is not None
    return made, entry


def approached(database: Database, tenant_id: UUID, entry: UUID) -> UUID:
    """What A has written to itself about an entry."""
    names = dict.fromkeys(("title", "from_tenant_name", "to_tenant_name", "to_name", "from_name"), "Minutes")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        made = CommonsApproach(
            to_tenant=tenant_id, entry=entry, kind="question", from_body="A", to_body="A", text="x", told_at=unit.at,
            **names,
        )  # fmt: skip
        unit.session.add(made)
        unit.session.flush()
        unit.did("test", "test")
        return made.id


def joined(database: Database, tenant_id: UUID, network: UUID) -> UUID:
    """A as a member of its own network."""
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        names = {"body_name": "A", "tenant_name": "Minutes"}
        made = CommonsMember(network=network, member_tenant=tenant_id, body="A", since=unit.today, **names)
        made.id = uuid4()
        unit.session.add(made)
        unit.session.flush()
        unit.did("test", "test")
        return made.id
