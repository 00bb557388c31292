"""The request register: who asks whom for what, what it became, and what is owed in return."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import CODE, MOST_CODE_CHARACTERS, Code, Owned, found_by, owned_key, refers
from interlace.db.identifiers import new_id

#: What can be asked of a body. What each of them is about stands in docs/requests.md.
ITEM_KINDS = (
    "declaration",
    "strategies",
    "actions",
    "participations",
    "competences",
    "strategy-field",
    "finding",
    "text",
)
#: `known`: the register had the answer when it was asked, so the body never saw it.
QUESTION_STATES = ("waiting", "answered", "not_needed", "known")
ANSWERS = ("nothing_changed", "given", "not_ours", "not_known")
OUTCOMES = ("asked", "joined", "already_known")
MOST_REASON_CHARACTERS = 1_000
MOST_NOTE_CHARACTERS = 2_000
MOST_WORDS = 500


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


class Request(Owned):
    """One asker's wish to know some things of some bodies, with why and until when."""

    __tablename__ = "requests"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        found_by("requests", "asker"),
        found_by("requests", "for_body"),
        found_by("requests", "deadline"),
        CheckConstraint("length(asker) BETWEEN 1 AND 100", name="asker"),
        CheckConstraint(f"for_body ~ '{CODE}' AND length(for_body) <= {MOST_CODE_CHARACTERS}", name="for_body"),
        CheckConstraint(f"length(reason) BETWEEN 1 AND {MOST_REASON_CHARACTERS}", name="reason"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    asker: Mapped[str]
    """`user:<id>`, `service:<id>` or `system`."""
    for_body: Mapped[str | None] = mapped_column(Code)
    """The body (code) on whose behalf it is asked; empty where it is asked for the tenant as a whole."""
    reason: Mapped[str]
    deadline: Mapped[date]
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Question(Owned):
    """One thing that a body is asked. While it waits there is no second of the same, however many ask."""

    __tablename__ = "questions"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        Index(
            "questions_waiting_index",
            "tenant_id",
            "body",
            "kind",
            "subject",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
        found_by("questions", "body", "id"),
        found_by("questions", "opened_at"),
        CheckConstraint(f"body ~ '{CODE}' AND length(body) <= {MOST_CODE_CHARACTERS}", name="body"),
        CheckConstraint(f"kind IN ({_listed(ITEM_KINDS)})", name="kind"),
        CheckConstraint(f"length(subject) <= {MOST_WORDS}", name="subject"),
        CheckConstraint(f"length(words) BETWEEN 1 AND {MOST_WORDS}", name="words"),
        CheckConstraint(f"state IN ({_listed(QUESTION_STATES)})", name="state"),
        CheckConstraint(f"answer IN ({_listed(ANSWERS)})", name="answer"),
        CheckConstraint("(state = 'answered') = (answer IS NOT NULL)", name="answered"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_at"),
        CheckConstraint(f"length(note) BETWEEN 1 AND {MOST_NOTE_CHARACTERS}", name="note"),
        CheckConstraint("length(answered_by) BETWEEN 1 AND 100", name="answered_by"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    body: Mapped[str] = mapped_column(Code)
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(server_default="")
    """What exactly: a strategy and its field, the key of a finding, free words made alike; else nothing."""
    words: Mapped[str | None]
    """The free words as they were first asked."""
    state: Mapped[str] = mapped_column(server_default="waiting")
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]
    note: Mapped[str | None]


class Asking(Owned):
    """That a request asks a question: what became of it, and what the asker told the body afterwards."""

    __tablename__ = "askings"
    __table_args__ = (
        owned_key("id"),
        UniqueConstraint("tenant_id", "request", "question"),
        refers(("request",), "requests", ("id",)),
        refers(("question",), "questions", ("id",)),
        found_by("askings", "question"),
        found_by("askings", "at"),
        Index(
            "askings_owed_index",
            "tenant_id",
            "reply_due_on",
            postgresql_where=text("reply_due_on IS NOT NULL AND replied_at IS NULL"),
        ),
        CheckConstraint(f"outcome IN ({_listed(OUTCOMES)})", name="outcome"),
        CheckConstraint(f"length(reply) BETWEEN 1 AND {MOST_NOTE_CHARACTERS}", name="reply"),
        CheckConstraint("(reply IS NULL) = (replied_at IS NULL)", name="replied_at"),
        CheckConstraint("length(replied_by) BETWEEN 1 AND 100", name="replied_by"),
        CheckConstraint("length(known_as) BETWEEN 1 AND 100", name="known_as"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    request: Mapped[UUID]
    question: Mapped[UUID]
    at: Mapped[datetime]
    outcome: Mapped[str]
    since: Mapped[date | None]
    """Since when the register, or another answer, has what was asked for."""
    known_as: Mapped[str | None]
    """Why it was known: what the register holds, in one of the words of `interlace.requests.known`."""
    reply: Mapped[str | None]
    replied_at: Mapped[datetime | None]
    replied_by: Mapped[str | None]
    reply_due_on: Mapped[date | None]
    """Until when the asker is to say what came of the answer."""
