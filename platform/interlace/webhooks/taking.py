"""From the outbox to the webhooks: each message becomes a delivery for every webhook that asks for its event.

What nobody asks for is let go, so that the outbox holds only what has not been looked at yet.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from interlace import outbox
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Delivery, OutboxMessage, Webhook, WebhookMessage, WebhookSecret
from interlace.errors import Busy, Suspended, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.webhooks.findings import Follower

#: So many messages are taken in one transaction.
AT_ONCE = 20
_LOOKED_AT = 500
_UNASKED_AT_ONCE = 10_000
_CHANGED = "change.committed"
_FINDINGS = frozenset({"finding.opened", "finding.closed"})
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """How many messages were taken out of the outbox, and whether the tenant has webhooks at all."""

    messages: int
    has_webhooks: bool


def take(database: Database, tenant_id: UUID, follower: Follower, now: datetime) -> Taken:
    """Take the tenant's next messages. Where another deliverer is at it, nothing is taken.

    Raises Unknown, Suspended, Busy.
    """
    with tenancy.beside(database, tenant_id) as session:
        webhooks = _webhooks(session)
        if not webhooks:
            return Taken(_let_go(session), has_webhooks=False)
        if not session.scalar(select(func.pg_try_advisory_xact_lock(_turn(tenant_id)))):
            return Taken(0, has_webhooks=True)
        messages = _next(session, webhooks)
        for message in messages:
            _take(session, message, webhooks, _findings(database, tenant_id, message, webhooks, follower), now)
        outbox.delivered(session, [message.id for message in messages])
        return Taken(len(messages), has_webhooks=True)


def _webhooks(session: Session) -> Sequence[Webhook]:
    """Those that are active and have what to sign with; one that was restored from a backup has not."""
    signing = select(WebhookSecret.webhook).where(WebhookSecret.valid_until.is_(None))
    return session.scalars(select(Webhook).where(Webhook.active, Webhook.id.in_(signing)).order_by(Webhook.id)).all()


def _let_go(session: Session) -> int:
    unasked = select(OutboxMessage.id).limit(_UNASKED_AT_ONCE)
    gone = session.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(unasked)).returning(OutboxMessage.id))
    return len(gone.all())


def _turn(tenant_id: UUID) -> int:
    """The lock of those who take a tenant's messages: one at a time, or their order would be lost."""
    return int.from_bytes(tenant_id.bytes[8:], "big", signed=True)


def _next(session: Session, webhooks: Sequence[Webhook]) -> Sequence[OutboxMessage]:
    """The messages that come next. Ids are in the order of writing unless machines' clocks differ; revisions always."""
    session.execute(delete(OutboxMessage).where(OutboxMessage.at < min(webhook.created_at for webhook in webhooks)))
    first = select(OutboxMessage.id, OutboxMessage.revision).order_by(OutboxMessage.id).limit(_LOOKED_AT).subquery()
    to_come = func.min(first.c.revision).over(order_by=first.c.id.desc())
    ordered = select(OutboxMessage).join(first, first.c.id == OutboxMessage.id)
    ordered = ordered.order_by(to_come.nulls_last(), func.coalesce(first.c.revision, to_come), first.c.id)
    return session.scalars(ordered.limit(AT_ONCE)).all()


def _findings(
    database: Database,
    tenant_id: UUID,
    message: OutboxMessage,
    webhooks: Sequence[Webhook],
    follower: Follower,
) -> dict[str, dict[str, Any]]:
    """What a change did to findings, by event, if anybody asks for it."""
    asked = any(_FINDINGS.intersection(webhook.events) and _concerns(webhook, message) for webhook in webhooks)
    if message.event != _CHANGED or message.revision is None or not asked:
        return {}
    try:
        return follower.changed(database, tenant_id, message.revision, message.at.date())
    except (Busy, Suspended, Unknown):
        raise
    except Exception:
        # All other messages would wait for one that can never be made.
        _log.exception("tenant %s: what revision %s did to findings is not told", tenant_id, message.revision)
        return {}


def _concerns(webhook: Webhook, message: OutboxMessage) -> bool:
    """What was written before a webhook came to be is not for it."""
    return message.at >= webhook.created_at


def _take(
    session: Session,
    message: OutboxMessage,
    webhooks: Sequence[Webhook],
    findings: dict[str, dict[str, Any]],
    now: datetime,
) -> None:
    told = [(message.id, message.event, message.payload)]
    told += [(new_id(), event, payload) for event, payload in findings.items()]
    for message_id, event, payload in told:
        asking = [webhook for webhook in webhooks if event in webhook.events and _concerns(webhook, message)]
        if asking:
            session.execute(
                insert(WebhookMessage).values(
                    id=message_id, event=event, revision=message.revision, at=message.at, payload=payload
                )
            )
            queue(session, message_id, [webhook.id for webhook in asking], now)


def queue(session: Session, message_id: UUID, webhook_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """Let a message wait behind all others for these webhooks; the ids of its deliveries."""
    number = next_number(session)
    ids = [new_id() for _ in webhook_ids]
    rows = [
        {"id": each, "webhook": webhook_id, "message": message_id, "number": number, "queued_at": now, "next_at": now}
        for each, webhook_id in zip(ids, webhook_ids, strict=True)
    ]
    session.execute(insert(Delivery), rows)
    return ids


def next_number(session: Session) -> int:
    """A number behind those of all deliveries that wait."""
    return (session.scalar(select(func.max(Delivery.number))) or 0) + 1
