"""The commons: what a tenant decided to publish, what all tenants read of it, and what they write to each other.

`publications` is a tenant's own. `commons_entries` and `commons_approaches` are shared, each with policies of its own:
an entry is read by every tenant and written by the one that publishes it, an approach is the affair of two.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Computed,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    UniqueConstraint,
    event,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import CODE, MOST_CODE_CHARACTERS, Code, Owned, Shared, found_by, ordered, owned_key, refers
from interlace.db.identifiers import new_id
from interlace.db.models.practices import LANGUAGE
from policies import AREAS, PRINCIPLES

KINDS = ("practice", "profile", "mentoring_offer", "mentoring_request", "study_visit", "network", "event")
STATES = ("proposed", "published", "refused", "withdrawn")
APPROACHES = ("question", "mentoring", "application", "membership", "invitation")
APPROACH_STATES = ("sent", "accepted", "declined", "withdrawn")
MOST_TITLE_CHARACTERS = 200
MOST_SUMMARY_CHARACTERS = 1_000
MOST_TEXT_CHARACTERS = 60_000
MOST_REASON_CHARACTERS = 2_000
MOST_CONTENT_BYTES = 2**20
#: Language → the configuration by which PostgreSQL reduces its words; every other is searched word by word.
CONFIGURATIONS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hu": "hungarian",
    "hy": "armenian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "tr": "turkish",
}
OTHERS = "simple"


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _code(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} ~ '{CODE}' AND length({column}) <= {MOST_CODE_CHARACTERS}", name=column)


def _words(column: str, most: int) -> CheckConstraint:
    return CheckConstraint(f"length({column}) BETWEEN 1 AND {most}", name=column)


def _some(column: str, choices: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} <@ ARRAY[{_listed(choices)}]::text[]", name=column)


def _content(column: str) -> CheckConstraint:
    return CheckConstraint(
        f"jsonb_typeof({column}) = 'object' AND octet_length({column}::text) <= {MOST_CONTENT_BYTES}", name=column
    )


def _vector(configuration: str) -> str:
    """Words of the title before those of the summary, those before the name of the body and the rest."""
    parts = (("A", "title"), ("B", "summary"), ("C", "body_name"), ("D", "text"))
    return " || ".join(f"setweight(to_tsvector('{configuration}', {column}), '{weight}')" for weight, column in parts)


def _search() -> str:
    """The words of an entry by the configuration of its language; those of its texts in other languages as they are."""
    by_configuration: dict[str, list[str]] = {}
    for language, configuration in CONFIGURATIONS.items():
        by_configuration.setdefault(configuration, []).append(language)
    cases = " ".join(
        f"WHEN language IN ({_listed(tuple(languages))}) THEN {_vector(configuration)}"
        for configuration, languages in by_configuration.items()
    )
    others = f"setweight(to_tsvector('{OTHERS}', coalesce(other_text, '')), 'D')"
    return f"(CASE {cases} ELSE {_vector(OTHERS)} END) || {others}"


class Publication(Owned):
    """What a body proposed to publish and its tenant decided. Nothing reaches the commons but by such a record."""

    __tablename__ = "publications"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        UniqueConstraint("tenant_id", "published"),
        found_by("publications", "state"),
        found_by("publications", "body"),
        found_by("publications", "subject"),
        found_by("publications", "proposed_by"),
        found_by("publications", "decided_by"),
        found_by("publications", "withdrawn_by"),
        Index(
            "publications_open_key", "tenant_id", "subject", unique=True, postgresql_where=text("state = 'proposed'")
        ),
        Index(
            "publications_live_key", "tenant_id", "subject", unique=True, postgresql_where=text("state = 'published'")
        ),
        CheckConstraint(f"kind IN ({_listed(KINDS)})", name="kind"),
        CheckConstraint(f"state IN ({_listed(STATES)})", name="state"),
        CheckConstraint("subject ~ '^[a-z_]{1,32}:[0-9a-f-]{36}$'", name="subject"),
        _code("body"),
        _content("proposed"),
        _words("title", MOST_TITLE_CHARACTERS),
        _words("reason", MOST_REASON_CHARACTERS),
        CheckConstraint("(state = 'proposed') <= (decided_at IS NULL)", name="decided_at"),
        CheckConstraint("state NOT IN ('published', 'refused') OR decided_at IS NOT NULL", name="decided"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_at"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(Code)
    """`practice:<id>`: what of the tenant's own is published."""
    body: Mapped[str] = mapped_column(Code)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="proposed")
    proposed: Mapped[dict[str, Any]]
    """The entry as it would stand, so that what is decided on is what is published."""
    proposed_by: Mapped[UUID | None]
    proposed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    """Why it was refused or withdrawn."""
    published: Mapped[UUID | None] = mapped_column(
        Computed("CASE WHEN state = 'published' THEN id END", persisted=True)
    )
    """The id, as long as it is published: what an entry refers to, so that none outlives its publication."""


