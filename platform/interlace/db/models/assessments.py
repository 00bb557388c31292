"""Instruments that a tenant loaded, rounds in which bodies are asked, what they answered, and what was kept of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import CODE, MOST_CODE_CHARACTERS, Code, Owned, found_by, owned_key, refers
from interlace.db.identifiers import new_id

VOICES = ("body", "civil_society", "reviewer")
STATES = ("open", "in_review", "sent", "released")
STANDINGS = ("answered", "outside_competence", "not_answered")
SOURCES = ("person", "register", "earlier")
MOST_TITLE_CHARACTERS = 200
MOST_WORDS = 4_000
MOST_INSTRUMENT_BYTES = 2**21
MOST_EVIDENCE = 50


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _code(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} ~ '{CODE}' AND length({column}) <= {MOST_CODE_CHARACTERS}", name=column)


def _words(column: str) -> CheckConstraint:
    return CheckConstraint(f"length({column}) BETWEEN 1 AND {MOST_WORDS}", name=column)


class LoadedInstrument(Owned):
    """A version of an instrument that a tenant loaded, whole. What rounds were opened with it never changes."""

    __tablename__ = "loaded_instruments"
    __table_args__ = (
        owned_key("instrument", "version"),
        refers((), "registers", ()),
        _code("instrument"),
        _code("version"),
        CheckConstraint("status IN ('official', 'unofficial')", name="status"),
        CheckConstraint(
            f"jsonb_typeof(content) = 'object' AND octet_length(content::text) <= {MOST_INSTRUMENT_BYTES}",
            name="content",
        ),
        CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name="digest"),
    )

    instrument: Mapped[str] = mapped_column(Code)
    version: Mapped[str] = mapped_column(Code)
    status: Mapped[str]
    content: Mapped[dict[str, Any]]
    digest: Mapped[str]
    loaded_by: Mapped[UUID | None]
    loaded_at: Mapped[datetime] = mapped_column(server_default=func.now())


class LoadedCrosswalk(Owned):
    """How the items of one version of an instrument became those of another, as a tenant loaded it."""

    __tablename__ = "loaded_crosswalks"
    __table_args__ = (
        owned_key("instrument", "old_version", "new_version"),
        refers((), "registers", ()),
        _code("instrument"),
        _code("old_version"),
        _code("new_version"),
        CheckConstraint("old_version <> new_version", name="versions"),
        CheckConstraint(
            f"jsonb_typeof(content) = 'object' AND octet_length(content::text) <= {MOST_INSTRUMENT_BYTES}",
            name="content",
        ),
        CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name="digest"),
    )

    instrument: Mapped[str] = mapped_column(Code)
    old_version: Mapped[str] = mapped_column(Code)
    new_version: Mapped[str] = mapped_column(Code)
    content: Mapped[dict[str, Any]]
    digest: Mapped[str]
    loaded_by: Mapped[UUID | None]
    loaded_at: Mapped[datetime] = mapped_column(server_default=func.now())


class AssessmentRound(Owned):
    """A round: chosen bodies are asked to fill in one version of an instrument until a day."""

    __tablename__ = "assessment_rounds"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        _code("instrument"),
        _code("version"),
        CheckConstraint(f"length(title) BETWEEN 1 AND {MOST_TITLE_CHARACTERS}", name="title"),
        _words("description"),
        CheckConstraint(
            f"voices <@ ARRAY[{_listed(VOICES)}]::text[] AND cardinality(voices) > 0 AND array_ndims(voices) = 1",
            name="voices",
        ),
        CheckConstraint("revision >= 1", name="revision"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    title: Mapped[str]
    description: Mapped[str | None]
    instrument: Mapped[str] = mapped_column(Code)
    version: Mapped[str] = mapped_column(Code)
    voices: Mapped[list[str]]
    """Whose view is asked for: the body's own, civil society's, a reviewer's."""
    due_on: Mapped[date]
    opened_by: Mapped[UUID | None]
    opened_at: Mapped[datetime] = mapped_column(server_default=func.now())
    closed_at: Mapped[datetime | None]
    """From here on nothing is sent; drafts are kept."""
    revision: Mapped[int] = mapped_column(server_default="1")


