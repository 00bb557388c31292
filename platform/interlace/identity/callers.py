"""Who calls: the principal of a token, as the database knows it at this moment. Nothing is believed of the token but
whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db import tenancy
from interlace.db.models import Membership, User
from interlace.errors import Unauthenticated, Unknown
from interlace.identity.sign_ins import OVER
from interlace.principals import Grant, Principal

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.tenancy import Standing


@dataclass(frozen=True)
class Caller:
    """A principal, the address of the tenant that its token is for, and its sign-in if it is a person.

    `revision` and `made_at` tell which state of the tenant the caller found.
    """

    principal: Principal
    tenant: str
    sign_in: UUID | None
    revision: int
    made_at: datetime | None


def person(database: Database, tenant_id: UUID, user_id: UUID, sign_in_id: UUID) -> Caller:
    """A person by their sign-in. Raises Unauthenticated where it is over or they left; Suspended."""
    found = _standing(database, tenant_id, "user", user_id, str(sign_in_id))
    if not found.good:
        raise Unauthenticated(OVER)
    principal = Principal("user", user_id, tenant_id, _grants(found))
    return Caller(principal, found.slug, sign_in_id, found.revision, found.made_at)


def service(database: Database, tenant_id: UUID, account_id: UUID, mark: str) -> Caller:
    """A service account by what its token says of its secret. Raises Unauthenticated, Suspended."""
    found = _standing(database, tenant_id, "service", account_id, mark)
    if not found.good:
        raise Unauthenticated("These credentials are not good any more.")
    if not found.grants:
        raise Unauthenticated("Whoever made this service account has left the tenant.")
    principal = Principal("service", account_id, tenant_id, _grants(found), found.scopes)
    return Caller(principal, found.slug, None, found.revision, found.made_at)


def _standing(database: Database, tenant_id: UUID, kind: str, subject: UUID, known_by: str) -> Standing:
    try:
        return tenancy.standing(database, tenant_id, kind, subject, known_by)
    except Unknown as error:
        raise Unauthenticated(OVER) from error


def _grants(found: Standing) -> tuple[Grant, ...]:
    return tuple(Grant(role, body) for role, body in found.grants)


def grants_of(session: Session, user_id: UUID) -> tuple[Grant, ...]:
    """What a person was granted in the tenant of the session; nothing where the account is no more."""
    granted = (
        select(Membership.role, Membership.body)
        .join(User, User.id == Membership.user_id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.role, Membership.body)
    )
    return tuple(Grant(role, body) for role, body in session.execute(granted))


def mark_of(secret_hash: bytes) -> str:
    """What a token says of the secret that it was given for: with a new secret, older tokens are good no longer."""
    return secret_hash[:8].hex()
