"""Expert visits: who visits whom, what they found, what they recommend, and what the body makes of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import CELLS, CODE, MOST_CODE_CHARACTERS, Code, Owned, found_by, owned_key, refers
from interlace.db.identifiers import new_id
from policies import PRINCIPLES

#: What experts say of an item; what has no row was not looked at yet.
FOUND = ("confirmed", "adjusted", "not_seen")
OBSERVED = ("strength", "observation")
#: What is said of a recommendation, one after the other; how it stands is worked out from the last of them.
SAID = ("accepts", "in_part", "not_accepted", "in_progress", "done", "confirmed", "reopened")
LANGUAGES = ("en", "fr", "pt", "es")
MOST_TITLE_CHARACTERS = 200
MOST_WORDS = 4_000
MOST_ENTRIES = 100
MOST_CELLS = 20
MOST_URL_CHARACTERS = 2_000


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _code(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} ~ '{CODE}' AND length({column}) <= {MOST_CODE_CHARACTERS}", name=column)


def _words(column: str) -> CheckConstraint:
    return CheckConstraint(f"length({column}) BETWEEN 1 AND {MOST_WORDS}", name=column)


def _by(column: str = "by") -> CheckConstraint:
    """Who did it, by the label of a principal."""
    return CheckConstraint(f"\"{column}\" ~ '^(system|(user|service):[0-9a-f-]{{36}})$'", name=column)


def _entries(column: str) -> CheckConstraint:
    """An object with `entries`, so many at most."""
    return CheckConstraint(
        f"jsonb_typeof({column}) = 'object' AND octet_length({column}::text) <= 524288"
        f" AND jsonb_array_length(coalesce({column} -> 'entries', '[]')) <= {MOST_ENTRIES}",
        name=column,
    )


class Visit(Owned):
    """A visit of experts to a body, and the profile that comes of it. How far it has come is worked out."""

    __tablename__ = "visits"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        refers(("assessment",), "assessments", ("id",)),
        found_by("visits", "body"),
        found_by("visits", "assessment"),
        _code("body"),
        CheckConstraint(f"length(title) BETWEEN 1 AND {MOST_TITLE_CHARACTERS}", name="title"),
        CheckConstraint(f"language IN ({_listed(LANGUAGES)})", name="language"),
        CheckConstraint("starts_on <= ends_on", name="period"),
        _entries("programme"),
        _entries("met"),
        _words("summary"),
        _words("comment"),
        CheckConstraint("(commented_at IS NULL) = (agrees IS NULL)", name="agrees"),
        CheckConstraint("sent_at IS NOT NULL OR (commented_at IS NULL AND published_at IS NULL)", name="sent_at"),
        CheckConstraint("published_at IS NULL OR commented_at IS NOT NULL", name="published_at"),
        CheckConstraint("closed_at IS NULL OR published_at IS NULL", name="closed_at"),
        CheckConstraint("revision >= 1", name="revision"),
        _by("planned_by"),
        _by("commented_by"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    body: Mapped[str] = mapped_column(Code)
    """The body (code) that is visited."""
    title: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="en")
    """In which the profile is written."""
    assessment: Mapped[UUID | None]
    """What the body has sent and the visit looks at, item by item; a visit may do without."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    programme: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """Under `entries`, objects with `day`, `hour`, `place` and `what`."""
    met: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """Under `entries`, objects with `role` and `organisation`: nobody's name."""
    planned_by: Mapped[str]
    planned_at: Mapped[datetime]
    summary: Mapped[str | None]
    """The words with which the profile begins."""
    concluded_at: Mapped[datetime | None]
    """From here on what was found is the reviewer's voice, and stands."""
    review: Mapped[UUID | None]
    """The assessment in the reviewer's voice that came of it."""
    sent_at: Mapped[datetime | None]
    """From here on the body reads the profile."""
    comment: Mapped[str | None]
    """The body's own words on the profile, which are published with it."""
    agrees: Mapped[bool | None]
    commented_by: Mapped[str | None]
    commented_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    """It ended without a profile that others read."""
    revision: Mapped[int] = mapped_column(server_default="1")


class VisitExpert(Owned):
    """Somebody who visits. Who has left stays named as missing, and gets nothing back by coming again."""

    __tablename__ = "visit_experts"
    __table_args__ = (
        owned_key("visit", "user_id"),
        refers(("visit",), "visits", ("id",)),
        found_by("visit_experts", "user_id"),
        _by("named_by"),
    )

    visit: Mapped[UUID]
    user_id: Mapped[UUID]
    named_by: Mapped[str]
    named_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    """They left the tenant while the visit went on."""


