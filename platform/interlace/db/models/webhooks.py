"""Webhooks: where a tenant's events are sent to, what their messages are signed with, what is sent and how it went."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import Owned, found_by, owned_key, refers
from interlace.db.identifiers import new_id

EVENTS = ("change.committed", "finding.opened", "finding.closed", "finding.answered", "import.finished")
STATES = ("waiting", "failed", "delivered", "given-up")
#: So far a delivery has not come to an end: it was not tried yet, or is tried again.
PENDING = "state IN ('waiting', 'failed')"
MOST_URL_CHARACTERS = 2_000
MOST_EXCERPT_CHARACTERS = 1_000
_EVENTS = ", ".join(f"'{event}'" for event in EVENTS)
_STATES = ", ".join(f"'{state}'" for state in STATES)


class Webhook(Owned):
    """An address to which a tenant's events are posted, with the rights of the person who made it."""

    __tablename__ = "webhooks"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        CheckConstraint(f"url ~ '^https?://' AND length(url) <= {MOST_URL_CHARACTERS}", name="url"),
        CheckConstraint(f"events <@ ARRAY[{_EVENTS}]::text[] AND cardinality(events) > 0", name="events"),
        CheckConstraint("length(description) BETWEEN 1 AND 500", name="description"),
        CheckConstraint("active OR disabled_because IS NOT NULL", name="active"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    url: Mapped[str]
    events: Mapped[list[str]] = mapped_column(ARRAY(Text))
    description: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default="true")
    disabled_because: Mapped[str | None]
    """Why it is not active, in words."""
    maker: Mapped[UUID]
    """The person whose rights bound what it is told: who made it, or last gave it another address."""
    through: Mapped[UUID | None]
    """The service account by which they did; its scopes bound what is told too."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    failing_since: Mapped[datetime | None]


class WebhookSecret(Owned):
    """What a webhook's messages are signed with, sealed by a key of the installation. No backup of a tenant has it."""

    __tablename__ = "webhook_secrets"
    __table_args__ = (
        owned_key("id"),
        refers(("webhook",), "webhooks", ("id",)),
        UniqueConstraint("tenant_id", "webhook", "valid_until", postgresql_nulls_not_distinct=True),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    webhook: Mapped[UUID]
    key: Mapped[str]
    """The name of the installation's key that it is sealed with."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    valid_until: Mapped[datetime | None]
    """Empty for the present one; until then messages are signed with the one before too."""


class WebhookMessage(Owned):
    """What is told to every webhook that asks for its event; what was changed or found is read from it when sent."""

    __tablename__ = "webhook_messages"
    __table_args__ = (owned_key("id"), refers((), "registers", ()))

    id: Mapped[UUID] = mapped_column(default=new_id)
    event: Mapped[str]
    revision: Mapped[int | None]
    at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]


class Delivery(Owned):
    """A message on its way to a webhook. Those of one webhook are sent one after the other, in the order of numbers."""

    __tablename__ = "deliveries"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", "webhook", "message"),
        refers(("webhook",), "webhooks", ("id",)),
        refers(("message",), "webhook_messages", ("id",)),
        found_by("deliveries", "message"),
        Index("deliveries_pending_index", "tenant_id", "webhook", "number", postgresql_where=text(PENDING)),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(f"({PENDING}) = (ended_at IS NULL)", name="ended_at"),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("status_code BETWEEN 100 AND 999", name="status_code"),
        CheckConstraint(f"length(excerpt) <= {MOST_EXCERPT_CHARACTERS}", name="excerpt"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    webhook: Mapped[UUID]
    message: Mapped[UUID]
    number: Mapped[int]
    state: Mapped[str] = mapped_column(server_default="waiting")
    attempts: Mapped[int] = mapped_column(server_default="0")
    queued_at: Mapped[datetime]
    """When it began to wait; it is given up a day later."""
    next_at: Mapped[datetime]
    """When it is tried next, once those before it have come to an end."""
    held_until: Mapped[datetime | None]
    """Somebody is sending it; who has not said by then how it went is taken to be dead."""
    attempted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    status_code: Mapped[int | None]
    error: Mapped[str | None]
    """Why the last attempt failed, in words."""
    excerpt: Mapped[str | None]
    """The beginning of the last answer."""
    milliseconds: Mapped[int | None]
