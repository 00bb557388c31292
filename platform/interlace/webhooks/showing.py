"""Webhooks and their deliveries as administrators see them: without secrets, with what waits and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from interlace.db.models import Delivery, Webhook, WebhookMessage, WebhookSecret
from interlace.errors import Unknown
from interlace.webhooks import queue

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class WebhookTold:
    """A webhook as administrators see it. `url` may hold what the receiver knows it by: it belongs in no log."""

    id: UUID
    url: str = field(repr=False)
    events: tuple[str, ...]
    description: str | None
    active: bool
    disabled_because: str | None
    maker: UUID
    through: UUID | None
    created_at: datetime
    failing_since: datetime | None
    signs: bool
    """Whether it has a secret; restored from a backup it has none, and sends nothing until it is given one."""
    previous_secret_until: datetime | None
    waiting: int
    """How many deliveries have not come to an end."""


@dataclass(frozen=True)
class NewSecret:
    """A webhook with its new secret, which is told this once."""

    webhook: WebhookTold
    secret: str = field(repr=False)


@dataclass(frozen=True)
class DeliveryTold:
    """A message on its way to a webhook, or how it went. `message` is what the header `webhook-id` says."""

    id: UUID
    webhook: UUID
    message: UUID
    event: str
    revision: int | None
    state: str
    attempts: int
    queued_at: datetime
    next_at: datetime | None
    attempted_at: datetime | None
    ended_at: datetime | None
    status_code: int | None
    error: str | None
    excerpt: str | None
    milliseconds: int | None


@dataclass(frozen=True)
class DeliveryPage:
    """Deliveries, the last one first, and whether older ones follow."""

    deliveries: tuple[DeliveryTold, ...]
    has_more: bool


def found(session: Session, webhook_id: UUID) -> Webhook:
    """The webhook as it is stored. Raises Unknown."""
    webhook = session.scalar(select(Webhook).where(Webhook.id == webhook_id))
    if webhook is None:
        raise Unknown(f"There is no webhook {webhook_id}.")
    return webhook


def told_webhook(session: Session, webhook: Webhook) -> WebhookTold:
    """A webhook, with whether it signs and how much waits for it."""
    ends = session.scalars(select(WebhookSecret.valid_until).where(WebhookSecret.webhook == webhook.id)).all()
    waiting = select(func.count()).where(Delivery.webhook == webhook.id, queue.PENDING)
    return WebhookTold(
        id=webhook.id,
        url=webhook.url,
        events=tuple(webhook.events),
        description=webhook.description,
        active=webhook.active,
        disabled_because=webhook.disabled_because,
        maker=webhook.maker,
        through=webhook.through,
        created_at=webhook.created_at,
        failing_since=webhook.failing_since,
        signs=None in ends,
        previous_secret_until=next((end for end in ends if end is not None), None),
        waiting=session.scalar(waiting) or 0,
    )


def told_deliveries() -> Select[Delivery, str, int | None]:
    """Asks for deliveries, each with the event and revision of its message."""
    told = select(Delivery, WebhookMessage.event, WebhookMessage.revision)
    return told.join(WebhookMessage, WebhookMessage.id == Delivery.message).execution_options(populate_existing=True)


def told_delivery(session: Session, delivery_id: UUID) -> DeliveryTold:
    """The delivery of this id. Raises Unknown."""
    row = session.execute(told_deliveries().where(Delivery.id == delivery_id)).one_or_none()
    if row is None:
        raise Unknown(f"There is no delivery {delivery_id}.")
    return delivery_of(row)


def delivery_of(row: Row[Delivery, str, int | None]) -> DeliveryTold:
    """A delivery as it was asked for."""
    delivery, event, revision = row
    return DeliveryTold(
        id=delivery.id,
        webhook=delivery.webhook,
        message=delivery.message,
        event=event,
        revision=revision,
        state=delivery.state,
        attempts=delivery.attempts,
        queued_at=delivery.queued_at,
        next_at=None if delivery.ended_at else delivery.next_at,
        attempted_at=delivery.attempted_at,
        ended_at=delivery.ended_at,
        status_code=delivery.status_code,
        error=delivery.error,
        excerpt=delivery.excerpt,
        milliseconds=delivery.milliseconds,
    )
