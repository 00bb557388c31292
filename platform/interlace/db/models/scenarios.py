"""Scenarios: changes that somebody tries on the register without making them, and who else may look."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import Owned, found_by, owned_key, refers
from interlace.db.identifiers import new_id

MOST_TITLE_CHARACTERS = 200
MOST_DESCRIPTION_CHARACTERS = 4_000
MOST_CHANGES = 200
MOST_BYTES = 2**19


class Scenario(Owned):
    """Changes that somebody tries on the register as it was at a revision. Nothing of them is in the register."""

    __tablename__ = "scenarios"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        found_by("scenarios", "author"),
        CheckConstraint(f"length(title) BETWEEN 1 AND {MOST_TITLE_CHARACTERS}", name="title"),
        CheckConstraint(f"length(description) BETWEEN 1 AND {MOST_DESCRIPTION_CHARACTERS}", name="description"),
        CheckConstraint(
            "jsonb_typeof(changes) = 'object'"
            f" AND jsonb_array_length(coalesce(changes -> 'items', '[]')) <= {MOST_CHANGES}"
            f" AND octet_length(changes::text) <= {MOST_BYTES}",
            name="changes",
        ),
        CheckConstraint("base_revision >= 0", name="base_revision"),
        CheckConstraint("revision >= 1", name="revision"),
        CheckConstraint("(applied_at IS NULL) = (applied_by IS NULL)", name="applied"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    author: Mapped[UUID]
    """The person or service account whose it is. When they leave the tenant, it goes with them."""
    title: Mapped[str]
    description: Mapped[str | None]
    base_revision: Mapped[int]
    """The tenant's revision that the changes were thought of at."""
    changes: Mapped[dict[str, Any]]
    """Under `items`, `verb`, `table` and `values` of each, as the doors take them."""
    revision: Mapped[int] = mapped_column(server_default="1")
    """How often it was written: who changes it says which state they know."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    applied_at: Mapped[datetime | None]
    applied_by: Mapped[UUID | None]
    applied_revision: Mapped[int | None]
    """The tenant's revision that came of it; empty too where there was nothing to do."""


class ScenarioShare(Owned):
    """Somebody whom the author lets look at a scenario."""

    __tablename__ = "scenario_shares"
    __table_args__ = (
        owned_key("scenario", "user_id"),
        refers(("scenario",), "scenarios", ("id",)),
        found_by("scenario_shares", "user_id"),
    )

    scenario: Mapped[UUID]
    user_id: Mapped[UUID]
    shared_at: Mapped[datetime] = mapped_column(server_default=func.now())
