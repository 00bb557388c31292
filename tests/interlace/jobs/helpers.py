"""What tests of jobs share: people of a tenant, jobs as they stand, workers in processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from interlace import jobs
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import JobFile, Membership, TenantRegister, User
from interlace.errors import Busy
from interlace.principals import SYSTEM, Grant, Principal
from tests.databases import HOME
from tests.interlace.transfer.bundles import BODIES, write_files
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.models import Job

QUICK = jobs.Pace(heartbeat=0.2, dead_after=2, sweep=0.2, poll=0.2, grace=20, pause=0.1)
WORKER = """
from interlace import jobs
from interlace.configuration import Configuration
from interlace.db.connections import Database
pace = jobs.Pace(heartbeat=0.2, dead_after=2, sweep=0.2, poll=0.2, grace={grace})
jobs.run_worker(Database(Configuration.of()), pace)
"""
_SECONDS = 60.0


def small_bundle(folder: Path, **files: str) -> Path:
    return write_files(folder, **{"bodies": BODIES, **files})


def submit(database: Database, tenant_id: UUID, bundle: Path | bytes) -> UUID:
    return jobs.submit_import(database, tenant_id, SYSTEM, bundle, "replace")


def job_of(database: Database, tenant_id: UUID, job_id: UUID) -> Job:
    with tenancy.reading(database, tenant_id, although_suspended=True) as session:
        return jobs.find(session, job_id)


def pieces_of(database: Database, tenant_id: UUID) -> int:
    with tenancy.reading(database, tenant_id) as session:
        return session.scalar(select(func.count()).select_from(JobFile)) or 0


def revision_of(database: Database, tenant_id: UUID) -> int:
    with tenancy.reading(database, tenant_id) as session:
        return session.scalar(select(TenantRegister.revision)) or 0


def administrator(database: Database, tenant_id: UUID) -> Principal:
    """A new administrator of the tenant."""
    user_id = new_id()
    with tenancy.platform(database) as session:
        session.add(User(id=user_id, email=f"{user_id}@example.org", name="Somebody"))
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.session.add(Membership(user_id=user_id, role="administrator"))
    return Principal("user", user_id, tenant_id, (Grant("administrator"),))


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for something that has to happen, however long a busy machine takes over it; one whose connection was cut
    asks again.
    """
    deadline = time.monotonic() + _SECONDS
    while not _holds(condition):
        assert time.monotonic() < deadline, "what was waited for did not happen"
        time.sleep(0.02)


def _holds(condition: Callable[[], bool]) -> bool:
    try:
        return condition()
    except Busy:
        return False


def wait_for_end(database: Database, tenant_id: UUID, job_id: UUID) -> Job:
    wait_until(lambda: job_of(database, tenant_id, job_id).state in jobs.ENDED)
    return job_of(database, tenant_id, job_id)


@contextmanager
def worker_process(database: Database, grace: float = 20) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own; killed at the end if it still runs."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "platform"),
        "INTERLACE_DATABASE_URL": str(database.configuration.database_url),
        "INTERLACE_HOME": str(HOME),
    }
    process = subprocess.Popen([sys.executable, "-c", WORKER.format(grace=grace)], env=environment, cwd=ROOT)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
