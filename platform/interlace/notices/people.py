"""The people of a body: whom a question to it reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db.models import Membership, User

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy.orm import Session


def people_of(session: Session, body: str) -> list[UUID]:
    """Contributors and stewards of exactly this body (code); empty where nobody of it uses the tenant."""
    return people_of_each(session, [body]).get(body, [])


def people_of_each(session: Session, bodies: Collection[str]) -> dict[str, list[UUID]]:
    """The same for many bodies at once; those without anybody are left out."""
    found: dict[str, list[UUID]] = {}
    rows = (
        select(Membership.body, Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.body.in_(list(bodies)))
        .distinct()
        .order_by(Membership.body, Membership.user_id)
    )
    for body, person in session.execute(rows):
        if body is not None:
            found.setdefault(body, []).append(person)
    return found


def administrators(session: Session) -> list[UUID]:
    """Those who look after the tenant as a whole."""
    rows = select(Membership.user_id).join(User, User.id == Membership.user_id)
    found = rows.where(Membership.role == "administrator").distinct().order_by(Membership.user_id)
    return list(session.scalars(found))


def is_member(session: Session, person: UUID) -> bool:
    """Whether a person has a role in the tenant."""
    return session.scalar(select(Membership.id).where(Membership.user_id == person).limit(1)) is not None
