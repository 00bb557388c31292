"""With whose rights a webhook is told what it is told: those that its maker has when a message is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db.models import ServiceAccount
from interlace.errors import Unknown
from interlace.identity.callers import grants_of
from interlace.principals import Principal

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.models import Webhook


def maker_of(session: Session, principal: Principal, member: UUID | None) -> tuple[UUID, UUID | None]:
    """The person whose rights bound a webhook that the principal makes, and the service account that they act by.

    From the machine itself, `member` says who that is. Raises Unknown.
    """
    through = principal.id if principal.kind == "service" else None
    if through is not None:
        person = session.scalar(select(ServiceAccount.created_by).where(ServiceAccount.id == through))
    else:
        person = member if principal.kind == "system" else principal.id
    if person is None or not grants_of(session, person):
        raise Unknown(f"There is no member {person}: a webhook has the rights of a person.")
    return person, through


def principal_of(session: Session, webhook: Webhook) -> Principal:
    """The maker as of now; without any right where they have left, or their service account was revoked."""
    tenant_id: UUID = session.info["tenant_id"]
    grants = grants_of(session, webhook.maker)
    if webhook.through is None:
        return Principal("user", webhook.maker, tenant_id, grants)
    account = session.scalar(select(ServiceAccount).where(ServiceAccount.id == webhook.through))
    if account is None or account.revoked_at is not None:
        return Principal("service", webhook.through, tenant_id)
    return Principal("service", webhook.through, tenant_id, grants, frozenset(account.scopes))
