"""The rows of jobs: what state each is in, and who may move it on to which.

A row says what is true, the queue only makes haste. Every step asks whether the row still stands where the step begins,
so that two who run the same job, or one who runs it and one who cancels it, never both have their way.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from interlace.db import tenancy
from interlace.db.models import Job, JobFile
from interlace.errors import Conflict, Unknown
from interlace.identity.permissions import Operation, require

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal

ENDED = ("succeeded", "failed", "cancelled")


class NoLongerRunning(Exception):
    """The job was cancelled, or ended by another that ran it too: whoever runs it lets go of all that it did."""


def find(session: Session, job_id: UUID) -> Job:
    """The job as it stands, which outlives the transaction. Raises Unknown."""
    job = session.scalar(select(Job).where(Job.id == job_id).execution_options(populate_existing=True))
    if job is None:
        raise Unknown(f"There is no job {job_id}.")
    session.expunge(job)
    return job


def recent(session: Session, limit: int = 50, before: UUID | None = None) -> list[Job]:
    """The tenant's jobs as they stand, the last one first; those from before one, if it is named."""
    chosen = select(Job).order_by(Job.id.desc()).limit(limit)
    jobs = list(session.scalars(chosen if before is None else chosen.where(Job.id < before)))
    for job in jobs:
        session.expunge(job)
    return jobs


def cancel(database: Database, tenant_id: UUID, principal: Principal, job_id: UUID) -> Job:
    """Let a job that waits or runs end without having done anything. Raises Unknown, Forbidden, Conflict."""
    with tenancy.beside(database, tenant_id) as session:
        require(session, principal, Operation.IMPORT_RUN, datetime.now(UTC).date())
        if not _end(session, job_id, ("waiting", "running"), "cancelled", None):
            job = find(session, job_id)
            raise Conflict(f"The job has ended already: {job.state}.")
        return find(session, job_id)


def begin(session: Session, job_id: UUID) -> Job | None:
    """The job, which is running now; none where it has ended or never was."""
    begun = update(Job).where(Job.id == job_id, Job.state.in_(("waiting", "running"))).values(state="running")
    return session.scalar(begun.returning(Job).execution_options(populate_existing=True))


def count_beginning(session: Session, job_id: UUID) -> int:
    """Note that the work itself begins; how often it has by now. Raises NoLongerRunning."""
    begun = func.coalesce(Job.arguments["begun"].as_integer(), 0) + 1
    counted = Job.arguments.op("||")(func.jsonb_build_object("begun", begun))
    row = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state == "running")
        .values(arguments=counted)
        .returning(Job.arguments)
        .execution_options(synchronize_session=False)
    ).scalar()
    if row is None:
        raise NoLongerRunning
    return int(row["begun"])


def tell(session: Session, job_id: UUID, progress: int, step: str) -> None:
    """Write how far the job has come, in percent, and what is being done now. Raises NoLongerRunning."""
    told = update(Job).where(Job.id == job_id, Job.state == "running").values(progress=progress, step=step)
    if session.scalar(told.returning(Job.id)) is None:
        raise NoLongerRunning


def put_back(session: Session, job_id: UUID) -> bool:
    """Let a running job wait again; whether it was running."""
    back = update(Job).where(Job.id == job_id, Job.state == "running").values(state="waiting", progress=0, step=None)
    return session.scalar(back.returning(Job.id)) is not None


def succeed(session: Session, job_id: UUID, result: Mapping[str, Any]) -> None:
    """End the job in the transaction that holds all it did. Raises NoLongerRunning."""
    if not _end(session, job_id, ("running",), "succeeded", result):
        raise NoLongerRunning
    session.execute(update(Job).where(Job.id == job_id).values(progress=100))


def fail(session: Session, job_id: UUID, result: Mapping[str, Any]) -> None:
    """End the job with what was wrong; one that has ended otherwise is left as it is."""
    _end(session, job_id, ("running",), "failed", result)


def _end(session: Session, job_id: UUID, states: tuple[str, ...], state: str, result: Mapping[str, Any] | None) -> bool:
    """Move the job from one of the states to its last one, and let go of its file; whether it was in one of them."""
    ended = (
        update(Job)
        .where(Job.id == job_id, Job.state.in_(states))
        .values(state=state, result=result, step=None, ended_at=func.clock_timestamp())
    )
    if session.scalar(ended.returning(Job.id)) is None:
        return False
    session.execute(delete(JobFile).where(JobFile.job == job_id))
    return True
