"""Who can help with an area: mentoring offers of the commons that speak to it, whoever published them.

They stand by how much they have in common with the area, then by name; what anybody scored plays no part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - a field of a data class

from sqlalchemy import or_, select

from interlace.db.models import CommonsEntry, Tenant

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.orm import Session

    from policies.instruments import Instrument

KIND = "mentoring_offer"
#: So many offers are told of an area, and so many are looked at in all.
MOST_OFFERS = 5
_MOST_LOOKED_AT = 500


@dataclass(frozen=True)
class Offer:
    """A published mentoring offer that speaks to an area, and by what: areas and principles that both name."""

    id: UUID
    title: str
    body_name: str
    country: str | None
    languages: Sequence[str]
    areas: Sequence[str]
    principles: Sequence[str]


@dataclass(frozen=True)
class Subject:
    """What an area of an instrument is about, in the register's words."""

    areas: frozenset[str]
    principles: frozenset[str]


def offers_for(
    session: Session, instrument: Instrument, areas: Collection[str], language: str | None = None
) -> Mapping[str, Sequence[Offer]]:
    """By area of the instrument: the mentoring offers that speak to it. A language puts those in it first among equals.

    An area without offers is left out.
    """
    subjects = {area: subject_of(instrument, area) for area in areas}
    every = Subject(
        frozenset().union(*(one.areas for one in subjects.values())),
        frozenset().union(*(one.principles for one in subjects.values())),
    )
    if not every.areas and not every.principles:
        return {}
    rows = (
        select(CommonsEntry)
        .join(Tenant, Tenant.id == CommonsEntry.tenant_id)
        .where(
            CommonsEntry.kind == KIND,
            Tenant.status == "open",
            or_(
                CommonsEntry.areas.overlap(sorted(every.areas)),
                CommonsEntry.principles.overlap(sorted(every.principles)),
            ),
        )
        .order_by(CommonsEntry.published_at.desc(), CommonsEntry.id)
        .limit(_MOST_LOOKED_AT)
    )
    entries = session.scalars(rows).all()
    found = {area: best(entries, subject, language) for area, subject in subjects.items()}
    return {area: offers for area, offers in found.items() if offers}


def subject_of(instrument: Instrument, area: str) -> Subject:
    """What an area of an instrument is about, by the cells and principles of its items."""
    items = [item for item in instrument.items if item.area == area]
    cells = [cell for item in items for cell in item.cells]
    named = {item.principle for item in items if item.principle is not None}
    return Subject(frozenset(of for _, of in cells), frozenset(named | {principle for principle, _ in cells}))


def best(entries: Sequence[CommonsEntry], subject: Subject, language: str | None) -> list[Offer]:
    """The offers that speak to a subject, those first that share most with it; never in an order of scores."""
    offers = [_offer(entry, subject) for entry in entries]
    speaking = [one for one in offers if (one.areas if subject.areas else one.principles)]
    return sorted(
        speaking,
        key=lambda one: (
            -len(one.areas),
            -len(one.principles),
            language not in one.languages,
            one.body_name,
            one.title,
            one.id,
        ),
    )[:MOST_OFFERS]


def _offer(entry: CommonsEntry, subject: Subject) -> Offer:
    return Offer(
        id=entry.id,
        title=entry.title,
        body_name=entry.body_name,
        country=entry.country,
        languages=tuple(entry.languages),
        areas=tuple(sorted(subject.areas.intersection(entry.areas))),
        principles=tuple(sorted(subject.principles.intersection(entry.principles))),
    )
