"""Whom a comment on a case can name: the people of the bodies involved, and those who said something already."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import select

from interlace.db import tenancy
from interlace.db.models import Membership, User
from interlace.notices.people import people_of_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interlace.cases.showing import CaseTold
    from interlace.db.connections import Database

#: So many are offered; others are named by those who know their ids.
MOST_OFFERED = 50


class Person(NamedTuple):
    """Somebody who uses the tenant, and the bodies for which they were found."""

    id: UUID
    name: str
    bodies: tuple[str, ...]


def mentionable(database: Database, tenant_id: UUID, told: CaseTold) -> Sequence[Person]:
    """People by name; for who may read the case, which is not asked again."""
    with tenancy.reading(database, tenant_id) as session:
        of_bodies = people_of_each(session, [owner.body for owner in told.owners])
        found: dict[UUID, list[str]] = {}
        for body, people in of_bodies.items():
            for person in people:
                found.setdefault(person, []).append(body)
        said = [one.by for one in told.answers] + [one.by for one in told.comments]
        said += [one.by for one in told.attachments]
        for label in said:
            if label.startswith("user:"):
                found.setdefault(UUID(label.removeprefix("user:")), [])
        for comment in told.comments:
            for person in comment.mentions:
                found.setdefault(person, [])
        rows = (
            select(User.id, User.name)
            .join(Membership, Membership.user_id == User.id)
            .where(User.id.in_(list(found)))
            .distinct()
            .order_by(User.name, User.id)
            .limit(MOST_OFFERED)
        )
        return [Person(row.id, row.name, tuple(found[row.id])) for row in session.execute(rows)]
