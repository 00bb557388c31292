"""Sign-ins of people: each is a family of refresh tokens that follow one another, of which the last alone is good."""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Membership, RefreshFamily, Tenant, TenantRegister, User
from interlace.errors import Unauthenticated, Unknown
from interlace.identity.lockout import WRONG, user_by_password

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database

LIFETIME = timedelta(days=30)
#: A used token that comes back so soon is the same client twice (two windows, an answer that was lost), not a thief.
TWICE_AT_ONCE = timedelta(seconds=10)
OVER = "This sign-in is over. Sign in again."
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SignIn:
    """A person signed in to a tenant; `serial` names the one refresh token that is good now."""

    id: UUID
    user_id: UUID
    tenant_id: UUID
    serial: str
    expires_at: datetime


@dataclass(frozen=True)
class ActiveSignIn:
    """A sign-in as its person sees it in a list."""

    id: UUID
    client: Mapping[str, str]
    created_at: datetime
    last_used_at: datetime


@dataclass(frozen=True)
class Programme:
    """A tenant that a person is a member of, by its address and by what it calls itself."""

    id: UUID
    slug: str
    name: str


def sign_in(database: Database, slug: str, email: str, password: str, client: Mapping[str, str]) -> SignIn:
    """Sign a person in to the tenant of that address. Raises Unauthenticated, Suspended.

    That there is no such tenant, and that the person is no member of it, are told as a wrong password is.
    """
    user_id = user_by_password(database, email, password)
    try:
        return begin(database, tenancy.tenant_of(database, slug).id, user_id, client)
    except Unknown as error:
        raise Unauthenticated(WRONG) from error


def tenants_of(database: Database, user_id: UUID) -> Sequence[tuple[UUID, str]]:
    """The tenants that a person is a member of and that are open, by their addresses."""
    with tenancy.platform(database, user_id) as session:
        joined = select(Tenant.id, Tenant.slug).join(Membership, Membership.tenant_id == Tenant.id)
        mine = joined.where(Membership.user_id == user_id, Tenant.status == "open").distinct()
        return [(row.id, row.slug) for row in session.execute(mine.order_by(Tenant.slug))]


def programmes_of(database: Database, user_id: UUID) -> Sequence[Programme]:
    """The same by the names that the tenants have given themselves."""
    return [
        Programme(tenant_id, slug, _name(database, tenant_id) or slug)
        for tenant_id, slug in tenants_of(database, user_id)
    ]


def _name(database: Database, tenant_id: UUID) -> str | None:
    with tenancy.reading(database, tenant_id) as session:
        return session.scalar(select(TenantRegister.name))


def begin(
    database: Database, tenant_id: UUID, user_id: UUID, client: Mapping[str, str], lifetime: timedelta = LIFETIME
) -> SignIn:
    """A sign-in of somebody whose identity is certain, which holds so long unless it is made to last.

    Raises Unknown where they are no member; Suspended.
    """
    now = datetime.now(UTC)
    serial = secrets.token_urlsafe(32)
    with tenancy.beside(database, tenant_id) as session:
        signed_out_before = session.scalar(select(User.signed_out_before).where(User.id == user_id))
        if signed_out_before is None or not _is_member(session, user_id):
            raise Unknown("There is no such member.")
        session.execute(delete(RefreshFamily).where(RefreshFamily.user_id == user_id, RefreshFamily.expires_at < now))
        family = RefreshFamily(
            id=new_id(),
            user_id=user_id,
            token_hash=_hash(serial),
            client=dict(client),
            # A clock that went back must not keep people out until it has caught up.
            created_at=max(now, signed_out_before),
            last_used_at=now,
            expires_at=now + lifetime,
        )
        session.add(family)
    return SignIn(family.id, user_id, tenant_id, serial, family.expires_at)


def last(database: Database, tenant_id: UUID, sign_in_id: UUID, lifetime: timedelta) -> None:
    """Let a sign-in that is in use hold so long from now, and no sign-in longer than `LIFETIME` in all.

    Raises Unknown, Suspended.
    """
    now = datetime.now(UTC)
    until = func.least(now + lifetime, RefreshFamily.created_at + LIFETIME)
    with tenancy.beside(database, tenant_id) as session:
        session.execute(
            update(RefreshFamily)
            .where(RefreshFamily.id == sign_in_id, RefreshFamily.revoked_at.is_(None))
            .values(last_used_at=now, expires_at=func.greatest(RefreshFamily.expires_at, until))
        )


