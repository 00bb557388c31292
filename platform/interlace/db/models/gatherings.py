"""Offers and requests of mentoring, study visits, networks and events of a tenant’s bodies, and calendars of people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import CODE, MOST_CODE_CHARACTERS, Code, Owned, found_by, owned_key, refers
from interlace.db.identifiers import new_id
from policies import AREAS, PRINCIPLES

KINDS = ("mentoring_offer", "mentoring_request", "study_visit", "network", "event")
STATES = ("draft", "open", "closed")
MOST_TITLE_CHARACTERS = 200
MOST_TEXT_CHARACTERS = 8_000
MOST_PLACES = 10_000
MOST_CONTENT_BYTES = 131_072
LANGUAGE = "^[a-z]{2,3}$"


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _among(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} <@ ARRAY[{_listed(values)}]::text[] AND cardinality({column}) <= 50", name=column)


class Gathering(Owned):
    """What a body offers, asks for or calls together. Whoever reads in the tenant sees it unless it is a draft.

    Other tenants learn of it by a publication alone.
    """

    __tablename__ = "gatherings"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        found_by("gatherings", "kind", "state"),
        found_by("gatherings", "body"),
        found_by("gatherings", "made_by"),
        CheckConstraint(f"kind IN ({_listed(KINDS)})", name="kind"),
        CheckConstraint(f"state IN ({_listed(STATES)})", name="state"),
        CheckConstraint(f"body ~ '{CODE}' AND length(body) <= {MOST_CODE_CHARACTERS}", name="body"),
        CheckConstraint(f"length(title) BETWEEN 1 AND {MOST_TITLE_CHARACTERS}", name="title"),
        CheckConstraint(f"length(text) BETWEEN 1 AND {MOST_TEXT_CHARACTERS}", name="text"),
        CheckConstraint(f"language ~ '{LANGUAGE}'", name="language"),
        _among("principles", PRINCIPLES.ids),
        _among("areas", AREAS.ids),
        CheckConstraint(
            "cardinality(languages) <= 20 AND length(array_to_string(languages, '')) <= 60", name="languages"
        ),
        CheckConstraint("starts_on <= ends_on", name="period"),
        CheckConstraint(f"places BETWEEN 1 AND {MOST_PLACES}", name="places"),
        CheckConstraint(
            f"jsonb_typeof(content) = 'object' AND octet_length(content::text) <= {MOST_CONTENT_BYTES}", name="content"
        ),
        CheckConstraint("revision >= 1", name="revision"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    kind: Mapped[str]
    body: Mapped[str] = mapped_column(Code)
    state: Mapped[str] = mapped_column(server_default="draft")
    language: Mapped[str]
    """The language that it is written in, as ISO 639 has it."""
    title: Mapped[str]
    text: Mapped[str]
    principles: Mapped[list[str]] = mapped_column(server_default="{}")
    areas: Mapped[list[str]] = mapped_column(server_default="{}")
    languages: Mapped[list[str]] = mapped_column(server_default="{}")
    """The languages in which one can take part."""
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    until: Mapped[date | None]
    """The last day on which one can answer it."""
    places: Mapped[int | None]
    """How many it has room for; as many as come where nothing is said."""
    content: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    """What its kind has besides: `interlace.gatherings.values` tells the names."""
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    revision: Mapped[int] = mapped_column(server_default="1")


class CalendarFeed(Owned):
    """The secret of the address at which a person's calendar program reads; only its hash is kept."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        owned_key("user_id"),
        refers((), "registers", ()),
        Index("calendar_feeds_secret_hash_index", "tenant_id", "secret_hash", unique=True),
        CheckConstraint("octet_length(secret_hash) = 32", name="secret_hash"),
    )

    user_id: Mapped[UUID]
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
