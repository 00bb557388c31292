"""Entries of the commons as every tenant reads them. Those of a tenant that is suspended are not shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select, tuple_
from sqlalchemy.orm import load_only

from interlace.db import tenancy
from interlace.db.models import CommonsEntry, Tenant
from interlace.errors import Unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from interlace.commons.searching import Facets
    from interlace.db.connections import Database


@dataclass(frozen=True)
class Asked:
    """What is looked for. Values of one field are alternatives; fields narrow each other."""

    words: str = ""
    """As one types into a search engine: words, "phrases", `or`, `-without`."""
    kinds: Sequence[str] = ()
    principles: Sequence[str] = ()
    areas: Sequence[str] = ()
    countries: Sequence[str] = ()
    languages: Sequence[str] = ()
    levels: Sequence[str] = ()
    years: Sequence[int] = ()
    rules: Sequence[str] = ()
    bodies: Sequence[str] = ()
    """Codes of bodies of one's own tenant."""


class Place(NamedTuple):
    """Where an entry stands in a list: how well its text fits, when it was published, and its id."""

    fit: float
    published_at: datetime
    id: UUID


@dataclass(frozen=True)
class EntryTold:
    """An entry. `own` are those of the asker's tenant; `tenant_id` is for the relay and is told to nobody."""

    id: UUID
    tenant_id: UUID
    kind: str
    language: str
    languages: Sequence[str]
    title: str
    summary: str
    body: str
    body_name: str
    level: str
    tenant_name: str
    country: str | None
    principles: Sequence[str]
    areas: Sequence[str]
    cells: Sequence[str]
    rules: Sequence[str]
    starts_on: date | None
    ends_on: date | None
    year: int
    published_at: datetime
    own: bool
    content: Mapping[str, Any]
    """The whole, as its kind tells it; empty in lists."""


#: What lists tell: the whole is for whoever reads one.
LISTED = tuple(getattr(CommonsEntry, name) for name in EntryTold.__annotations__ if name not in {"own", "content"})


class Page(NamedTuple):
    """One page of what was found, the best fitting text first, or the latest where no words were asked for."""

    items: Sequence[EntryTold]
    next_after: Place | None
    facets: Facets | None
    """What all that was found comes to, value by value; with the first page alone."""
    resembling: bool
    """Nothing has these words: what was found has names and titles that resemble them."""


def entry(database: Database, tenant_id: UUID, entry_id: UUID) -> EntryTold:
    """One entry, whoever published it. Raises Unknown."""
    with tenancy.reading(database, tenant_id) as session:
        return entry_in(session, entry_id)


def entry_in(session: Session, entry_id: UUID) -> EntryTold:
    """The same within a transaction."""
    rows = select(CommonsEntry).where(CommonsEntry.id == entry_id, shown())
    # No key keeps two tenants from an id: the earlier entry is the one that was meant.
    found = session.scalar(rows.order_by(CommonsEntry.published_at, CommonsEntry.tenant_id).limit(1))
    if found is None:
        raise Unknown(f"There is no entry {entry_id} in the commons.")
    return told_entry(found, session.info["tenant_id"])


def entries_of(session: Session, ids: Collection[tuple[UUID, UUID]]) -> Mapping[UUID, EntryTold]:
    """Entries by id, of pairs of tenant and id, as lists tell them."""
    key = tuple_(CommonsEntry.tenant_id, CommonsEntry.id)
    rows = select(CommonsEntry).options(load_only(*LISTED)).where(key.in_(list(ids)))
    own = session.info["tenant_id"]
    return {found.id: told_entry(found, own, whole=False) for found in session.scalars(rows)}


def shown() -> ColumnElement[bool]:
    """Entries of tenants that are open. A policy could not say so: it would keep texts from being found by an index."""
    return CommonsEntry.tenant_id.in_(select(Tenant.id).where(Tenant.status == "open"))


def told_entry(found: CommonsEntry, asker: UUID, *, whole: bool = True) -> EntryTold:
    """An entry as a tenant reads it."""
    return EntryTold(
        id=found.id,
        tenant_id=found.tenant_id,
        kind=found.kind,
        language=found.language,
        languages=found.languages,
        title=found.title,
        summary=found.summary,
        body=found.body,
        body_name=found.body_name,
        level=found.level,
        tenant_name=found.tenant_name,
        country=found.country,
        principles=found.principles,
        areas=found.areas,
        cells=found.cells,
        rules=found.rules,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        year=found.year,
        published_at=found.published_at,
        own=found.tenant_id == asker,
        content=found.content if whole else {},
    )
