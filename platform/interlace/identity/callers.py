"""Who calls: the principal of a token, as the database knows it at this moment. Nothing is believed of the token but
whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db import tenancy
from interlace.db.models import Membership, RefreshFamily, ServiceAccount, Tenant, User
from interlace.errors import Unauthenticated, Unknown
from interlace.identity.sign_ins import OVER, is_good
from interlace.principals import Grant, Principal

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database


@dataclass(frozen=True)
class Caller:
    """A principal, the address of the tenant that its token is for, and its sign-in if it is a person."""

    principal: Principal
    tenant: str
    sign_in: UUID | None


def person(database: Database, tenant_id: UUID, user_id: UUID, sign_in_id: UUID) -> Caller:
    """A person by their sign-in. Raises Unauthenticated where it is over or they left; Suspended."""
    try:
        with tenancy.reading(database, tenant_id) as session:
            family = session.get(RefreshFamily, (tenant_id, sign_in_id))
            if family is None or family.user_id != user_id or not is_good(session, family):
                raise Unauthenticated(OVER)
            principal = Principal("user", user_id, tenant_id, grants_of(session, user_id))
            return Caller(principal, _slug(session, tenant_id), sign_in_id)
    except Unknown as error:
        raise Unauthenticated(OVER) from error


def service(database: Database, tenant_id: UUID, account_id: UUID, mark: str) -> Caller:
    """A service account by what its token says of its secret. Raises Unauthenticated, Suspended."""
    try:
        with tenancy.reading(database, tenant_id) as session:
            account = session.get(ServiceAccount, (tenant_id, account_id))
            if account is None or account.revoked_at is not None or mark_of(account.secret_hash) != mark:
                raise Unauthenticated("These credentials are not good any more.")
            grants = grants_of(session, account.created_by)
            if not grants:
                raise Unauthenticated("Whoever made this service account has left the tenant.")
            principal = Principal("service", account_id, tenant_id, grants, frozenset(account.scopes))
            return Caller(principal, _slug(session, tenant_id), None)
    except Unknown as error:
        raise Unauthenticated(OVER) from error


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


def _slug(session: Session, tenant_id: UUID) -> str:
    return session.scalars(select(Tenant.slug).where(Tenant.id == tenant_id)).one()
