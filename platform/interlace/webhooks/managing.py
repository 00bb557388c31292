"""Webhooks made, changed, given new secrets and removed by those who may; their deliveries looked at and sent again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Delivery, Webhook, WebhookMessage, WebhookSecret
from interlace.db.models.webhooks import STATES
from interlace.errors import Conflict, FieldProblem, Invalid
from interlace.identity.keys import keys_of
from interlace.identity.permissions import Operation, require
from interlace.webhooks import queue, taking
from interlace.webhooks.keeping import give_secret
from interlace.webhooks.makers import maker_of
from interlace.webhooks.showing import (
    DeliveryPage,
    DeliveryTold,
    NewSecret,
    WebhookTold,
    delivery_of,
    found,
    told_deliveries,
    told_delivery,
    told_webhook,
)
from interlace.webhooks.signing import told
from interlace.webhooks.targets import Allowed, Resolver, resolved, target_of
from interlace.webhooks.telling import TRIAL
from interlace.webhooks.values import check_target, checked

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from typing import Any
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal

#: A tenant has no more webhooks than this.
MOST_WEBHOOKS = 20
#: So long, in seconds, messages can be signed with the secret before too, and so long they are unless asked otherwise.
LONGEST_OVERLAP, OVERLAP = 7 * 24 * 3600, 24 * 3600
MOST_A_PAGE = 200
SWITCHED_OFF = "It was switched off."


def create(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    values: Mapping[str, object],
    *,
    maker: UUID | None = None,
    resolve: Resolver = resolved,
) -> NewSecret:
    """A new webhook (`url`, `events`, `description`) with its secret. It is told what happens from now on.

    From the machine itself, `maker` says whose rights bound what it is told. Raises Forbidden, Invalid, Unknown,
    Conflict where there are too many.
    """
    given = _checked(database, principal, tenant_id, values, resolve, "url", "events")
    with tenancy.writing(database, tenant_id, principal) as unit:
        _require(unit.session, principal, unit, Operation.REGISTER_READ)
        if (unit.session.scalar(select(func.count()).select_from(Webhook)) or 0) >= MOST_WEBHOOKS:
            raise Conflict(f"A tenant has at most {MOST_WEBHOOKS} webhooks: remove one first.")
        person, through = maker_of(unit.session, principal, maker)
        webhook = Webhook(id=new_id(), maker=person, through=through, created_at=unit.at, **_stored(given))
        unit.session.add(webhook)
        unit.session.flush()
        secret = give_secret(unit.session, webhook.id, keys_of(database.configuration))
        unit.did("webhook.create", f"webhook:{webhook.id}", **_noted(given))
        return NewSecret(told_webhook(unit.session, webhook), told(secret))


def change(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    webhook_id: UUID,
    values: Mapping[str, object],
    *,
    maker: UUID | None = None,
    resolve: Resolver = resolved,
) -> WebhookTold:
    """Change what is given of `url`, `events`, `description` and `active`.

    Whoever gives another address is its maker from then on. What waits while it is switched off is given up. Raises
    Forbidden, Invalid, Unknown.
    """
    given = _checked(database, principal, tenant_id, values, resolve)
    with tenancy.writing(database, tenant_id, principal) as unit:
        webhook = _managed(unit, webhook_id)
        if given.get("url", webhook.url) != webhook.url:
            _require(unit.session, principal, unit, Operation.REGISTER_READ)
            webhook.maker, webhook.through = maker_of(unit.session, principal, maker)
        for name, value in _stored(given).items():
            setattr(webhook, name, value)
        if not webhook.active:
            queue.give_up(unit.session, webhook_id, SWITCHED_OFF, unit.at)
        unit.did("webhook.change", f"webhook:{webhook_id}", **_noted(given))
        return told_webhook(unit.session, webhook)


def rotate_secret(
    database: Database, principal: Principal, tenant_id: UUID, webhook_id: UUID, *, keep_seconds: int = OVERLAP
) -> NewSecret:
    """A new secret. For so many seconds, at most a week, messages are signed with the one before too; with 0 it is
    good no longer. Raises Forbidden, Invalid, Unknown.
    """
    if isinstance(keep_seconds, bool) or not 0 <= keep_seconds <= LONGEST_OVERLAP:
        most = {"least": "0", "most": str(LONGEST_OVERLAP)}
        raise Invalid([FieldProblem("/keep_seconds", "bad-whole", most)])
    with tenancy.writing(database, tenant_id, principal) as unit:
        webhook = _managed(unit, webhook_id)
        until = unit.at + timedelta(seconds=keep_seconds) if keep_seconds else None
        secret = give_secret(unit.session, webhook_id, keys_of(database.configuration), previous_until=until)
        unit.did("webhook.rotate_secret", f"webhook:{webhook_id}", keep_seconds=keep_seconds)
        return NewSecret(told_webhook(unit.session, webhook), told(secret))


def remove(database: Database, principal: Principal, tenant_id: UUID, webhook_id: UUID) -> None:
    """Take a webhook away with its secrets and the log of its deliveries. Raises Forbidden, Unknown."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        webhook = _managed(unit, webhook_id)
        unit.session.execute(delete(Delivery).where(Delivery.webhook == webhook_id))
        unit.session.execute(delete(WebhookSecret).where(WebhookSecret.webhook == webhook_id))
        unit.session.delete(webhook)
        unit.did("webhook.remove", f"webhook:{webhook_id}", host=target_of(webhook.url).host)