class VisitFinding(Owned):
    """What the experts say of one item of the assessment."""

    __tablename__ = "visit_findings"
    __table_args__ = (
        owned_key("visit", "item"),
        refers(("visit",), "visits", ("id",)),
        found_by("visit_findings", "by"),
        _code("item"),
        CheckConstraint(f"said IN ({_listed(FOUND)})", name="said"),
        CheckConstraint("(said = 'adjusted') = (standing IS NOT NULL)", name="adjusted"),
        CheckConstraint("standing IN ('answered', 'outside_competence', 'not_answered')", name="standing"),
        CheckConstraint("(value IS NOT NULL) = (standing IS NOT DISTINCT FROM 'answered')", name="value"),
        CheckConstraint("octet_length(value::text) <= 20000", name="size"),
        CheckConstraint("said <> 'adjusted' OR reason IS NOT NULL", name="reasoned"),
        _words("reason"),
        CheckConstraint("revision >= 1", name="revision"),
        _by(),
    )

    visit: Mapped[UUID]
    item: Mapped[str] = mapped_column(Code)
    said: Mapped[str]
    standing: Mapped[str | None]
    value: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    """The other answer where it was adjusted, as assessments write answers."""
    reason: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(server_default="1")


class VisitObservation(Owned):
    """A strength or another observation that belongs to no single item."""

    __tablename__ = "visit_observations"
    __table_args__ = (
        owned_key("id"),
        refers(("visit",), "visits", ("id",)),
        found_by("visit_observations", "visit"),
        found_by("visit_observations", "by"),
        CheckConstraint(f"kind IN ({_listed(OBSERVED)})", name="kind"),
        _code("area"),
        _words("text"),
        CheckConstraint("revision >= 1", name="revision"),
        _by(),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    visit: Mapped[UUID]
    kind: Mapped[str]
    area: Mapped[str | None] = mapped_column(Code)
    """An area of the instrument, or of the register where the visit has no instrument."""
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(server_default="1")


class VisitRecommendation(Owned):
    """What the experts recommend to a body, until when. It is answered and followed by what is said of it."""

    __tablename__ = "visit_recommendations"
    __table_args__ = (
        owned_key("id"),
        refers(("visit",), "visits", ("id",)),
        found_by("visit_recommendations", "visit"),
        found_by("visit_recommendations", "owner"),
        found_by("visit_recommendations", "by"),
        found_by("visit_recommendations", "deadline"),
        _words("text"),
        _code("area"),
        CheckConstraint(f"principle IN ({_listed(PRINCIPLES.ids)})", name="principle"),
        CheckConstraint(
            f"cells <@ ARRAY[{_listed(CELLS)}]::text[] AND cardinality(cells) <= {MOST_CELLS}"
            " AND (cells = '{}' OR array_ndims(cells) = 1)",
            name="cells",
        ),
        _code("owner"),
        CheckConstraint("steps >= 0 AND revision >= 1", name="counts"),
        _by(),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    visit: Mapped[UUID]
    text: Mapped[str]
    area: Mapped[str | None] = mapped_column(Code)
    """An area of the instrument, or of the register where the visit has no instrument."""
    principle: Mapped[str | None]
    cells: Mapped[list[str]] = mapped_column(server_default="{}")
    """Cells of the register (`principle:area`) to which it speaks."""
    owner: Mapped[str] = mapped_column(Code)
    """The body (code) that answers it and is to do it."""
    deadline: Mapped[date | None]
    by: Mapped[str]
    at: Mapped[datetime]
    steps: Mapped[int] = mapped_column(server_default="0")
    """The number of the last thing said of it."""
    revision: Mapped[int] = mapped_column(server_default="1")


class VisitStep(Owned):
    """What was said of a recommendation, one after the other. Nothing is changed or taken out."""

    __tablename__ = "visit_steps"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", "recommendation", "number"),
        refers(("recommendation",), "visit_recommendations", ("id",)),
        found_by("visit_steps", "by"),
        CheckConstraint(f"said IN ({_listed(SAID)})", name="said"),
        CheckConstraint("number > 0", name="number"),
        _words("reason"),
        CheckConstraint(f"length(evidence) BETWEEN 1 AND {MOST_URL_CHARACTERS}", name="evidence"),
        _code("body"),
        _by(),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    recommendation: Mapped[UUID]
    number: Mapped[int]
    said: Mapped[str]
    reason: Mapped[str | None]
    evidence: Mapped[str | None]
    """An address, or a record such as `action:CODE`."""
    body: Mapped[str | None] = mapped_column(Code)
    """The body for which it was said; empty for experts and coordinators."""
    by: Mapped[str]
    at: Mapped[datetime]
