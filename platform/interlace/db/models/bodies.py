"""Bodies and their successions."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Computed, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import Code, Record, checks_of, found_by, ordered, owned_key, refers
from policies import LEVELS

#: Ranks of levels as the database compares them: authorities from 0 down, then civil society, then networks.
RANKS = {level: rank for rank, level in enumerate(LEVELS.ids)}
LOWEST_AUTHORITY = RANKS["submunicipal"]
CIVIL_SOCIETY = RANKS["civil_society"]
NETWORK = RANKS["network"]
_RANK = " ".join(f"WHEN '{level}' THEN {rank}" for level, rank in RANKS.items())


def may_contain(rank: str, parent_rank: str) -> str:
    """SQL: a body of `rank` may have a parent of `parent_rank`. Ranks fall on the way up, so there are no cycles."""
    return (
        f"{parent_rank} <= {LOWEST_AUTHORITY} AND {rank} <> {NETWORK} "
        f"AND ({rank} = {CIVIL_SOCIETY} OR {parent_rank} < {rank})"
    )


class Body(Record):
    """An organisation in the graph."""

    __tablename__ = "bodies"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", "code"),
        UniqueConstraint("tenant_id", "code", "rank"),
        refers((), "registers", ()),
        refers(("parent", "parent_rank"), "bodies", ("code", "rank")),
        refers(("serves", "serves_rank"), "bodies", ("code", "rank")),
        found_by("bodies", "parent"),
        found_by("bodies", "serves"),
        ordered("valid_from", "valid_to"),
        CheckConstraint("(parent IS NULL) = (parent_rank IS NULL)", name="parent_rank"),
        CheckConstraint("(serves IS NULL) = (serves_rank IS NULL)", name="serves_rank"),
        CheckConstraint(f"parent IS NULL OR ({may_contain('rank', 'parent_rank')})", name="parent"),
        CheckConstraint(f"serves_rank <= {LOWEST_AUTHORITY}", name="serves"),
        *checks_of("bodies"),
    )

    code: Mapped[str] = mapped_column(Code)
    name: Mapped[str]
    level: Mapped[str]
    rank: Mapped[int] = mapped_column(SmallInteger, Computed(f"CASE level {_RANK} END", persisted=True))
    parent: Mapped[str | None] = mapped_column(Code)
    parent_rank: Mapped[int | None] = mapped_column(SmallInteger)
    population: Mapped[int | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    identifiers: Mapped[list[str] | None]
    website: Mapped[str | None]
    scope: Mapped[str | None]
    serves: Mapped[str | None] = mapped_column(Code)
    serves_rank: Mapped[int | None] = mapped_column(SmallInteger)
    meets_every_months: Mapped[int | None]
    last_met_on: Mapped[date | None]


class Succession(Record):
    """A dated event that ends one body and starts, or hands over to, another."""

    __tablename__ = "successions"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", "predecessor", "successor", "on"),
        refers(("predecessor",), "bodies", ("code",)),
        refers(("successor",), "bodies", ("code",)),
        found_by("successions", "successor"),
        CheckConstraint("predecessor <> successor", name="pair"),
        *checks_of("successions"),
    )

    predecessor: Mapped[str] = mapped_column(Code)
    successor: Mapped[str] = mapped_column(Code)
    on: Mapped[date]
    kind: Mapped[str | None]
    framework: Mapped[str | None]
