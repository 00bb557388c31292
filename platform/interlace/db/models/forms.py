"""Forms that people began and have not sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import Owned, found_by, owned_key, refers

MOST_BYTES = 64 * 1024
MOST_KEY_CHARACTERS = 200


class KeptForm(Owned):
    """What one person has typed into one form so far. No record of the register: it has no revision and no history."""

    __tablename__ = "kept_forms"
    __table_args__ = (
        owned_key("user_id", "key"),
        refers((), "registers", ()),
        found_by("kept_forms", "saved_at"),
        CheckConstraint(f"length(key) BETWEEN 1 AND {MOST_KEY_CHARACTERS}", name="key"),
        CheckConstraint(f"octet_length(fields::text) <= {2 * MOST_BYTES}", name="fields"),
    )

    user_id: Mapped[UUID]
    key: Mapped[str]
    """Which form it is: what it is about, and of which record or body."""
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB(none_as_null=True))
    saved_at: Mapped[datetime] = mapped_column(server_default=func.now())