def _is_member(session: Session, user_id: UUID) -> bool:
    return session.scalar(select(Membership.id).where(Membership.user_id == user_id).limit(1)) is not None


def renew(database: Database, tenant_id: UUID, sign_in_id: UUID, serial: str) -> SignIn:
    """The next refresh token of a sign-in. Raises Unauthenticated, Suspended.

    Of two that use the same token at once, one gets the next token and the other is refused. A used token that comes
    back later than that was stolen from someone, or by someone: the sign-in ends.
    """
    following = secrets.token_urlsafe(32)
    try:
        with tenancy.beside(database, tenant_id) as session:
            family = _good(session, sign_in_id)
            good = family.token_hash == _hash(serial)
            if good:
                family.token_hash, family.last_used_at = _hash(following), datetime.now(UTC)
            elif not timedelta(0) <= datetime.now(UTC) - family.last_used_at <= TWICE_AT_ONCE:
                family.revoked_at = datetime.now(UTC)
                _log.warning(
                    "A used refresh token came back: sign-in %s of user %s is ended.", family.id, family.user_id
                )
    except Unknown as error:
        raise Unauthenticated(OVER) from error
    if not good:
        raise Unauthenticated(OVER)
    return SignIn(family.id, family.user_id, tenant_id, following, family.expires_at)


def _good(session: Session, sign_in_id: UUID) -> RefreshFamily:
    family = session.scalar(select(RefreshFamily).where(RefreshFamily.id == sign_in_id).with_for_update())
    if family is None or not is_good(session, family):
        raise Unauthenticated(OVER)
    return family


def is_good(session: Session, family: RefreshFamily) -> bool:
    """Whether a sign-in holds: neither ended nor too old, and its person is still a member of the tenant."""
    if family.revoked_at is not None or family.expires_at <= datetime.now(UTC):
        return False
    # The database shows the users of a tenant only as long as they are its members.
    signed_out_before = session.scalar(select(User.signed_out_before).where(User.id == family.user_id))
    return signed_out_before is not None and family.created_at >= signed_out_before


def active(database: Database, tenant_id: UUID, user_id: UUID) -> Sequence[ActiveSignIn]:
    """A person's sign-ins to a tenant that hold, the latest first."""
    with tenancy.reading(database, tenant_id) as session:
        own = select(RefreshFamily).where(RefreshFamily.user_id == user_id).order_by(RefreshFamily.created_at.desc())
        return [
            ActiveSignIn(family.id, family.client or {}, family.created_at, family.last_used_at)
            for family in session.scalars(own).all()
            if is_good(session, family)
        ]


def end(database: Database, tenant_id: UUID, user_id: UUID, sign_in_id: UUID) -> None:
    """End one sign-in of a person; one that has ended stays so. Raises Unknown where it is not theirs."""
    with tenancy.beside(database, tenant_id) as session:
        ended = session.scalar(
            update(RefreshFamily)
            .where(RefreshFamily.id == sign_in_id, RefreshFamily.user_id == user_id)
            .values(revoked_at=func.coalesce(RefreshFamily.revoked_at, func.now()))
            .returning(RefreshFamily.id)
        )
    if ended is None:
        raise Unknown(f"There is no sign-in {sign_in_id}.")


def end_everywhere(database: Database, user_id: UUID) -> None:
    """End every sign-in of a person, in whichever tenant."""
    with tenancy.platform(database) as session:
        sign_out(session, user_id)


def sign_out(session: Session, user_id: UUID) -> None:
    """The same, as a part of what a transaction on users does."""
    # Later than any sign-in that there is, whatever the clock did in between.
    moment = func.greatest(func.clock_timestamp(), User.signed_out_before)
    session.execute(update(User).where(User.id == user_id).values(signed_out_before=moment))


def _hash(serial: str) -> bytes:
    return hashlib.sha256(serial.encode()).digest()
