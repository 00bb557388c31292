"""What happened in a register: the feed of changes, the audit chain, messages that wait to be sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import Owned, owned_key, refers
from interlace.db.identifiers import new_id


class Change(Owned):
    """One part of what a revision changed; only an import needs more than one part.

    `entries` is zlib-compressed JSON, a list of `[table, id, values]`: the whole record in the words of a bundle, null
    where it was removed. `interlace.db.entries` reads and writes it. Rows are never altered.
    """

    __tablename__ = "changes"
    __table_args__ = (owned_key("revision", "part"), refers((), "registers", ()))

    revision: Mapped[int]
    part: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str]
    operation: Mapped[str]
    note: Mapped[str | None]
    entries: Mapped[bytes] = mapped_column(LargeBinary)


class AuditRecord(Owned):
    """Who did what when. Each record holds the hash of the one before; no role may alter or remove one."""

    __tablename__ = "audit"
    __table_args__ = (owned_key("number"), refers((), "registers", ()))

    number: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str]
    operation: Mapped[str]
    subject: Mapped[str]
    revision: Mapped[int | None]
    """The revision that the operation made; empty where it changed nothing in the register, such as a sign-in."""
    details: Mapped[dict[str, Any]]
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class OutboxMessage(Owned):
    """A message to other systems, written with what it tells of; whoever delivers it removes it afterwards."""

    __tablename__ = "outbox"
    __table_args__ = (owned_key("id"), refers((), "registers", ()))

    id: Mapped[UUID] = mapped_column(default=new_id)
    event: Mapped[str]
    revision: Mapped[int | None]
    at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
