"""Where an authority prepares a strategy step by step, and what it puts to others on the way."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import CODE, MOST_CODE_CHARACTERS, Code, Owned, found_by, owned_key, refers
from interlace.db.identifiers import new_id

STATES = ("open", "adopted", "closed")
PROOF_KINDS = ("record", "address", "words", "outside")
PARTS = ("leads", "contributes", "consulted", "informed")
VERDICTS = ("taken_up", "in_part", "not")
MOST_NAME_CHARACTERS = 64
MOST_VALUE_CHARACTERS = 8_000
MOST_PROOF_CHARACTERS = 2_000
MOST_NOTE_CHARACTERS = 1_000
MOST_TITLE_CHARACTERS = 200
MOST_TEXT_CHARACTERS = 20_000
MOST_QUESTION_CHARACTERS = 2_000
MOST_REPLY_CHARACTERS = 8_000
MOST_BECAUSE_CHARACTERS = 4_000


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _code(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} ~ '{CODE}' AND length({column}) <= {MOST_CODE_CHARACTERS}", name=column)


def _words(column: str, most: int, least: int = 1) -> CheckConstraint:
    return CheckConstraint(f'length("{column}") BETWEEN {least} AND {most}', name=column)


def _label(column: str) -> CheckConstraint:
    """Who did it, by the label of a principal."""
    return CheckConstraint(f"\"{column}\" ~ '^(system|(user|service):[0-9a-f-]{{36}})$'", name=column)


class Workspace(Owned):
    """A strategy on its way, by the steps of one version of a frame. Adopted, it is a strategy of the register."""

    __tablename__ = "workspaces"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        found_by("workspaces", "body"),
        _code("body"),
        _code("frame"),
        _code("frame_version"),
        _words("title", MOST_TITLE_CHARACTERS),
        CheckConstraint(f"state IN ({_listed(STATES)})", name="state"),
        CheckConstraint(
            "(state = 'open') = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL)", name="end"
        ),
        CheckConstraint("(state = 'adopted') = (strategy IS NOT NULL)", name="adopted"),
        CheckConstraint("revision >= 1", name="revision"),
        _code("strategy"),
        _label("opened_by"),
        _label("ended_by"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    body: Mapped[str] = mapped_column(Code)
    """The authority whose strategy it is to be."""
    title: Mapped[str]
    frame: Mapped[str] = mapped_column(Code)
    frame_version: Mapped[str] = mapped_column(Code)
    state: Mapped[str] = mapped_column(server_default="open")
    opened_by: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    """When it was adopted, or given up."""
    strategy: Mapped[str | None] = mapped_column(Code)
    """The strategy of the register that it became."""
    revision: Mapped[int] = mapped_column(server_default="1")
    """How often anything of it was written, replies to its consultations too: whoever adopts says what they saw."""


class WorkspaceField(Owned):
    """What stands in a field, and who wrote it: notes of a step, a column of the strategy to be, a cell's depth."""

    __tablename__ = "workspace_fields"
    __table_args__ = (
        owned_key("workspace", "name"),
        refers(("workspace",), "workspaces", ("id",)),
        found_by("workspace_fields", "by"),
        CheckConstraint(f"name ~ '{CODE}' AND length(name) <= {MOST_NAME_CHARACTERS}", name="name"),
        _words("value", MOST_VALUE_CHARACTERS, 0),
        CheckConstraint("revision >= 1", name="revision"),
        _label("by"),
    )

    workspace: Mapped[UUID]
    name: Mapped[str] = mapped_column(Code)
    """`notes.STEP`, `strategy.COLUMN` or `cell.PRINCIPLE.AREA`."""
    value: Mapped[str]
    """Empty once it was emptied, so that what was there before is known to have been."""
    by: Mapped[str]
    at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(server_default="1")


