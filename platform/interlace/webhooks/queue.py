"""The deliveries that wait: which may be sent now, and what comes of an attempt.

Of each webhook only the first that has not come to an end is ever sent. Whoever sends one holds it for a while: should
they die, it is sent again when that is over, so a message arrives at least once, and usually once.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from interlace.db.models import Delivery, Webhook, WebhookMessage
from interlace.db.models.webhooks import STATES

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.webhooks.posting import Outcome

#: Seconds before the second attempt, the third and so on, the last one again and again; a fifth more or less.
DELAYS = (5, 30, 120, 600, 1800, 3600, 7200, 14_400)
#: A message is tried for so long, and then given up.
PATIENCE = timedelta(hours=24)
#: No receiver is left alone for longer, whatever it asks for.
_LONGEST_DELAY = 14_400
KEPT = timedelta(days=30)
_SWEPT_AT_ONCE = 5_000
PENDING = Delivery.state.in_(STATES[:2])
_dice = secrets.SystemRandom()


@dataclass(frozen=True)
class Held:
    """A delivery that one deliverer, and no other, may send until it is let go of or the moment has passed."""

    delivery: UUID
    webhook: UUID
    until: datetime


def hold(
    session: Session,
    now: datetime,
    until: datetime,
    *,
    limit: int,
    webhook: UUID | None = None,
) -> list[Held]:
    """Take up to so many deliveries that may be sent now, each the first of its webhook."""
    waiting = PENDING if webhook is None else and_(PENDING, Delivery.webhook == webhook)
    ordered = select(Delivery.id).where(waiting).order_by(Delivery.webhook, Delivery.number, Delivery.id)
    first = ordered.ext(distinct_on(Delivery.webhook)).subquery()
    free = or_(Delivery.held_until.is_(None), Delivery.held_until <= now)
    may_go = and_(PENDING, Delivery.next_at <= now, free)
    chosen = (
        select(Delivery.id)
        .where(Delivery.id.in_(select(first.c.id)), may_go)
        .order_by(Delivery.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    held = (
        update(Delivery)
        # Asked once more: another may have sent it between the look and the lock.
        .where(Delivery.id.in_(chosen), may_go)
        .values(held_until=until, attempts=Delivery.attempts + 1, attempted_at=now)
        .returning(Delivery.id, Delivery.webhook)
        .execution_options(synchronize_session=False)
    )
    return [Held(delivery_id, webhook_id, until) for delivery_id, webhook_id in session.execute(held)]


def settle(session: Session, held: Held, outcome: Outcome, now: datetime) -> None:
    """Write what came of an attempt, unless somebody else has the delivery by now."""
    own = and_(Delivery.id == held.delivery, Delivery.held_until == held.until)
    delivery = session.scalar(select(Delivery).where(own).with_for_update())
    if delivery is None:
        return
    delivery.held_until = None
    delivery.status_code, delivery.error = outcome.status, outcome.error
    delivery.excerpt, delivery.milliseconds = outcome.excerpt, outcome.milliseconds
    if outcome.arrived:
        delivery.state, delivery.ended_at = "delivered", now
    elif now - delivery.queued_at >= PATIENCE:
        delivery.state, delivery.ended_at = "given-up", now
        # They have waited as long behind it, and go the same way.
        give_up(session, held.webhook, "An earlier message was tried for a day.", now, before=now - PATIENCE)
    else:
        delivery.state = "failed"
        wished = now + timedelta(seconds=delay(delivery.attempts, outcome.retry_after))
        delivery.next_at = min(wished, delivery.queued_at + PATIENCE)
    session.flush()
    _note_failing(session, held.webhook, now, failing=not outcome.arrived)


def delay(attempts: int, retry_after: float | None = None) -> float:
    """Seconds until the next attempt, after so many; more where the receiver asks for it, within bounds."""
    usual = DELAYS[min(attempts, len(DELAYS)) - 1] * _dice.uniform(0.8, 1.2)
    return usual if retry_after is None else max(usual, min(retry_after, _LONGEST_DELAY))


def _note_failing(session: Session, webhook_id: UUID, now: datetime, *, failing: bool) -> None:
    differs = Webhook.failing_since.is_(None) if failing else Webhook.failing_since.is_not(None)
    session.execute(
        update(Webhook).where(Webhook.id == webhook_id, differs).values(failing_since=now if failing else None)
    )


def give_up(session: Session, webhook_id: UUID, reason: str, now: datetime, *, before: datetime | None = None) -> None:
    """Try no more what waits for a webhook, all of it or what has waited since then."""
    waiting = and_(Delivery.webhook == webhook_id, PENDING)
    if before is not None:
        waiting = and_(waiting, Delivery.queued_at <= before)
    given_up = {"state": "given-up", "error": reason, "ended_at": now, "held_until": None}
    session.execute(update(Delivery).where(waiting).values(given_up).execution_options(synchronize_session=False))


def sweep(session: Session, now: datetime) -> None:
    """Let go of deliveries that ended long ago, and of messages that no delivery is left of."""
    old = select(Delivery.id).where(Delivery.ended_at < now - KEPT).limit(_SWEPT_AT_ONCE)
    session.execute(delete(Delivery).where(Delivery.id.in_(old)))
    unused = select(WebhookMessage.id).where(~select(Delivery.id).where(Delivery.message == WebhookMessage.id).exists())
    session.execute(delete(WebhookMessage).where(WebhookMessage.id.in_(unused.limit(_SWEPT_AT_ONCE))))