def try_out(database: Database, principal: Principal, tenant_id: UUID, webhook_id: UUID) -> DeliveryTold:
    """Send a message of the event `webhook.trial` behind what waits. Raises Forbidden, Unknown; Conflict where the
    webhook is switched off or has no secret.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        _sending(unit, webhook_id)
        message_id = new_id()
        message = {"id": message_id, "event": TRIAL, "revision": unit.head.revision, "at": unit.at, "payload": {}}
        unit.session.execute(insert(WebhookMessage).values(**message))
        (delivery_id,) = taking.queue(unit.session, message_id, [webhook_id], unit.at)
        unit.did("webhook.try_out", f"webhook:{webhook_id}")
        return told_delivery(unit.session, delivery_id)


def send_again(database: Database, principal: Principal, tenant_id: UUID, delivery_id: UUID) -> DeliveryTold:
    """Send a message that has arrived or was given up once more, behind what waits; try one that waits now.

    Raises Forbidden, Unknown; Conflict where the webhook is switched off or has no secret.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        require(unit.session, principal, Operation.WEBHOOKS_MANAGE, unit.today)
        before = told_delivery(unit.session, delivery_id)
        _sending(unit, before.webhook)
        again: dict[str, Any] = {"next_at": unit.at}
        if before.ended_at is not None:
            number = taking.next_number(unit.session)
            again |= {"state": "waiting", "attempts": 0, "queued_at": unit.at, "number": number, "ended_at": None}
        unit.session.execute(update(Delivery).where(Delivery.id == delivery_id).values(again))
        unit.did("webhook.send_again", f"webhook:{before.webhook}", delivery=str(delivery_id), event=before.event)
        return told_delivery(unit.session, delivery_id)


def webhooks(database: Database, principal: Principal, tenant_id: UUID) -> Sequence[WebhookTold]:
    """Every webhook of the tenant, the oldest first. Raises Forbidden."""
    with tenancy.reading(database, tenant_id) as session:
        _require_now(session, principal)
        return [
            told_webhook(session, webhook) for webhook in session.scalars(select(Webhook).order_by(Webhook.id)).all()
        ]


def webhook(database: Database, principal: Principal, tenant_id: UUID, webhook_id: UUID) -> WebhookTold:
    """One webhook. Raises Forbidden, Unknown."""
    with tenancy.reading(database, tenant_id) as session:
        _require_now(session, principal)
        return told_webhook(session, found(session, webhook_id))


def deliveries(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    webhook_id: UUID | None = None,
    *,
    states: Collection[str] = (),
    first: int = 50,
    after: UUID | None = None,
) -> DeliveryPage:
    """Deliveries to one webhook or to all, the last one first, of these states or of any; `after` is an id.

    Raises Forbidden, Unknown, Invalid.
    """
    if not set(states) <= set(STATES):
        raise Invalid([FieldProblem("/states", "bad-choice", {"choices": ", ".join(STATES)})])
    if not 1 <= first <= MOST_A_PAGE:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_A_PAGE)})])
    with tenancy.reading(database, tenant_id) as session:
        _require_now(session, principal)
        rows = told_deliveries().order_by(Delivery.id.desc()).limit(first + 1)
        if webhook_id is not None:
            rows = rows.where(Delivery.webhook == found(session, webhook_id).id)
        rows = rows.where(Delivery.state.in_(states)) if states else rows
        rows = rows.where(Delivery.id < after) if after is not None else rows
        page = [delivery_of(row) for row in session.execute(rows)]
    return DeliveryPage(tuple(page[:first]), len(page) > first)


def delivery(database: Database, principal: Principal, tenant_id: UUID, delivery_id: UUID) -> DeliveryTold:
    """One delivery. Raises Forbidden, Unknown."""
    with tenancy.reading(database, tenant_id) as session:
        _require_now(session, principal)
        return told_delivery(session, delivery_id)


def _checked(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    values: Mapping[str, object],
    resolve: Resolver,
    *required: str,
) -> dict[str, Any]:
    """The values of somebody who may: nobody else makes this machine resolve names. No transaction waits meanwhile."""
    with tenancy.reading(database, tenant_id) as session:
        _require_now(session, principal)
    given = checked(values, *required)
    if "url" in given:
        check_target(given["url"], Allowed.of(database.configuration.webhooks_allow), resolve)
    return given


def _stored(given: Mapping[str, Any]) -> dict[str, Any]:
    if "active" not in given:
        return dict(given)
    return {**given, "disabled_because": None if given["active"] else SWITCHED_OFF}


def _noted(given: Mapping[str, Any]) -> dict[str, Any]:
    """What the audit is told: of the address only the host, for the rest may be a secret of the receiver's."""
    noted = {name: value for name, value in given.items() if name != "url"}
    return noted | ({"host": target_of(given["url"]).host} if "url" in given else {})


def _require_now(session: Session, principal: Principal) -> None:
    require(session, principal, Operation.WEBHOOKS_MANAGE, datetime.now(UTC).date())


def _require(session: Session, principal: Principal, unit: Unit, *further: Operation) -> None:
    for operation in (Operation.WEBHOOKS_MANAGE, *further):
        require(session, principal, operation, unit.today)


def _managed(unit: Unit, webhook_id: UUID) -> Webhook:
    require(unit.session, unit.principal, Operation.WEBHOOKS_MANAGE, unit.today)
    return found(unit.session, webhook_id)


def _sending(unit: Unit, webhook_id: UUID) -> None:
    webhook = _managed(unit, webhook_id)
    if not webhook.active:
        raise Conflict("The webhook is switched off: switch it on first.")
    if not told_webhook(unit.session, webhook).signs:
        raise Conflict("The webhook has no secret to sign with: give it a new one first.")
