"""Credentials of partner systems: made, renewed and revoked by an administrator, limited to scopes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import ServiceAccount
from interlace.errors import Conflict, FieldProblem, Invalid, Unauthenticated, Unknown
from interlace.identity.callers import grants_of, mark_of
from interlace.identity.permissions import SCOPES, Operation, require

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal

MOST_CHARACTERS = 200
WRONG = "These credentials are not good for this tenant."


@dataclass(frozen=True)
class Credentials:
    """What a partner system signs in with. The secret is shown once; only its hash is kept."""

    id: UUID
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Account:
    """A service account as administrators see it."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    created_by: UUID
    created_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True)
class Admission:
    """A service account that has shown its secret; `mark` goes into its token."""

    id: UUID
    tenant_id: UUID
    mark: str


def create(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    *,
    name: str,
    scopes: Collection[str],
    maker: UUID | None = None,
) -> Credentials:
    """A new account with at most its maker's rights. From the machine itself, `maker` says whose those are.

    Raises Forbidden, Invalid, Unknown, Conflict.
    """
    maker = maker if principal.kind == "system" else principal.id
    _check(name, scopes)
    secret = secrets.token_urlsafe(32)
    with tenancy.writing(database, tenant_id, principal) as unit:
        require(unit.session, principal, Operation.SERVICE_ACCOUNTS_MANAGE, unit.today)
        if maker is None or not grants_of(unit.session, maker):
            raise Unknown(f"There is no member {maker}: a service account has the rights of a person.")
        if unit.session.scalar(select(ServiceAccount.id).where(ServiceAccount.name == name.strip())) is not None:
            raise Conflict(f"There is a service account “{name.strip()}” already.")
        account = ServiceAccount(
            id=new_id(), name=name.strip(), scopes=sorted(scopes), created_by=maker, secret_hash=_hash(secret)
        )
        unit.session.add(account)
        unit.session.flush()
        unit.did("service_account.create", f"service:{account.id}", scopes=sorted(scopes), maker=f"user:{maker}")
    return Credentials(account.id, secret)


def _check(name: str, scopes: Collection[str]) -> None:
    if not name.strip():
        raise Invalid([FieldProblem("/name", "required")])
    if len(name.strip()) > MOST_CHARACTERS:
        raise Invalid([FieldProblem("/name", "too-long", {"most": str(MOST_CHARACTERS)})])
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Invalid([FieldProblem("/scopes", "bad-choice", {"choices": ", ".join(SCOPES)})])


def rotate(database: Database, principal: Principal, tenant_id: UUID, account_id: UUID) -> Credentials:
    """A new secret; the old one and the tokens given for it are good no longer. Raises Forbidden, Unknown."""
    secret = secrets.token_urlsafe(32)
    with tenancy.writing(database, tenant_id, principal) as unit:
        account = _managed(unit, account_id)
        account.secret_hash = _hash(secret)
        unit.did("service_account.rotate", f"service:{account_id}")
    return Credentials(account_id, secret)


def revoke(database: Database, principal: Principal, tenant_id: UUID, account_id: UUID) -> None:
    """Close an account for good, from the next request on. Raises Forbidden, Unknown."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        _managed(unit, account_id).revoked_at = unit.at
        unit.did("service_account.revoke", f"service:{account_id}")


def _managed(unit: Unit, account_id: UUID) -> ServiceAccount:
    require(unit.session, unit.principal, Operation.SERVICE_ACCOUNTS_MANAGE, unit.today)
    account = unit.session.get(ServiceAccount, (unit.tenant_id, account_id))
    if account is None or account.revoked_at is not None:
        raise Unknown(f"There is no service account {account_id}.")
    return account


def accounts(database: Database, principal: Principal, tenant_id: UUID) -> Sequence[Account]:
    """Every account of the tenant, revoked ones too, by name. Raises Forbidden."""
    with tenancy.reading(database, tenant_id) as session:
        today = datetime.now(UTC).date()
        require(session, principal, Operation.SERVICE_ACCOUNTS_MANAGE, today)
        return [
            _told(account) for account in session.scalars(select(ServiceAccount).order_by(ServiceAccount.name)).all()
        ]


def _told(account: ServiceAccount) -> Account:
    return Account(
        account.id,
        account.name,
        tuple(account.scopes),
        account.created_by,
        account.created_at,
        account.revoked_at,
        account.last_used_at,
    )


def admit(database: Database, slug: str, account_id: UUID, secret: str) -> Admission:
    """Check a partner system's credentials. Raises Unauthenticated, in the same words for any reason; Suspended."""
    try:
        tenant_id = tenancy.tenant_of(database, slug).id
        with tenancy.beside(database, tenant_id) as session:
            account = _with_secret(session, tenant_id, account_id, secret)
            account.last_used_at = datetime.now(UTC)
            return Admission(account_id, tenant_id, mark_of(account.secret_hash))
    except Unknown as error:
        raise Unauthenticated(WRONG) from error


def _with_secret(session: Session, tenant_id: UUID, account_id: UUID, secret: str) -> ServiceAccount:
    account = session.get(ServiceAccount, (tenant_id, account_id))
    kept = account.secret_hash if account else b""
    if not hmac.compare_digest(kept, _hash(secret)) or account is None or account.revoked_at is not None:
        raise Unknown(WRONG)
    if not grants_of(session, account.created_by):
        raise Unknown(WRONG)
    return account


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