class Assessment(Owned):
    """One voice on one body in a round. A correction after sending is a new version; the earlier one stays."""

    __tablename__ = "assessments"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        refers(("round",), "assessment_rounds", ("id",)),
        found_by("assessments", "round", "body"),
        found_by("assessments", "body", "voice"),
        _code("body"),
        _code("author"),
        CheckConstraint(f"voice IN ({_listed(VOICES)})", name="voice"),
        CheckConstraint(f"state IN ({_listed(STATES)})", name="state"),
        CheckConstraint("(voice = 'reviewer') = (author IS NULL)", name="authored"),
        CheckConstraint("voice <> 'body' OR author = body", name="own"),
        CheckConstraint("(state IN ('sent', 'released')) = (sent_at IS NOT NULL)", name="sent_at"),
        CheckConstraint("(state = 'released') = (released_at IS NOT NULL)", name="released_at"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("revision >= 1", name="revision"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    round: Mapped[UUID]
    body: Mapped[str] = mapped_column(Code)
    """The body that is assessed."""
    voice: Mapped[str]
    author: Mapped[str | None] = mapped_column(Code)
    """The body that speaks: itself, or one of civil society. Reviewers are people (`assessment_people`)."""
    version: Mapped[int] = mapped_column(server_default="1")
    corrects: Mapped[UUID | None]
    """The earlier version that this one corrects."""
    state: Mapped[str] = mapped_column(server_default="open")
    review_asked_by: Mapped[UUID | None]
    """Who said that it is ready to be looked through before it is sent."""
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[UUID | None]
    released_at: Mapped[datetime | None]
    """From here on the other voices may read it; before, each is blind to the others."""
    revision: Mapped[int] = mapped_column(server_default="1")


class AssessmentPerson(Owned):
    """Somebody who has a part in an assessment: a reviewer by name, or who was handed an area of it."""

    __tablename__ = "assessment_people"
    __table_args__ = (
        owned_key("assessment", "user_id", "area"),
        refers(("assessment",), "assessments", ("id",)),
        found_by("assessment_people", "user_id"),
        CheckConstraint("length(area) <= 64", name="area"),
    )

    assessment: Mapped[UUID]
    user_id: Mapped[UUID]
    area: Mapped[str] = mapped_column(Code)
    """The area that was handed to them; empty for a reviewer of the whole."""
    named_at: Mapped[datetime] = mapped_column(server_default=func.now())


class AssessmentAnswer(Owned):
    """What stands for an item, and who said so. An item without a row is not answered."""

    __tablename__ = "assessment_answers"
    __table_args__ = (
        owned_key("assessment", "item"),
        refers(("assessment",), "assessments", ("id",)),
        _code("item"),
        CheckConstraint(f"standing IN ({_listed(STANDINGS)})", name="standing"),
        CheckConstraint("(standing = 'answered') = (value IS NOT NULL)", name="value"),
        CheckConstraint("octet_length(value::text) <= 20000", name="size"),
        CheckConstraint(
            "jsonb_typeof(evidence) = 'object'"
            f" AND jsonb_array_length(coalesce(evidence -> 'items', '[]')) <= {MOST_EVIDENCE}"
            " AND octet_length(evidence::text) <= 65536",
            name="evidence",
        ),
        CheckConstraint(f"source IN ({_listed(SOURCES)})", name="source"),
        CheckConstraint("revision >= 1", name="revision"),
        found_by("assessment_answers", "answered_by"),
        _words("note"),
    )

    assessment: Mapped[UUID]
    item: Mapped[str] = mapped_column(Code)
    standing: Mapped[str]
    value: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    """A string, for choices and words, or a decimal written as a string."""
    evidence: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """Under `items`, objects with `kind` (`record`, `address` or `words`) and `text`; a record as `strategy:CODE`."""
    note: Mapped[str | None]
    source: Mapped[str] = mapped_column(server_default="person")
    """Whether somebody said it, or it came from the register or the last round and nobody has confirmed it yet."""
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(server_default="1")


class AssessmentAnswerKept(Owned):
    """What stood for an item before, or what somebody wrote while another confirmed something else."""

    __tablename__ = "assessment_answers_kept"
    __table_args__ = (
        owned_key("id"),
        refers(("assessment",), "assessments", ("id",)),
        found_by("assessment_answers_kept", "assessment", "item"),
        found_by("assessment_answers_kept", "answered_by"),
        _code("item"),
        CheckConstraint(f"standing IN ({_listed(STANDINGS)})", name="standing"),
        CheckConstraint("octet_length(value::text) <= 20000", name="size"),
        _words("note"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    assessment: Mapped[UUID]
    item: Mapped[str] = mapped_column(Code)
    standing: Mapped[str]
    value: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    note: Mapped[str | None]
    source: Mapped[str]
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime]


class AssessmentComment(Owned):
    """What people of one voice say to each other about an item or the whole; the other voices never read it."""

    __tablename__ = "assessment_comments"
    __table_args__ = (
        owned_key("id"),
        refers(("assessment",), "assessments", ("id",)),
        found_by("assessment_comments", "assessment", "item"),
        found_by("assessment_comments", "author"),
        _code("item"),
        _words("text"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    assessment: Mapped[UUID]
    item: Mapped[str | None] = mapped_column(Code)
    text: Mapped[str]
    author: Mapped[UUID]
    written_at: Mapped[datetime]


class AssessmentSnapshot(Owned):
    """What was sent, frozen: instrument version, answers and the whole score tree, reproducible to the digit."""

    __tablename__ = "assessment_snapshots"
    __table_args__ = (
        owned_key("assessment"),
        refers(("assessment",), "assessments", ("id",)),
        _code("instrument"),
        _code("version"),
        CheckConstraint("instrument_digest ~ '^[0-9a-f]{64}$'", name="instrument_digest"),
        CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name="digest"),
        CheckConstraint("jsonb_typeof(answers) = 'object' AND octet_length(answers::text) <= 4194304", name="answers"),
        CheckConstraint("jsonb_typeof(scores) = 'object' AND octet_length(scores::text) <= 1048576", name="scores"),
    )

    assessment: Mapped[UUID]
    instrument: Mapped[str] = mapped_column(Code)
    version: Mapped[str] = mapped_column(Code)
    instrument_digest: Mapped[str]
    answers: Mapped[dict[str, Any]]
    """Item → `standing`, `value`, `evidence`, `note`, and `source` where nobody confirmed it; nobody's name."""
    scores: Mapped[dict[str, Any]]
    """The score tree as `graph.scoring` writes it: decimals as strings."""
    digest: Mapped[str]
    """SHA-256 of the canonical JSON of instrument, version, instrument digest, answers and scores."""
    made_at: Mapped[datetime]
