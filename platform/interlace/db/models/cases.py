"""What people make of findings, and since when each finding is there: beside the register, by the finding's key."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import CODE, MOST_CODE_CHARACTERS, Code, Owned, found_by, owned_key, refers
from interlace.db.identifiers import new_id

#: What a body, or who settles a dispute, can say of a finding.
SAID = (
    "acknowledged",
    "in_progress",
    "disputed",
    "accepted_risk",
    "closed",
    "open",
    "upheld",
    "rejected",
)
MOST_KEY_CHARACTERS = 300
MOST_ANSWER_CHARACTERS = 5_000
MOST_COMMENT_CHARACTERS = 5_000
MOST_NAME_CHARACTERS = 200
MOST_ATTACHMENT_BYTES = 10 * 1024 * 1024
MOST_URL_CHARACTERS = 2_000
#: A rule's name, then what the finding is about: codes, ends of relations, levels and areas.
KEY = "^[a-z][a-z-]*:[A-Za-z0-9._:/>-]+$"
_SAID = ", ".join(f"'{said}'" for said in SAID)


def _key(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} ~ '{KEY}' AND length({column}) <= {MOST_KEY_CHARACTERS}", name=column)


def _body(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} ~ '{CODE}' AND length({column}) <= {MOST_CODE_CHARACTERS}", name=column)


def _by() -> CheckConstraint:
    """Who did it, by the label of a principal."""
    return CheckConstraint("\"by\" ~ '^(system|(user|service):[0-9a-f-]{36})$'", name="by")


class Episode(Owned):
    """A time during which a finding was there. At most one of a finding is not over."""

    __tablename__ = "episodes"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        found_by("episodes", "finding"),
        Index("episodes_open_index", "tenant_id", "finding", unique=True, postgresql_where=text("closed_on IS NULL")),
        _key("finding"),
        CheckConstraint("opened_revision >= 0 AND closed_revision >= 0", name="revision"),
        CheckConstraint("closed_by IN ('data', 'hand')", name="closed_by"),
        CheckConstraint(
            "(closed_on IS NULL) = (closed_revision IS NULL) AND (closed_on IS NULL) = (closed_by IS NULL)",
            name="closed",
        ),
        CheckConstraint("opened_on <= closed_on", name="period"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    finding: Mapped[str] = mapped_column(Code)
    opened_on: Mapped[date]
    """The day on which it was first seen."""
    opened_revision: Mapped[int]
    closed_on: Mapped[date | None]
    """The day on which it was first missed."""
    closed_revision: Mapped[int | None]
    closed_by: Mapped[str | None]
    """`hand` where a body had said what it did about it, else `data`."""


class EpisodeLook(Owned):
    """Which revision and day of a tenant its episodes were last compared with."""

    __tablename__ = "episode_looks"
    __table_args__ = (owned_key(), refers((), "registers", ()), CheckConstraint("revision >= 0", name="revision"))

    revision: Mapped[int]
    day: Mapped[date]
    at: Mapped[datetime]


class Case(Owned):
    """A finding of which somebody made something: it was answered, discussed, given an owner or a deadline."""

    __tablename__ = "cases"
    __table_args__ = (
        owned_key("finding"),
        refers((), "registers", ()),
        _key("finding"),
        CheckConstraint("answers >= 0 AND revision >= 0", name="counts"),
    )

    finding: Mapped[str] = mapped_column(Code)
    rule: Mapped[str]
    began_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deadline: Mapped[date | None]
    answers: Mapped[int] = mapped_column(server_default="0")
    """The number of its last answer."""
    revision: Mapped[int] = mapped_column(server_default="0")
    """How often its owners or its deadline were changed."""


class CaseOwner(Owned):
    """A body that people made an owner of a case, or took out of those who own it by the rule."""

    __tablename__ = "case_owners"
    __table_args__ = (
        owned_key("finding", "body"),
        refers(("finding",), "cases", ("finding",)),
        found_by("case_owners", "body"),
        _body("body"),
        _by(),
    )

    finding: Mapped[str] = mapped_column(Code)
    body: Mapped[str] = mapped_column(Code)
    owns: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime]


class CaseAnswer(Owned):
    """What was said of a finding, one after the other. Nothing is changed or taken out."""

    __tablename__ = "case_answers"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", "finding", "number"),
        refers(("finding",), "cases", ("finding",)),
        refers(("episode",), "episodes", ("id",)),
        found_by("case_answers", "episode"),
        found_by("case_answers", "by"),
        CheckConstraint(f"said IN ({_SAID})", name="said"),
        CheckConstraint(f"length(reason) BETWEEN 1 AND {MOST_ANSWER_CHARACTERS}", name="reason"),
        CheckConstraint(
            f"evidence_url ~ '^https?://' AND length(evidence_url) <= {MOST_URL_CHARACTERS}", name="evidence_url"
        ),
        CheckConstraint("(said = 'accepted_risk') = (until IS NOT NULL)", name="until"),
        CheckConstraint("number > 0 AND revision >= 0", name="number"),
        _body("body"),
        _by(),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    finding: Mapped[str] = mapped_column(Code)
    number: Mapped[int]
    episode: Mapped[UUID]
    said: Mapped[str]
    reason: Mapped[str | None]
    evidence_url: Mapped[str | None]
    until: Mapped[date | None]
    """The last day on which an accepted risk is accepted."""
    body: Mapped[str | None] = mapped_column(Code)
    """For which body it was said; empty for who speaks for the tenant as a whole."""
    by: Mapped[str]
    at: Mapped[datetime]
    revision: Mapped[int]
    """The tenant's revision at which it was said."""


class CaseComment(Owned):
    """A remark on a case. One that its writer took away leaves its place."""

    __tablename__ = "case_comments"
    __table_args__ = (
        owned_key("id"),
        refers(("finding",), "cases", ("finding",)),
        found_by("case_comments", "finding"),
        found_by("case_comments", "by"),
        CheckConstraint(f"length(text) BETWEEN 1 AND {MOST_COMMENT_CHARACTERS}", name="text"),
        CheckConstraint("(text IS NULL) = (removed_at IS NOT NULL)", name="removed_at"),
        CheckConstraint("cardinality(mentions) <= 20 AND array_position(mentions, NULL) IS NULL", name="mentions"),
        _by(),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    finding: Mapped[str] = mapped_column(Code)
    text: Mapped[str | None]
    mentions: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default="{}")
    by: Mapped[str]
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class CaseAttachment(Owned):
    """A file that belongs to a case; its bytes are outside the database. One that was taken away leaves its place."""

    __tablename__ = "case_attachments"
    __table_args__ = (
        owned_key("id"),
        refers(("finding",), "cases", ("finding",)),
        found_by("case_attachments", "finding"),
        found_by("case_attachments", "by"),
        CheckConstraint(f"length(name) BETWEEN 1 AND {MOST_NAME_CHARACTERS}", name="name"),
        CheckConstraint(f"bytes BETWEEN 1 AND {MOST_ATTACHMENT_BYTES}", name="bytes"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
        CheckConstraint("media_type ~ '^[a-z0-9.+/-]+$' AND length(media_type) <= 100", name="media_type"),
        _by(),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    finding: Mapped[str] = mapped_column(Code)
    name: Mapped[str]
    media_type: Mapped[str]
    bytes: Mapped[int]
    sha256: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
