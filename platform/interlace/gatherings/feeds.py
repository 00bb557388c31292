"""Calendars: one thing as a file, and all of it at an address that a person’s calendar program reads.

Such programs cannot sign in, so the address bears a secret; it is shown once, and can be renewed and ended.
"""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from interlace.commons.entries import shown
from interlace.db import tenancy
from interlace.db.models import CalendarFeed, CommonsEntry, Gathering, Membership
from interlace.errors import Suspended, Unknown
from interlace.gatherings.icalendar import Occasion, calendar
from interlace.gatherings.showing import seen
from interlace.gatherings.values import values_of
from interlace.identity.permissions import Operation, require
from interlace.notices.preferring import person_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal

KINDS = ("event", "study_visit")
#: What ended longer ago is in no calendar.
KEEPS = timedelta(days=400)
MOST_OCCASIONS = 1_000
_NONE = "There is no calendar at this address, or not any more."


@dataclass(frozen=True)
class Feed:
    """Whether a person has an address for their calendar program, and since when."""

    made_at: datetime | None


def feed(database: Database, principal: Principal) -> Feed:
    """The asker’s own. Raises Forbidden."""
    tenant_id, user_id = person_of(principal)
    with tenancy.reading(database, tenant_id) as session:
        return Feed(session.scalar(select(CalendarFeed.made_at).where(CalendarFeed.user_id == user_id)))


def renew(database: Database, principal: Principal) -> str:
    """A new secret, which is told this once; the address before is good no longer. Raises Forbidden."""
    tenant_id, user_id = person_of(principal)
    secret = secrets.token_urlsafe(32)
    kept = {"secret_hash": _hash(secret), "made_at": datetime.now(UTC)}
    with tenancy.beside(database, tenant_id) as session:
        put = insert(CalendarFeed).values(user_id=user_id, **kept)
        session.execute(put.on_conflict_do_update(index_elements=["tenant_id", "user_id"], set_=kept))
    return secret


def address_of(database: Database, slug: str, secret: str) -> str:
    """Where a calendar program reads with this secret."""
    return f"{database.configuration.base_url.rstrip('/')}/calendar/{slug}/{secret}.ics"


def end(database: Database, principal: Principal) -> None:
    """The address is good no longer. Raises Forbidden."""
    tenant_id, user_id = person_of(principal)
    with tenancy.beside(database, tenant_id) as session:
        session.execute(delete(CalendarFeed).where(CalendarFeed.user_id == user_id))


def calendar_at(database: Database, slug: str, secret: str) -> bytes:
    """The calendar of whoever has this address: events and study visits of their tenant and of the commons.

    Raises Unknown, also where the person has left the tenant or it is suspended: the three are not told apart.
    """
    try:
        tenant = tenancy.tenant_of(database, slug[:64])
        with tenancy.reading(database, tenant.id) as session:
            _require_good(session, secret)
            return calendar(f"Interlace: {slug}", _occasions(session, tenant.id))
    except (Unknown, Suspended) as error:
        raise Unknown(_NONE) from error


def _require_good(session: Session, secret: str) -> None:
    """Raise Unknown unless it is the secret of somebody who is a member still."""
    member = select(Membership.id).where(Membership.user_id == CalendarFeed.user_id).exists()
    good = select(CalendarFeed.user_id).where(CalendarFeed.secret_hash == _hash(secret), member)
    if session.scalar(good) is None:
        raise Unknown(_NONE)


def calendar_of(database: Database, principal: Principal, tenant_id: UUID, one: UUID) -> bytes:
    """A calendar with one event or study visit, by the id of a gathering or of an entry of the commons.

    Raises Forbidden, Unknown.
    """
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        require(session, principal, Operation.REGISTER_READ, today)
        entry = session.scalar(select(CommonsEntry).where(CommonsEntry.id == one, shown()))
        occasion = _of_gathering(seen(session, principal, today, one)) if entry is None else _of_entry(entry)
        if occasion is None:
            raise Unknown(f"{one} is no event, and has no days.")
        return calendar(occasion.title, [occasion])


def _occasions(session: Session, tenant_id: UUID) -> list[Occasion]:
    """What the tenant has called together, and what others have published; each once."""
    since = datetime.now(UTC).date() - KEEPS
    own = select(Gathering).where(Gathering.kind.in_(KINDS), Gathering.state != "draft", Gathering.ends_on >= since)
    others = select(CommonsEntry).where(
        CommonsEntry.kind.in_(KINDS),
        or_(CommonsEntry.ends_on >= since, CommonsEntry.starts_on >= since),
        CommonsEntry.tenant_id != tenant_id,
        shown(),
    )
    rows = session.scalars(own.order_by(Gathering.starts_on, Gathering.id).limit(MOST_OCCASIONS))
    entries = session.scalars(others.order_by(CommonsEntry.starts_on, CommonsEntry.id).limit(MOST_OCCASIONS))
    told = [*map(_of_gathering, rows), *map(_of_entry, entries)]
    return [one for one in told if one is not None][:MOST_OCCASIONS]


def _of_gathering(row: Gathering) -> Occasion | None:
    values = values_of(row)
    told = {**row.content, "starts_on": values.starts_on, "ends_on": values.ends_on}
    return _occasion(row.id, row.title, row.text, told, row.changed_at, row.revision)


def _of_entry(entry: CommonsEntry) -> Occasion | None:
    if entry.kind not in KINDS:
        return None
    known = entry.content.get("gathering")
    told = {**entry.content, "starts_on": entry.starts_on, "ends_on": entry.ends_on}
    revision = entry.content.get("revision")
    return _occasion(
        UUID(known) if isinstance(known, str) else entry.id,
        entry.title,
        entry.summary,
        told,
        entry.published_at,
        revision if isinstance(revision, int) else 1,
    )


def _occasion(
    known_as: UUID, title: str, text: str, told: Mapping[str, Any], changed_at: datetime, revision: int
) -> Occasion | None:
    bounds = _bounds(told)
    if bounds is None:
        return None
    place, online = told.get("place"), told.get("online")
    return Occasion(
        id=known_as,
        title=title,
        starts=bounds[0],
        ends=bounds[1],
        changed_at=changed_at,
        revision=revision,
        text=text,
        place=place if isinstance(place, str) else "",
        address=online if isinstance(online, str) else "",
    )


def _bounds(told: Mapping[str, Any]) -> tuple[date | datetime, date | datetime] | None:
    """Moments, else days; None where there are neither. What others published breaks nobody's calendar: moments that
    no clock here can tell are told as days.
    """
    zone, moments = told.get("time_zone"), (told.get("starts_at"), told.get("ends_at"))
    if isinstance(zone, str) and all(isinstance(one, str) for one in moments):
        with suppress(ZoneInfoNotFoundError, ValueError, OverflowError, OSError):
            clock = ZoneInfo(zone)
            starts, ends = (datetime.fromisoformat(str(one)).replace(tzinfo=clock).astimezone(UTC) for one in moments)
            return starts, ends
    starts_on, ends_on = told.get("starts_on"), told.get("ends_on")
    return (starts_on, ends_on or starts_on) if isinstance(starts_on, date) else None


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
