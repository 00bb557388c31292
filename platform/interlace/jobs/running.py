"""One job in this very process: for the command line, where somebody waits and watches."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from interlace.db import tenancy
from interlace.errors import Busy, Conflict
from interlace.jobs import rows
from interlace.jobs.importing import perform
from interlace.principals import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.models import Job

#: Another write that holds the register is waited for so often; each time lasts as long as a write waits at most.
_TRIES = 60
_PAUSE = 0.5


def run_here(
    database: Database, tenant_id: UUID, job_id: UUID, watch: Callable[[int, str], None] = lambda _, __: None
) -> Job:
    """Run the job here until it has ended, also where a worker has taken it up meanwhile; how it ended.

    `watch` is told percent and step. Raises Unknown, Suspended; Busy where the register stays held for very long, or
    the database does not answer: the job then waits for a worker. Ctrl-C cancels the job.
    """
    try:
        for _ in range(_TRIES):
            try:
                perform(database, tenant_id, job_id, watch)
            except Busy:
                time.sleep(_PAUSE)
            else:
                return _found(database, tenant_id, job_id)
    except KeyboardInterrupt:
        _cancel(database, tenant_id, job_id)
        raise
    raise Busy("The register is held by another write for very long. The job waits for a worker.")


def _found(database: Database, tenant_id: UUID, job_id: UUID) -> Job:
    with tenancy.reading(database, tenant_id, although_suspended=True) as session:
        return rows.find(session, job_id)


def _cancel(database: Database, tenant_id: UUID, job_id: UUID) -> None:
    try:
        rows.cancel(database, tenant_id, SYSTEM, job_id)
    except Conflict:
        return
