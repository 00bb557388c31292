"""Competences of bodies, and relations between them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Computed, Date, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import Code, Record, checks_of, found_by, ordered, owned_key, refers
from interlace.db.models.bodies import NETWORK, may_contain
from policies import RELATION_KINDS

_SYMMETRIC = ", ".join(f"'{term.id}'" for term in RELATION_KINDS if term.symmetric)
_SWAPPED = f"kind IN ({_SYMMETRIC}) AND source > target"
_ONE = f"CASE WHEN {_SWAPPED} THEN target ELSE source END"
_OTHER = f"CASE WHEN {_SWAPPED} THEN source ELSE target END"
_TWIN = ("one", "other", "kind")


class Competence(Record):
    """The role that a body has in an area; two rows of one body, area and day are allowed."""

    __tablename__ = "competences"
    __table_args__ = (
        owned_key("id"),
        refers(("body",), "bodies", ("code",)),
        found_by("competences", "body"),
        ordered("valid_from", "valid_to"),
        *checks_of("competences"),
    )

    body: Mapped[str] = mapped_column(Code)
    area: Mapped[str]
    role: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    legal_basis: Mapped[str | None]


class Relation(Record):
    """A dated, typed link between two bodies.

    Relations of the same bodies and kind (for symmetric kinds in either order) are *twins*, and twins do not overlap.
    Each names the end of the twin before it in `follows`: that end exists, is named once, and lies before its own
    beginning, and only one twin follows none. So twins form one chain in time, without an exclusion constraint, which
    would need an extension, and without a trigger.
    """

    __tablename__ = "relations"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", *_TWIN, "ends"),
        UniqueConstraint(
            "tenant_id",
            *_TWIN,
            "follows",
            postgresql_nulls_not_distinct=True,
            deferrable=True,
            initially="IMMEDIATE",
        ),
        refers((*_TWIN, "follows"), "relations", (*_TWIN, "ends")),
        refers(("source", "source_rank"), "bodies", ("code", "rank")),
        refers(("target", "target_rank"), "bodies", ("code", "rank")),
        found_by("relations", "source"),
        found_by("relations", "target"),
        ordered("valid_from", "valid_to"),
        CheckConstraint("follows < starts", name="follows"),
        CheckConstraint("source <> target", name="pair"),
        CheckConstraint(f"kind <> 'member_of' OR target_rank = {NETWORK}", name="member_of"),
        CheckConstraint(f"kind <> 'part_of' OR ({may_contain('source_rank', 'target_rank')})", name="part_of"),
        *checks_of("relations"),
    )

    source: Mapped[str] = mapped_column(Code)
    target: Mapped[str] = mapped_column(Code)
    kind: Mapped[str]
    status: Mapped[str | None]
    declared_on: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    mechanism: Mapped[str | None]
    evidence_url: Mapped[str | None]
    source_rank: Mapped[int] = mapped_column(SmallInteger)
    target_rank: Mapped[int] = mapped_column(SmallInteger)
    one: Mapped[str] = mapped_column(Code, Computed(_ONE, persisted=True))
    other: Mapped[str] = mapped_column(Code, Computed(_OTHER, persisted=True))
    # Not read with the rest: an open end is infinite, which the database can compare and Python cannot hold.
    starts: Mapped[date] = mapped_column(
        Date, Computed("coalesce(valid_from, '-infinity'::date)", persisted=True), deferred=True
    )
    ends: Mapped[date] = mapped_column(
        Date, Computed("coalesce(valid_to, 'infinity'::date)", persisted=True), deferred=True
    )
    follows: Mapped[date | None]
