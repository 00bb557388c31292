"""Good practices of bodies, as those who write them keep them; others read them once they are published."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import CODE, MOST_CODE_CHARACTERS, Code, Owned, found_by, ordered, owned_key, refers
from interlace.db.identifiers import new_id

STATES = ("draft", "review", "published", "archived")
MOST_TITLE_CHARACTERS = 200
MOST_SUMMARY_CHARACTERS = 1_000
MOST_WORDS = 8_000
MOST_LIST_BYTES = 65_536
#: Languages that PostgreSQL reduces words of; every other is searched word by word.
LANGUAGE = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"
_STATES = ", ".join(f"'{state}'" for state in STATES)
_TOLD = ("purpose", "stimulus", "process", "impact", "resources")


def _list(column: str, most: int) -> CheckConstraint:
    return CheckConstraint(
        f"cardinality({column}) <= {most} AND array_position({column}, NULL) IS NULL"
        f" AND octet_length({column}::text) <= {MOST_LIST_BYTES}",
        name=column,
    )


def _object(column: str) -> CheckConstraint:
    return CheckConstraint(
        f"jsonb_typeof({column}) = 'object' AND octet_length({column}::text) <= {4 * MOST_LIST_BYTES}", name=column
    )


class Practice(Owned):
    """What a body did that others can learn from. What is published is a copy, so that writing on changes nothing."""

    __tablename__ = "practices"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        found_by("practices", "body", "state"),
        found_by("practices", "written_by"),
        CheckConstraint(f"body ~ '{CODE}' AND length(body) <= {MOST_CODE_CHARACTERS}", name="body"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(f"length(title) BETWEEN 1 AND {MOST_TITLE_CHARACTERS}", name="title"),
        CheckConstraint(f"length(summary) BETWEEN 1 AND {MOST_SUMMARY_CHARACTERS}", name="summary"),
        CheckConstraint(f"length(place) BETWEEN 1 AND {MOST_TITLE_CHARACTERS}", name="place"),
        CheckConstraint(f"language ~ '{LANGUAGE}'", name="language"),
        *(CheckConstraint(f"length({name}) BETWEEN 1 AND {MOST_WORDS}", name=name) for name in _TOLD),
        _list("cells", 80),
        _list("actions", 50),
        _list("findings", 50),
        _list("contacts", 10),
        _object("evidence"),
        _object("translations"),
        ordered("starts_on", "ends_on"),
        CheckConstraint("revision >= 1", name="revision"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    body: Mapped[str] = mapped_column(Code)
    title: Mapped[str]
    summary: Mapped[str]
    """What it is, in a few sentences: what lists show."""
    language: Mapped[str] = mapped_column(Code)
    """The language of the texts here; those in others stand in `translations`."""
    place: Mapped[str | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    cells: Mapped[list[str]] = mapped_column(server_default="{}")
    purpose: Mapped[str | None]
    stimulus: Mapped[str | None]
    """What set it off."""
    process: Mapped[str | None]
    impact: Mapped[str | None]
    resources: Mapped[str | None]
    evidence: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """Under `items`, objects with `kind` (`address`, `record` or `words`) and `text`."""
    contacts: Mapped[list[str]] = mapped_column(server_default="{}")
    """Roles of those who can tell more, never names or addresses."""
    actions: Mapped[list[str]] = mapped_column(server_default="{}")
    """Codes of the actions that it came from."""
    findings: Mapped[list[str]] = mapped_column(server_default="{}")
    """Keys of the findings that it came from, or answered."""
    translations: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """Language → `title`, `summary` and whichever of the other texts there are in it."""
    state: Mapped[str] = mapped_column(server_default="draft")
    written_by: Mapped[UUID | None]
    """Who wrote last."""
    written_at: Mapped[datetime] = mapped_column(server_default=func.now())
    revision: Mapped[int] = mapped_column(server_default="1")
