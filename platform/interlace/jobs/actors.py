"""Who asked for a job, with what they may do now: rights are looked up when the work begins, not kept with it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from interlace.db.models import Membership, ServiceAccount
from interlace.principals import SYSTEM, Grant, Principal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def actor_of(session: Session, label: str) -> Principal:
    """The principal of this label, in the session's tenant; one who has left has no rights any more."""
    kind, _, key = label.partition(":")
    if kind == SYSTEM.kind:
        return SYSTEM
    actor_id = UUID(key)
    tenant_id: UUID = session.info["tenant_id"]
    if kind != "service":
        return Principal(kind, actor_id, tenant_id, _grants(session, actor_id))
    account = session.scalar(select(ServiceAccount).where(ServiceAccount.id == actor_id))
    if account is None or account.revoked_at is not None:
        return Principal(kind, actor_id, tenant_id)
    return Principal(kind, actor_id, tenant_id, _grants(session, account.created_by), frozenset(account.scopes))


def _grants(session: Session, user_id: UUID) -> tuple[Grant, ...]:
    held = select(Membership.role, Membership.body).where(Membership.user_id == user_id).order_by(Membership.id)
    return tuple(Grant(role, body) for role, body in session.execute(held))
