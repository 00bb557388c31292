"""Requests for mentoring beside the offers that may fit: what they have in common is told, and nothing is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select
from sqlalchemy.orm import load_only

from interlace.commons.entries import LISTED, shown
from interlace.db import tenancy
from interlace.db.models import Body, CommonsEntry, Gathering
from interlace.errors import FieldProblem, Invalid
from interlace.gatherings.accepting import places_taken
from interlace.gatherings.showing import seen
from interlace.gatherings.values import values_of
from interlace.identity.permissions import Operation, require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.gatherings.values import Values
    from interlace.principals import Principal

MOST_OFFERS = 500
#: Bodies are of similar size where one has at most so many times the population of the other.
SIMILAR = 3


@dataclass(frozen=True)
class MatchTold:
    """An offer that shares something with a request, and what: areas, principles, languages, kind and size of body."""

    entry: UUID
    title: str
    body: str
    body_name: str
    tenant: str
    until: date | None
    areas: tuple[str, ...]
    principles: tuple[str, ...]
    languages: tuple[str, ...]
    same_level: bool
    similar_size: bool


def matches(database: Database, principal: Principal, tenant_id: UUID, gathering_id: UUID) -> Sequence[MatchTold]:
    """The offers of the commons that share an area or a principle with a request for mentoring.

    They stand in the order of names: none fits *better* than another, people judge. Offers whose last day has passed,
    or which share no language where both name some, are left out. Raises Forbidden, Unknown, Invalid.
    """
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        require(session, principal, Operation.REGISTER_READ, today)
        row = seen(session, principal, today, gathering_id)
        if row.kind != "mentoring_request":
            raise Invalid([FieldProblem("/id", "bad-value")])
        values, asking = values_of(row), _body(session, row.body)
        wanted = or_(
            CommonsEntry.areas.overlap(list(values.areas)), CommonsEntry.principles.overlap(list(values.principles))
        )
        seen_of = load_only(*LISTED, CommonsEntry.content)
        offers = select(CommonsEntry).options(seen_of).where(CommonsEntry.kind == "mentoring_offer", wanted, shown())
        ordered = offers.order_by(CommonsEntry.body_name, CommonsEntry.title, CommonsEntry.id).limit(MOST_OFFERS)
        found = [_match(offer, values, asking, today) for offer in session.scalars(ordered)]
        own = (tenant_id, row.body)
        return [told for offer, told in found if told is not None and (offer.tenant_id, offer.body) != own]


def room_left(session: Session, tenant_id: UUID, row: Gathering) -> int | None:
    """How many places of a gathering of one’s own are left; None where it has room for as many as come."""
    return None if row.places is None else max(row.places - places_taken(session, tenant_id, row.id), 0)


@dataclass(frozen=True)
class _Size:
    level: str
    population: int | None


def _body(session: Session, code: str) -> _Size:
    found = session.execute(select(Body.level, Body.population).where(Body.code == code)).one_or_none()
    return _Size("", None) if found is None else _Size(found.level, found.population)


def _match(offer: CommonsEntry, values: Values, asking: _Size, today: date) -> tuple[CommonsEntry, MatchTold | None]:
    content = offer.content
    until = _day(content.get("until"))
    spoken = {str(one) for one in content.get("languages") or ()}
    shared = tuple(one for one in values.languages if one in spoken)
    apart = bool(spoken) and bool(values.languages) and not shared
    if apart or (until is not None and until < today) or content.get("state") == "closed":
        return offer, None
    return offer, MatchTold(
        entry=offer.id,
        title=offer.title,
        body=offer.body,
        body_name=offer.body_name,
        tenant=offer.tenant_name,
        until=until,
        areas=tuple(one for one in values.areas if one in offer.areas),
        principles=tuple(one for one in values.principles if one in offer.principles),
        languages=shared,
        same_level=bool(asking.level) and offer.level == asking.level,
        similar_size=_similar(asking.population, content.get("population")),
    )


def _similar(one: int | None, other: Any) -> bool:  # noqa: ANN401 - as another tenant has published it
    if not one or not isinstance(other, int) or other <= 0:
        return False
    return max(one, other) <= SIMILAR * min(one, other)


def _day(given: object) -> date | None:
    try:
        return date.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        return None
