"""Who asked for a job, with what they may do now: rights are looked up when the work begins, not kept with it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from interlace.db.models import ServiceAccount
from interlace.identity.callers import grants_of
from interlace.principals import SYSTEM, Principal

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
        return Principal(kind, actor_id, tenant_id, grants_of(session, actor_id))
    account = session.scalar(select(ServiceAccount).where(ServiceAccount.id == actor_id))
    if account is None or account.revoked_at is not None:
        return Principal(kind, actor_id, tenant_id)
    return Principal(kind, actor_id, tenant_id, grants_of(session, account.created_by), frozenset(account.scopes))
