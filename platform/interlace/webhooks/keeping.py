"""The secrets of webhooks as the database keeps them: sealed, one in use and for a while the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select, update

from interlace.db.models import WebhookSecret
from interlace.webhooks.signing import NotOpened, new_secret, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.identity.keys import Key


def give_secret(
    session: Session, webhook_id: UUID, keys: Sequence[Key], *, previous_until: datetime | None = None
) -> bytes:
    """A new secret. The one before signs too until then; without a moment it is gone at once."""
    own = WebhookSecret.webhook == webhook_id
    session.execute(delete(WebhookSecret).where(own, WebhookSecret.valid_until.is_not(None)))
    if previous_until is None:
        session.execute(delete(WebhookSecret).where(own))
    else:
        session.execute(update(WebhookSecret).where(own).values(valid_until=previous_until))
    secret = new_secret()
    session.add(WebhookSecret(webhook=webhook_id, key=keys[0].name, sealed=seal(secret, keys[0], webhook_id)))
    session.flush()
    return secret


def secrets_of(session: Session, webhook_id: UUID, keys: Sequence[Key], now: datetime) -> list[bytes]:
    """What messages are signed with now, the present secret first. Raises NotOpened."""
    good = or_(WebhookSecret.valid_until.is_(None), WebhookSecret.valid_until > now)
    rows = select(WebhookSecret).where(WebhookSecret.webhook == webhook_id, good)
    secrets = [
        unseal(bytes(row.sealed), row.key, keys, webhook_id)
        for row in session.scalars(rows.order_by(WebhookSecret.valid_until.desc().nulls_first()))
    ]
    if not secrets:
        raise NotOpened("The webhook has no secret to sign with.")
    return secrets


def seal_anew(session: Session, keys: Sequence[Key]) -> int:
    """Seal with the first key what is sealed with another, so that the other can be taken out of use; how many."""
    count = 0
    for row in session.scalars(select(WebhookSecret).where(WebhookSecret.key != keys[0].name)):
        try:
            secret = unseal(bytes(row.sealed), row.key, keys, row.webhook)
        except NotOpened:
            continue
        row.key, row.sealed = keys[0].name, seal(secret, keys[0], row.webhook)
        count += 1
    session.flush()
    return count
