"""Requests that are performed once, however often they are sent: their keys, and the first answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import Owned, found_by, owned_key

MOST_KEY_CHARACTERS = 400


class IdempotencyKey(Owned):
    """A key that a caller sent with a request, and the first answer. Rows are of use for a day."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        owned_key("caller", "key"),
        found_by("idempotency_keys", "at"),
        CheckConstraint(f"length(key) BETWEEN 1 AND {MOST_KEY_CHARACTERS}", name="key"),
        CheckConstraint("status BETWEEN 200 AND 299", name="status"),
        CheckConstraint("status IS NOT NULL OR body IS NULL", name="body"),
    )

    caller: Mapped[str]
    key: Mapped[str]
    request: Mapped[bytes] = mapped_column(LargeBinary)
    """What tells the request apart from others: a digest of its method, address and body."""
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    status: Mapped[int | None]
    """Empty until it is known how the first request ended."""
    headers: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Empty also where the answer held a secret, which is kept nowhere."""
