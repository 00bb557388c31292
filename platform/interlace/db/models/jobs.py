"""Long work of a tenant: what is asked for, how far it is, what came of it; and the files that it works on."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from interlace.db.base import Owned, found_by, owned_key, refers
from interlace.db.identifiers import new_id

STATES = ("waiting", "running", "succeeded", "failed", "cancelled")


class Job(Owned):
    """One piece of long work. It is `succeeded` in the same transaction in which its result is written."""

    __tablename__ = "jobs"
    __table_args__ = (
        owned_key("id"),
        refers((), "registers", ()),
        found_by("jobs", "state"),
        CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", name="state"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
    )

    id: Mapped[UUID] = mapped_column(default=new_id)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="waiting")
    actor: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    progress: Mapped[int] = mapped_column(server_default="0")
    step: Mapped[str | None]
    """What is being done now."""
    result: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]


class JobFile(Owned):
    """A piece of the file that a job works on; pieces keep single values small."""

    __tablename__ = "job_files"
    __table_args__ = (owned_key("job", "part"), refers(("job",), "jobs", ("id",)))

    job: Mapped[UUID]
    part: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