class CommonsEntry(Shared):
    """One thing that all tenants may read, as its body and tenant published it. Withdrawing removes the row."""

    __tablename__ = "commons_entries"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "id"),
        refers((), "registers", ()),
        refers(("publication",), "publications", ("published",)),
        UniqueConstraint("tenant_id", "publication"),
        # Entries are found by id whoever published them, and no key tells one tenant of another's.
        Index("commons_entries_id_index", "id"),
        Index("commons_entries_search_index", "search", postgresql_using="gin"),
        Index("commons_entries_names_index", "names", postgresql_using="gin", postgresql_ops={"names": "gin_trgm_ops"}),
        Index("commons_entries_rules_index", "rules", postgresql_using="gin"),
        Index("commons_entries_cells_index", "cells", postgresql_using="gin"),
        Index("commons_entries_areas_index", "areas", postgresql_using="gin"),
        Index("commons_entries_latest_index", text("published_at DESC"), text("id DESC")),
        CheckConstraint(f"kind IN ({_listed(KINDS)})", name="kind"),
        CheckConstraint(f"language ~ '{LANGUAGE}'", name="language"),
        CheckConstraint("cardinality(languages) BETWEEN 1 AND 20 AND languages @> ARRAY[language]", name="languages"),
        _words("title", MOST_TITLE_CHARACTERS),
        _words("summary", MOST_SUMMARY_CHARACTERS),
        CheckConstraint(f"length(text) <= {MOST_TEXT_CHARACTERS}", name="text"),
        CheckConstraint(f"length(other_text) <= {MOST_TEXT_CHARACTERS}", name="other_text"),
        _code("body"),
        _words("body_name", MOST_SUMMARY_CHARACTERS),
        _words("tenant_name", MOST_SUMMARY_CHARACTERS),
        CheckConstraint("length(level) <= 32", name="level"),
        CheckConstraint("country ~ '^[A-Z]{2}$'", name="country"),
        _some("principles", PRINCIPLES.ids),
        _some("areas", AREAS.ids),
        CheckConstraint("cardinality(cells) <= 80 AND octet_length(cells::text) <= 8192", name="cells"),
        CheckConstraint("cardinality(rules) <= 50 AND octet_length(rules::text) <= 8192", name="rules"),
        _content("content"),
        ordered("starts_on", "ends_on"),
    )

    tenant_id: Mapped[UUID] = mapped_column(
        server_default=text("current_setting('app.tenant_id')::uuid"), sort_order=-10
    )
    """Who publishes it."""
    id: Mapped[UUID] = mapped_column(default=new_id)
    publication: Mapped[UUID]
    kind: Mapped[str]
    language: Mapped[str] = mapped_column(Code)
    languages: Mapped[list[str]]
    """All in which there are texts, that of `title` and `text` among them."""
    title: Mapped[str]
    summary: Mapped[str]
    text: Mapped[str] = mapped_column(server_default="")
    other_text: Mapped[str | None]
    """The texts in other languages, for the search."""
    body: Mapped[str] = mapped_column(Code)
    body_name: Mapped[str]
    level: Mapped[str]
    tenant_name: Mapped[str]
    country: Mapped[str | None]
    principles: Mapped[list[str]] = mapped_column(server_default="{}")
    areas: Mapped[list[str]] = mapped_column(server_default="{}")
    cells: Mapped[list[str]] = mapped_column(server_default="{}")
    """`principle:area`, where it is known which principle goes with which area."""
    rules: Mapped[list[str]] = mapped_column(server_default="{}")
    """The rules whose findings it speaks to."""
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    year: Mapped[int] = mapped_column(SmallInteger)
    """That in which it began, or, where that is not told, in which it was published."""
    content: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    published_at: Mapped[datetime]
    search: Mapped[Any] = mapped_column(TSVECTOR, Computed(_search(), persisted=True), deferred=True)
    names: Mapped[str] = mapped_column(Computed("lower(title || ' ' || body_name)", persisted=True), deferred=True)


