"""The names of those who acted, looked up when they are shown: whoever has left the tenant has none any more."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from interlace.db.models import Membership, ServiceAccount, User

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session


def names_of(session: Session, labels: Iterable[str]) -> Mapping[str, str]:
    """The names of people and service accounts by label (`user:<id>`, `service:<id>`); those who are gone have none."""
    people, services = [], []
    for label in labels:
        kind, _, known_as = label.partition(":")
        if kind == "user":
            people.append(UUID(known_as))
        elif kind == "service":
            services.append(UUID(known_as))
    found: dict[str, str] = {}
    if people:
        rows = select(User.id, User.name).join(Membership, Membership.user_id == User.id).where(User.id.in_(people))
        found |= {f"user:{row.id}": row.name for row in session.execute(rows.distinct())}
    if services:
        accounts = select(ServiceAccount.id, ServiceAccount.name).where(ServiceAccount.id.in_(services))
        found |= {f"service:{row.id}": row.name for row in session.execute(accounts)}
    return found
