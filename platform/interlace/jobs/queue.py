"""The queue that workers share: procrastinate's, on the same PostgreSQL. It knows ids of jobs and nothing else."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from procrastinate import App, SyncPsycopgConnector
from sqlalchemy import select, text

from interlace.db import tenancy
from interlace.db.models import Tenant
from interlace.errors import Busy, Suspended, Unknown

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database

QUEUE = "interlace"
TASK = "run_job"

_log = logging.getLogger(__name__)
# It opens no connection of its own: what is queued is queued in the transaction that asks for it.
_APP = App(connector=SyncPsycopgConnector())

_UNQUEUED = text(
    "SELECT id FROM jobs WHERE state IN ('waiting', 'running') AND NOT EXISTS ("
    " SELECT FROM procrastinate_jobs WHERE task_name = :task AND args ->> 'job' = jobs.id::text"
    " AND status IN ('todo', 'doing')) ORDER BY id"
)


def enqueue(session: Session, job_id: UUID, *, seconds: int = 0) -> None:
    """Let a worker take up the job, once this transaction is committed and so many seconds have passed.

    Jobs of one tenant are taken up one after the other, in the order of their queueing.
    """
    tenant = str(session.info["tenant_id"])
    deferrer = _APP.configure_task(
        TASK,
        queue=QUEUE,
        lock=tenant,
        queueing_lock=str(job_id),
        schedule_in={"seconds": seconds} if seconds else None,
        connection=session.connection().connection.driver_connection,
    )
    if session.scalar(_QUEUED, {"lock": str(job_id)}) is None:
        deferrer.defer(tenant=tenant, job=str(job_id))


_QUEUED = text("SELECT id FROM procrastinate_jobs WHERE queueing_lock = :lock AND status = 'todo'")


def sweep(database: Database) -> int:
    """Queue every job that has not ended and is not queued, in each open tenant by itself; how many there were.

    So none is lost with a worker, with a command that was killed, or with a restored backup.
    """
    with tenancy.platform(database) as session:
        tenants = list(session.scalars(select(Tenant.id).where(Tenant.status == "open").order_by(Tenant.id)))
    return sum(_sweep(database, tenant_id) for tenant_id in tenants)


def _sweep(database: Database, tenant_id: UUID) -> int:
    try:
        with tenancy.beside(database, tenant_id) as session:
            found = list(session.scalars(_UNQUEUED, {"task": TASK}))
            for job_id in found:
                enqueue(session, job_id)
    except (Unknown, Suspended):
        return 0
    except Busy:
        _log.warning("Jobs of tenant %s could not be looked for: the database is busy.", tenant_id)
        return 0
    return len(found)
