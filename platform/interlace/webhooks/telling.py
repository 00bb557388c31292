"""What a message says to a webhook: no more than its maker may know at the moment of sending, and no more than fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson
from sqlalchemy import select

from interlace.db.entries import unpack
from interlace.db.models import Change
from interlace.errors import Forbidden
from interlace.identity.permissions import Operation, may
from interlace.register.drafts import hidden_drafts, told_to

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from interlace.db.entries import Entry
    from interlace.db.models import WebhookMessage
    from interlace.principals import Principal

#: A change of more records than this, or whose records take more bytes, is told by the address of the feed.
MOST_ENTRIES = 1_000
MOST_BYTES = 256 * 1024
TRIAL = "webhook.trial"


@dataclass(frozen=True)
class Listener:
    """Who is told, on what day, of which tenant, and where that tenant's API is."""

    principal: Principal
    today: date
    tenant: str
    base_url: str


def body_of(session: Session, message: WebhookMessage, listener: Listener) -> bytes:
    """The JSON that is posted. Raises Forbidden where the listener may know nothing of the tenant any more."""
    if not may(session, listener.principal, Operation.REGISTER_READ, listener.today):
        raise Forbidden("Whoever made the webhook may no longer read the register.")
    data = {"tenant": listener.tenant, "revision": message.revision, **_data(session, message, listener)}
    told = {"type": message.event, "timestamp": message.at.astimezone(UTC).isoformat(), "data": data}
    return orjson.dumps(told)


def _data(session: Session, message: WebhookMessage, listener: Listener) -> Mapping[str, Any]:
    if message.event == "change.committed":
        return _change(session, message, listener)
    if may(session, listener.principal, Operation.DRAFTS_READ, listener.today):
        return message.payload
    if message.event in {"finding.opened", "finding.closed"}:
        return _without(message.payload, hidden_drafts(session, listener.principal, listener.today))
    if message.event == "finding.answered":
        hidden = hidden_drafts(session, listener.principal, listener.today)
        named = {message.payload["subject"], message.payload["object"]}
        return {} if hidden & named else message.payload
    # What else is told may speak of drafts in ways that are not known here.
    return {name: value for name, value in message.payload.items() if name in {"job", "dry_run", "id"}}


def _without(payload: Mapping[str, Any], hidden: frozenset[str]) -> Mapping[str, Any]:
    """Findings that name no hidden draft. Drafts take no part in analysis, so this is a second lock on the door."""
    findings = [each for each in payload["findings"] if not hidden & {each["subject"], each["object"]}]
    return {**payload, "findings": findings}


def _change(session: Session, message: WebhookMessage, listener: Listener) -> Mapping[str, Any]:
    """Who changed what when and why; whoever may not know of all of it is not told why, nor by what operation."""
    heads = select(Change.at, Change.actor, Change.operation, Change.note).where(Change.revision == message.revision)
    head = session.execute(heads.order_by(Change.part).limit(1)).one()
    entries = _entries(session, message)
    told = entries and told_to(session, listener.principal, listener.today, entries)
    everything = told == entries if entries else may(session, listener.principal, Operation.DRAFTS_READ, listener.today)
    data: dict[str, Any] = {
        "at": head.at.astimezone(UTC).isoformat(),
        "by": head.actor,
        "operation": head.operation if everything else None,
        "note": head.note if everything else None,
        "entries": None if told is None else [entry._asdict() for entry in told],
        "feed": _feed(message, listener),
    }
    if len(orjson.dumps(data["entries"])) > MOST_BYTES:
        data["entries"] = None
    return data


def _entries(session: Session, message: WebhookMessage) -> list[Entry] | None:
    """What a revision changed; nothing where there is too much of it."""
    if message.payload["records"] > MOST_ENTRIES:
        return None
    parts = select(Change.entries).where(Change.revision == message.revision).order_by(Change.part)
    return [entry for part in session.scalars(parts) for entry in unpack(bytes(part))]


def _feed(message: WebhookMessage, listener: Listener) -> str:
    """Where the change is told whole, with what followed it."""
    before = (message.revision or 1) - 1
    return f"{listener.base_url}/api/v1/tenants/{quote(listener.tenant, safe='')}/changes?after={before}"
