"""Roles of people in a tenant: granting, taking away, listing. Each is one write with its audit record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Body, Membership, RefreshFamily, User
from interlace.errors import Conflict, FieldProblem, Invalid, Unknown
from interlace.identity import kept_forms, personal, talk_words
from interlace.identity.permissions import ROLES, Operation, require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal

_LAST = "This is the tenant’s last administrator. Make somebody else administrator first."
OVER_A_BODY = ("contributor", "steward")


@dataclass(frozen=True)
class Member:
    """A role of a person in a tenant."""

    id: UUID
    user_id: UUID
    name: str
    email: str
    role: str
    body: str | None


def members(database: Database, principal: Principal, tenant_id: UUID) -> Sequence[Member]:
    """Every role in the tenant, by person. Raises Forbidden."""
    with tenancy.reading(database, tenant_id) as session:
        today = datetime.now(UTC).date()
        require(session, principal, Operation.MEMBERSHIPS_MANAGE, today)
        columns = (Membership.id, User.id, User.name, User.email, Membership.role, Membership.body)
        joined = select(*columns).join(User, User.id == Membership.user_id)
        return [Member(*row) for row in session.execute(joined.order_by(User.name, User.id, Membership.role)).all()]


def grant(
    database: Database, principal: Principal, tenant_id: UUID, user_id: UUID, role: str, body: str | None = None
) -> UUID:
    """Give a member of the tenant another role; a role that they have already stays. Returns the membership's id.

    Somebody who is no member yet is invited instead. Raises Forbidden, Unknown, Invalid.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        require(unit.session, principal, Operation.MEMBERSHIPS_MANAGE, unit.today)
        if not grants_exist(unit.session, user_id):
            raise Unknown(f"There is no member {user_id}.")
        return give(unit, user_id, role, body)


def give(unit: Unit, user_id: UUID, role: str, body: str | None) -> UUID:
    """Give a role, as a part of a write that is allowed. Raises Invalid, Unknown."""
    _check(unit.session, role, body)
    held = select(Membership.id).where(
        Membership.user_id == user_id, Membership.role == role, Membership.body.is_not_distinct_from(body)
    )
    membership_id = unit.session.scalar(held)
    if membership_id is None:
        membership_id = new_id()
        unit.session.add(Membership(id=membership_id, user_id=user_id, role=role, body=body))
        unit.session.flush()
        unit.did("membership.grant", f"user:{user_id}", role=role, body=body)
    return membership_id


def _check(session: Session, role: str, body: str | None) -> None:
    if role not in ROLES:
        raise Invalid([FieldProblem("/role", "bad-choice", {"choices": ", ".join(ROLES)})])
    if role in OVER_A_BODY and body is None:
        raise Invalid([FieldProblem("/body", "required")])
    if role not in OVER_A_BODY and body is not None:
        raise Invalid([FieldProblem("/body", "bad-value")])
    if body is not None and session.scalar(select(Body.id).where(Body.code == body)) is None:
        raise Unknown(f"There is no body {body}.")


def grants_exist(session: Session, user_id: UUID) -> bool:
    """Whether the person has any role in the tenant of the session."""
    return session.scalar(select(Membership.id).where(Membership.user_id == user_id).limit(1)) is not None


def remove(database: Database, principal: Principal, tenant_id: UUID, membership_id: UUID) -> None:
    """Take a role away. With their last role a person's sign-ins to the tenant end, and forms they began go.

    Raises Forbidden, Unknown; Conflict for the last administrator.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        require(unit.session, principal, Operation.MEMBERSHIPS_MANAGE, unit.today)
        membership = unit.session.get(Membership, (tenant_id, membership_id))
        if membership is None:
            raise Unknown(f"There is no membership {membership_id}.")
        take(unit, [membership])


def take(unit: Unit, memberships: Sequence[Membership]) -> None:
    """Take roles of one person away, as a part of a write that is allowed. Raises Conflict."""
    for membership in memberships:
        unit.session.delete(membership)
        unit.did("membership.remove", f"user:{membership.user_id}", role=membership.role, body=membership.body)
    unit.session.flush()
    if any(membership.role == "administrator" for membership in memberships):
        _require_administrator(unit.session)
    for user_id in {membership.user_id for membership in memberships}:
        talk_words.forget_bodies(unit.session, user_id)
        if not grants_exist(unit.session, user_id):
            unit.session.execute(delete(RefreshFamily).where(RefreshFamily.user_id == user_id))
            kept_forms.forget(unit.session, user_id)
            personal.forget(unit.session, user_id)


def require_another_administrator(session: Session, user_id: UUID) -> None:
    """Raise Conflict where the person is the only administrator of the session's tenant."""
    joined = select(Membership.user_id).join(User, User.id == Membership.user_id)
    administrators = set(session.scalars(joined.where(Membership.role == "administrator")))
    if administrators == {user_id}:
        raise Conflict(_LAST)


def _require_administrator(session: Session) -> None:
    """Writes of one tenant follow one another, so two administrators cannot remove each other at once."""
    left = select(Membership.id).join(User, User.id == Membership.user_id).where(Membership.role == "administrator")
    if session.scalar(left.limit(1)) is None:
        raise Conflict(_LAST)
