"""Requests to talk: somebody asks the people of another body how they closed a gap, and who may be asked at all."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import CODE, MOST_CODE_CHARACTERS, Code, Owned, found_by, owned_key, refers
from interlace.db.identifiers import new_id

STATES = ("asked", "accepted", "declined", "withdrawn")
MOST_MESSAGE_CHARACTERS = 2_000
MOST_KEY_CHARACTERS = 300
_STATES = ", ".join(f"'{state}'" for state in STATES)


def _code(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} ~ '{CODE}' AND length({column}) <= {MOST_CODE_CHARACTERS}", name=column)


class TalkConsent(Owned):
    """A person may be asked, on behalf of one body, how it closed a gap. Without a row nobody is asked."""

    __tablename__ = "talk_consents"
    __table_args__ = (
        owned_key("user_id", "body"),
        refers((), "registers", ()),
        found_by("talk_consents", "body"),
        _code("body"),
    )

    user_id: Mapped[UUID]
    body: Mapped[str] = mapped_column(Code)
    since: Mapped[datetime] = mapped_column(server_default=func.now())


class Talk(Owned):
    """One request to talk. It names two people to each other once it was accepted, and nobody before."""

    __tablename__ = "talks"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        found_by("talks", "asker"),
        found_by("talks", "body", "state"),
        found_by("talks", "answered_by"),
        CheckConstraint(f"length(finding) BETWEEN 1 AND {MOST_KEY_CHARACTERS}", name="finding"),
        CheckConstraint(f"length(message) BETWEEN 1 AND {MOST_MESSAGE_CHARACTERS}", name="message"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("(state = 'asked') = (ended_at IS NULL)", name="ended_at"),
        CheckConstraint("asked_at < expires_at", name="expires_at"),
        _code("body"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    finding: Mapped[str]
    """The key of the open finding that the asker wants to close."""
    body: Mapped[str] = mapped_column(Code)
    """The body whose people are asked."""
    asker: Mapped[UUID]
    message: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="asked")
    """Nobody says that a request has expired: it has once `expires_at` is past and it is still asked."""
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_by: Mapped[UUID | None]
    """Who accepted or declined; empty too once they have left."""
    ended_at: Mapped[datetime | None]