class CommonsApproach(Shared):
    """What somebody of one tenant writes to those who published an entry in another; no address is ever told."""

    __tablename__ = "commons_approaches"
    __table_args__ = (
        PrimaryKeyConstraint("from_tenant", "id"),
        ForeignKeyConstraint(["from_tenant"], ["registers.tenant_id"], deferrable=True, initially="IMMEDIATE"),
        Index("commons_approaches_from_tenant_from_user_index", "from_tenant", "from_user"),
        Index("commons_approaches_to_tenant_to_body_index", "to_tenant", "to_body"),
        Index("commons_approaches_to_tenant_answered_by_index", "to_tenant", "answered_by"),
        Index("commons_approaches_to_tenant_gathering_index", "to_tenant", "gathering"),
        Index("commons_approaches_entry_index", "entry"),
        # What nobody has been told of is looked for again and again.
        Index("commons_approaches_untold_index", "to_tenant", postgresql_where=text("told_at IS NULL")),
        Index(
            "commons_approaches_unanswered_index",
            "from_tenant",
            postgresql_where=text("answered_at IS NOT NULL AND answer_told_at IS NULL"),
        ),
        Index(
            "commons_approaches_withdrawn_index",
            "to_tenant",
            postgresql_where=text("state = 'withdrawn' AND answer_told_at IS NULL"),
        ),
        CheckConstraint(f"kind IN ({_listed(APPROACHES)})", name="kind"),
        CheckConstraint(f"state IN ({_listed(APPROACH_STATES)})", name="state"),
        CheckConstraint("(state IN ('accepted', 'declined')) = (answered_at IS NOT NULL)", name="answered_at"),
        _code("from_body"),
        _words("from_name", MOST_SUMMARY_CHARACTERS),
        _words("from_tenant_name", MOST_SUMMARY_CHARACTERS),
        _words("to_name", MOST_SUMMARY_CHARACTERS),
        _words("to_tenant_name", MOST_SUMMARY_CHARACTERS),
        _code("to_body"),
        _words("title", MOST_TITLE_CHARACTERS),
        _words("text", MOST_REASON_CHARACTERS),
        _words("answer", MOST_REASON_CHARACTERS),
    )

    from_tenant: Mapped[UUID] = mapped_column(
        server_default=text("current_setting('app.tenant_id')::uuid"), sort_order=-10
    )
    id: Mapped[UUID] = mapped_column(default=new_id)
    to_tenant: Mapped[UUID]
    entry: Mapped[UUID]
    gathering: Mapped[UUID | None]
    """What the entry tells of, which stays the same when it is published anew; none of practices and profiles."""
    kind: Mapped[str]
    title: Mapped[str]
    """That of the entry, as it was when it was approached."""
    from_tenant_name: Mapped[str]
    to_tenant_name: Mapped[str]
    to_name: Mapped[str]
    """The name of the body that is written to."""
    to_body: Mapped[str] = mapped_column(Code)
    from_user: Mapped[UUID | None]
    from_body: Mapped[str] = mapped_column(Code)
    from_name: Mapped[str]
    """The name of the body in whose name it is written."""
    text: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="sent")
    answer: Mapped[str | None]
    answered_by: Mapped[UUID | None]
    """Who of the other tenant answered; not told to the sender."""
    sent_at: Mapped[datetime] = mapped_column(server_default=func.now())
    answered_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    """When the other side was told of it."""
    answer_told_at: Mapped[datetime | None]
    """When the sender was told of the answer, or what the other side was told was taken back."""


# Names that are misspelt are found by their groups of three letters: an extension that PostgreSQL brings with it.
event.listen(CommonsEntry.__table__, "before_create", DDL("CREATE EXTENSION IF NOT EXISTS pg_trgm"))  # type: ignore[no-untyped-call]