class WorkspaceFieldKept(Owned):
    """What stood in a field before, or what somebody wrote while another wrote something else. Nothing is lost."""

    __tablename__ = "workspace_fields_kept"
    __table_args__ = (
        owned_key("id"),
        refers(("workspace",), "workspaces", ("id",)),
        found_by("workspace_fields_kept", "workspace", "name"),
        found_by("workspace_fields_kept", "by"),
        CheckConstraint(f"name ~ '{CODE}' AND length(name) <= {MOST_NAME_CHARACTERS}", name="name"),
        _words("value", MOST_VALUE_CHARACTERS, 0),
        _label("by"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    workspace: Mapped[UUID]
    name: Mapped[str] = mapped_column(Code)
    value: Mapped[str]
    stood: Mapped[bool]
    """Whether it stood until something else was written; else it came second, and never stood."""
    by: Mapped[str]
    at: Mapped[datetime]


class WorkspaceProof(Owned):
    """Something recorded as proof for an item of the frame: a record, an address, words; or why it is for others."""

    __tablename__ = "workspace_proofs"
    __table_args__ = (
        owned_key("id"),
        refers(("workspace",), "workspaces", ("id",)),
        found_by("workspace_proofs", "workspace", "item"),
        found_by("workspace_proofs", "by"),
        _code("item"),
        CheckConstraint(f"kind IN ({_listed(PROOF_KINDS)})", name="kind"),
        _words("text", MOST_PROOF_CHARACTERS),
        _label("by"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    workspace: Mapped[UUID]
    item: Mapped[str] = mapped_column(Code)
    kind: Mapped[str]
    """`outside` says why the item is outside the authority's competence."""
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class WorkspaceParty(Owned):
    """A body that takes part in a step, and how."""

    __tablename__ = "workspace_parties"
    __table_args__ = (
        owned_key("workspace", "step", "body"),
        refers(("workspace",), "workspaces", ("id",)),
        found_by("workspace_parties", "body"),
        found_by("workspace_parties", "by"),
        _code("step"),
        _code("body"),
        CheckConstraint(f"part IN ({_listed(PARTS)})", name="part"),
        _words("note", MOST_NOTE_CHARACTERS),
        _label("by"),
    )

    workspace: Mapped[UUID]
    step: Mapped[str] = mapped_column(Code)
    body: Mapped[str] = mapped_column(Code)
    part: Mapped[str]
    note: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]


class Consultation(Owned):
    """A text put to bodies with a question and a deadline. Nothing else of the workspace is theirs to read."""

    __tablename__ = "consultations"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        refers(("workspace",), "workspaces", ("id",)),
        found_by("consultations", "workspace"),
        Index("consultations_due_on_index", "tenant_id", "due_on", postgresql_where=text("withdrawn_at IS NULL")),
        _words("title", MOST_TITLE_CHARACTERS),
        _words("text", MOST_TEXT_CHARACTERS),
        _words("question", MOST_QUESTION_CHARACTERS),
        _code("body"),
        CheckConstraint("revision >= 1", name="revision"),
        _label("opened_by"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    workspace: Mapped[UUID]
    body: Mapped[str] = mapped_column(Code)
    """The authority that consults: that of the workspace."""
    title: Mapped[str]
    text: Mapped[str]
    question: Mapped[str]
    due_on: Mapped[date]
    opened_by: Mapped[str]
    opened_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(server_default="1")


class ConsultedBody(Owned):
    """A body that is consulted."""

    __tablename__ = "consulted_bodies"
    __table_args__ = (
        owned_key("consultation", "body"),
        refers(("consultation",), "consultations", ("id",)),
        found_by("consulted_bodies", "body"),
        _code("body"),
    )

    consultation: Mapped[UUID]
    body: Mapped[str] = mapped_column(Code)
    published_at: Mapped[datetime | None]
    """Since when all members read its replies because it agreed; else they do once the deadline is over."""


class ConsultationReply(Owned):
    """What a consulted body said, and what became of it. One that was not answered is shown as such."""

    __tablename__ = "consultation_replies"
    __table_args__ = (
        owned_key("id"),
        refers(("consultation", "body"), "consulted_bodies", ("consultation", "body")),
        found_by("consultation_replies", "consultation", "body"),
        found_by("consultation_replies", "by"),
        found_by("consultation_replies", "answered_by"),
        _code("body"),
        _words("text", MOST_REPLY_CHARACTERS),
        CheckConstraint(f"verdict IN ({_listed(VERDICTS)})", name="verdict"),
        _words("because", MOST_BECAUSE_CHARACTERS),
        CheckConstraint(
            "(verdict IS NULL) = (because IS NULL) AND (verdict IS NULL) = (answered_at IS NULL)"
            " AND (verdict IS NULL) = (answered_by IS NULL)",
            name="answered",
        ),
        _label("by"),
        _label("answered_by"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    consultation: Mapped[UUID]
    body: Mapped[str] = mapped_column(Code)
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    verdict: Mapped[str | None]
    because: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
