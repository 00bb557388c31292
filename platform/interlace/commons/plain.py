"""Entries, facets and publications as JSON holds them, for every door."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from interlace.commons.entries import EntryTold, Place
from interlace.commons.publications import PublicationTold
from interlace.commons.searching import Facets

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What is told of an entry, in this order; the tenant that published it is told by its name.
ENTRY = tuple(field.name for field in fields(EntryTold) if field.name != "tenant_id")
PUBLICATION = tuple(field.name for field in fields(PublicationTold))


def of_entry(told: EntryTold, *, whole: bool = True) -> dict[str, Any]:
    """An entry; lists leave out its content."""
    return {name: plain(getattr(told, name)) for name in ENTRY if whole or name != "content"}


def of_publication(told: PublicationTold) -> dict[str, Any]:
    """A publication, with what was proposed."""
    return {name: plain(getattr(told, name)) for name in PUBLICATION}


def of_facets(told: Facets) -> dict[str, Any]:
    """Facet → its values with how many there are, and the total."""
    counts: Mapping[str, Any] = {field.name: getattr(told, field.name) for field in fields(Facets)}
    return {
        name: value if name == "total" else [{"value": one.value, "entries": one.entries} for one in value]
        for name, value in counts.items()
    }


def place_values(place: Place) -> tuple[object, ...]:
    """A place as a cursor keeps it."""
    return place.fit, place.published_at.isoformat(), str(place.id)


def place_of(fit: float, at: str, entry: str) -> Place:
    """The place that a cursor keeps. Raises ValueError."""
    return Place(float(fit), datetime.fromisoformat(at), UUID(entry))


def plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A value as JSON holds it."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value
