"""The deliverer: takes messages out of the outbox and posts them, for all tenants, until it is told to stop.

Any number may run. What may be sent is told by rows that all of them see; a deliverer that dies is missed by nobody.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db import tenancy
from interlace.db.models import Delivery, Tenant, Webhook, WebhookMessage
from interlace.errors import Busy, Forbidden, Suspended, Unknown
from interlace.identity.keys import keys_of
from interlace.principals import SYSTEM
from interlace.webhooks import queue
from interlace.webhooks.findings import Follower
from interlace.webhooks.keeping import seal_anew, secrets_of
from interlace.webhooks.makers import principal_of
from interlace.webhooks.posting import Outcome, Transport
from interlace.webhooks.signing import NotOpened, signed
from interlace.webhooks.taking import take
from interlace.webhooks.targets import Allowed
from interlace.webhooks.telling import Listener, body_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.webhooks.queue import Held

_log = logging.getLogger(__name__)
_AGENT = "Interlace-Webhooks/1"
#: After so many messages in a row to one webhook others have their turn.
_IN_A_ROW = 100


@dataclass(frozen=True)
class Pace:
    """How quickly a deliverer goes, in seconds where nothing else is said."""

    poll: float = 1
    """How often tenants that have webhooks are asked for messages."""
    look: float = 15
    """How often all other tenants are looked at: whether they have webhooks now, and to empty their outboxes."""
    hold: float = 60
    """So long a delivery that is being sent is left to its sender; longer than any attempt can take."""
    sweep: float = 3600
    """How often old deliveries are let go of, and secrets sealed with the present key."""
    at_once: int = 8
    """So many webhooks are sent to at the same time."""
    at_once_of_a_tenant: int = 4


class Deliverer:
    """One deliverer. `run` lasts until `stop`, which any thread may call."""

    def __init__(
        self,
        database: Database,
        pace: Pace | None = None,
        transport: Transport | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database, self._pace, self._now = database, pace or Pace(), now
        self._transport = transport or Transport(Allowed.of(database.configuration.webhooks_allow))
        self._keys = keys_of(database.configuration)
        self._follower = Follower()
        self._stopping = threading.Event()
        self._sending = _Sending()
        self._looked_at: dict[UUID, float] = {}
        self._swept_at: dict[UUID, float] = {}
        self._asked: set[UUID] = set()

    def run(self) -> None:
        """Deliver until told to stop; what is being sent then is sent to its end."""
        with ThreadPoolExecutor(self._pace.at_once, thread_name_prefix="interlace-webhooks") as pool:
            while not self._stopping.is_set():
                self._go_round(pool)
                self._stopping.wait(self._pace.poll)

    def stop(self) -> None:
        """Send nothing more, and end."""
        self._stopping.set()

    def deliver(self, tenant_id: UUID) -> int:
        """Take and send, here and now, all of one tenant that may be sent; how many attempts that took.

        Raises Unknown, Suspended, Busy.
        """
        while take(self._database, tenant_id, self._follower, self._now()).messages:
            pass
        attempts = 0
        while held := self._hold(tenant_id, self._pace.at_once):
            for each in held:
                self._attempt(tenant_id, each)
            attempts += len(held)
        return attempts

    def sweep(self, tenant_id: UUID) -> None:
        """Let go of what is old, and seal secrets with the present key. Raises Unknown, Suspended, Busy."""
        with tenancy.beside(self._database, tenant_id) as session:
            queue.sweep(session, self._now())
            seal_anew(session, self._keys)

    def _go_round(self, pool: ThreadPoolExecutor) -> None:
        try:
            for tenant_id in self._due_tenants():
                if self._stopping.is_set():
                    return
                self._serve(tenant_id, pool)
        except Busy as busy:
            _log.warning("Webhooks wait for the database: %s", busy)

    def _due_tenants(self) -> list[UUID]:
        """Those with webhooks each time, all others now and then."""
        moment = time.monotonic()
        with tenancy.platform(self._database) as session:
            tenants = session.scalars(select(Tenant.id).where(Tenant.status == "open").order_by(Tenant.id)).all()
        self._asked.intersection_update(tenants)
        due = [
            tenant_id
            for tenant_id in tenants
            if tenant_id in self._asked or moment - self._looked_at.get(tenant_id, float("-inf")) >= self._pace.look
        ]
        self._looked_at.update(dict.fromkeys(due, moment))
        return due

    def _serve(self, tenant_id: UUID, pool: ThreadPoolExecutor) -> None:
        """Take what is there of one tenant, and let what may be sent be sent; what goes wrong keeps up no other."""
        try:
            taken = take(self._database, tenant_id, self._follower, self._now())
            if taken.has_webhooks:
                self._asked.add(tenant_id)
                self._send(tenant_id, pool)
            else:
                self._asked.discard(tenant_id)
            if time.monotonic() - self._swept_at.get(tenant_id, float("-inf")) >= self._pace.sweep:
                self._swept_at[tenant_id] = time.monotonic()
                self.sweep(tenant_id)
        except (Busy, Suspended, Unknown) as error:
            _log.info("tenant %s: webhooks wait: %s", tenant_id, error)
        except Exception:
            _log.exception("tenant %s: webhooks wait", tenant_id)

    def _send(self, tenant_id: UUID, pool: ThreadPoolExecutor) -> None:
        own, all_ = self._sending.counts(tenant_id)
        free = min(self._pace.at_once - all_, self._pace.at_once_of_a_tenant - own)
        for held in self._hold(tenant_id, free) if free > 0 else ():
            self._sending.begin(tenant_id)
            pool.submit(self._send_in_a_row, tenant_id, held)

    def _send_in_a_row(self, tenant_id: UUID, held: Held) -> None:
        """Send a message, and where it arrives the ones after it."""
        try:
            for _ in range(_IN_A_ROW):
                self._attempt(tenant_id, held)
                following = None if self._stopping.is_set() else self._hold(tenant_id, 1, held.webhook)
                if not following:
                    return
                (held,) = following
            # What is held and not sent would wait until somebody takes its holder for dead.
            self._attempt(tenant_id, held)
        except (Busy, Suspended, Unknown) as error:
            _log.info("tenant %s, webhook %s: it is tried again: %s", tenant_id, held.webhook, error)
        except Exception:
            _log.exception("tenant %s, webhook %s: it is tried again", tenant_id, held.webhook)
        finally:
            self._sending.end(tenant_id)

    def _hold(self, tenant_id: UUID, limit: int, webhook: UUID | None = None) -> list[Held]:
        now = self._now()
        with tenancy.beside(self._database, tenant_id) as session:
            return queue.hold(session, now, now + timedelta(seconds=self._pace.hold), limit=limit, webhook=webhook)

    def _attempt(self, tenant_id: UUID, held: Held) -> None:
        """One attempt, from what is told to what came of it; no transaction is open while the receiver is at it."""
        outcome = self._posted(tenant_id, held)
        if outcome is None:
            return
        with tenancy.beside(self._database, tenant_id) as session:
            queue.settle(session, held, outcome, self._now())
        if outcome.gone:
            self._disable(tenant_id, held.webhook, "The receiver answered 410: it wants no more messages.")

    def _posted(self, tenant_id: UUID, held: Held) -> Outcome | None:
        try:
            with tenancy.beside(self._database, tenant_id) as session:
                letter = self._letter(session, tenant_id, held)
        except Forbidden as forbidden:
            self._disable(tenant_id, held.webhook, str(forbidden))
            return None
        except NotOpened as error:
            return Outcome(error=f"It could not be signed: {error} Give the webhook a new secret.")
        return None if letter is None else self._transport.post(letter.url, letter.headers, letter.body)

    def _letter(self, session: Session, tenant_id: UUID, held: Held) -> _Letter | None:
        """What is posted, made anew for each attempt; nothing where the webhook was removed meanwhile."""
        rows = (
            select(Webhook, WebhookMessage, Tenant.slug)
            .join(Delivery, Delivery.webhook == Webhook.id)
            .join(WebhookMessage, WebhookMessage.id == Delivery.message)
            .join(Tenant, Tenant.id == tenant_id)
        )
        found = session.execute(rows.where(Delivery.id == held.delivery)).one_or_none()
        if found is None:
            return None
        webhook, message, slug = found
        now = self._now()
        secrets = secrets_of(session, webhook.id, self._keys, now)
        base_url = self._database.configuration.base_url
        body = body_of(session, message, Listener(principal_of(session, webhook), now.date(), slug, base_url))
        seconds = int(now.timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": _AGENT,
            "webhook-id": str(message.id),
            "webhook-timestamp": str(seconds),
            "webhook-signature": signed(str(message.id), seconds, body, secrets),
        }
        return _Letter(webhook.url, headers, body)

    def _disable(self, tenant_id: UUID, webhook_id: UUID, reason: str) -> None:
        """Switch a webhook off, and tell the audit why."""
        with tenancy.writing(self._database, tenant_id, SYSTEM) as unit:
            webhook = unit.session.scalar(select(Webhook).where(Webhook.id == webhook_id, Webhook.active))
            if webhook is not None:
                webhook.active, webhook.disabled_because = False, reason
                unit.did("webhook.disable", f"webhook:{webhook_id}", reason=reason)
            queue.give_up(unit.session, webhook_id, reason, self._now())


@dataclass(frozen=True)
class _Letter:
    url: str
    headers: dict[str, str]
    body: bytes


class _Sending:
    """How many webhooks are being sent to, of each tenant and in all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[UUID, int] = {}

    def counts(self, tenant_id: UUID) -> tuple[int, int]:
        with self._lock:
            return self._counts.get(tenant_id, 0), sum(self._counts.values())

    def begin(self, tenant_id: UUID) -> None:
        with self._lock:
            self._counts[tenant_id] = self._counts.get(tenant_id, 0) + 1

    def end(self, tenant_id: UUID) -> None:
        with self._lock:
            self._counts[tenant_id] -= 1
            if not self._counts[tenant_id]:
                del self._counts[tenant_id]


@contextmanager
def delivering(database: Database, pace: Pace | None = None) -> Iterator[Deliverer]:
    """A deliverer in a thread of its own for as long as the block lasts."""
    deliverer = Deliverer(database, pace)
    thread = threading.Thread(target=deliverer.run, name="interlace-webhooks", daemon=True)
    thread.start()
    try:
        yield deliverer
    finally:
        deliverer.stop()
        thread.join()
