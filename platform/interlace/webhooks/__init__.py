"""Webhooks: partner systems are told what happens in a tenant, signed, in order, and at least once."""

from __future__ import annotations

from interlace.db.models.webhooks import EVENTS, STATES
from interlace.webhooks.delivering import Deliverer, Pace, delivering
from interlace.webhooks.managing import (
    change,
    create,
    deliveries,
    delivery,
    remove,
    rotate_secret,
    send_again,
    try_out,
    webhook,
    webhooks,
)
from interlace.webhooks.showing import DeliveryPage, DeliveryTold, NewSecret, WebhookTold

__all__ = [
    "EVENTS",
    "STATES",
    "Deliverer",
    "DeliveryPage",
    "DeliveryTold",
    "NewSecret",
    "Pace",
    "WebhookTold",
    "change",
    "create",
    "deliveries",
    "delivering",
    "delivery",
    "remove",
    "rotate_secret",
    "send_again",
    "try_out",
    "webhook",
    "webhooks",
]
