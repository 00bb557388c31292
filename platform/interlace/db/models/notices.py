"""What people are told: notices, the letters in which they are mailed, and how each person wants to be written to."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import Owned, found_by, owned_key, refers
from interlace.db.identifiers import new_id

#: By mail: what names them at once and all else once a week; only what names them; nothing.
MAILS = ("digest", "named", "none")
LETTER_KINDS = ("urgent", "digest")
LETTER_STATES = ("waiting", "sent", "given-up")
MOST_ABOUT_CHARACTERS = 300
MOST_DETAILS_BYTES = 8 * 1024
#: Its mail is still to be dealt with: sent, or found to be unwanted.
UNSETTLED = "settled_at IS NULL"


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


class ReminderLetter(Owned):
    """A mail with notices of one person on its way to them. Its id makes its Message-ID, however often it is tried."""

    __tablename__ = "reminder_letters"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        found_by("reminder_letters", "user_id", "made_at"),
        Index("reminder_letters_waiting_index", "tenant_id", "next_at", postgresql_where=text("state = 'waiting'")),
        CheckConstraint(f"kind IN ({_listed(LETTER_KINDS)})", name="kind"),
        CheckConstraint(f"state IN ({_listed(LETTER_STATES)})", name="state"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_at"),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("length(error) <= 500", name="error"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    user_id: Mapped[UUID]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="waiting")
    made_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(server_default="0")
    next_at: Mapped[datetime]
    """When it is tried next."""
    held_until: Mapped[datetime | None]
    """Somebody is sending it; who has not said by then how it went is taken to be dead."""
    ended_at: Mapped[datetime | None]
    error: Mapped[str | None]
    """Why the last attempt failed, in words."""


class Notice(Owned):
    """Something that one person is told, in the application and by mail."""

    __tablename__ = "notices"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        refers(("letter",), "reminder_letters", ("id",)),
        found_by("notices", "user_id", "id"),
        found_by("notices", "about"),
        found_by("notices", "letter"),
        Index(
            "notices_once_index",
            "tenant_id",
            "user_id",
            "kind",
            "about",
            unique=True,
            postgresql_where=text(UNSETTLED),
        ),
        CheckConstraint("kind ~ '^[a-z][a-z-]{1,39}$'", name="kind"),
        CheckConstraint(f"length(about) BETWEEN 1 AND {MOST_ABOUT_CHARACTERS}", name="about"),
        CheckConstraint(f"octet_length(details::text) <= {MOST_DETAILS_BYTES}", name="details"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    user_id: Mapped[UUID]
    kind: Mapped[str]
    about: Mapped[str]
    """What it is about, such as `case:<finding key>` or `request:<id>`."""
    details: Mapped[dict[str, Any]]
    """Short texts for its sentence: who, what, until."""
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    letter: Mapped[UUID | None]
    """The letter that it goes out with."""
    settled_at: Mapped[datetime | None]
    """When its mail was sent, or found to be unwanted."""


class NoticePreference(Owned):
    """How a person wants to be written to in this tenant; without a row, as everybody is."""

    __tablename__ = "notice_preferences"
    __table_args__ = (
        owned_key("user_id"),
        refers((), "registers", ()),
        CheckConstraint(f"mails IN ({_listed(MAILS)})", name="mails"),
    )

    user_id: Mapped[UUID]
    mails: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
