"""The import that a job asks for: all of it in one transaction, the job's own end included."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from psycopg import OperationalError
from psycopg.errors import DiskFull

from graph.tables import SCHEMA
from interlace import outbox
from interlace.bundle import BundleInvalid
from interlace.db import tenancy
from interlace.errors import Busy, DomainError
from interlace.identity.permissions import Operation, require
from interlace.jobs import files, rows, telling
from interlace.jobs.actors import actor_of
from interlace.transfer.importing import import_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.models import Job
    from interlace.principals import Principal

#: So often a job is begun at most: one that ends its worker each time must not end all others.
MOST_BEGINNINGS = 20
#: Progress is written at most so often, in seconds.
_PACE = 0.5
#: What is behind an import that has read its files, has checked them, has written its records, and checked these too.
_READ, _CHECKED, _WRITTEN, _CONSISTENT = 35, 45, 80, 95

_log = logging.getLogger(__name__)


def perform(
    database: Database, tenant_id: UUID, job_id: UUID, watch: Callable[[int, str], None] = lambda _, __: None
) -> None:
    """Run the job to its end, unless it has ended; that it fails is an end too.

    `watch` is told percent and step; it may raise Abandoned. Raises that, Unknown and Suspended, and Busy where the job
    has to be tried again: it stays as it is, and nothing was written.
    """
    with tenancy.beside(database, tenant_id) as session:
        job = rows.begin(session, job_id)
        if job is None:
            rows.find(session, job_id)
            return
        actor = actor_of(session, job.actor)
    try:
        _import(database, tenant_id, actor, job, watch)
    except rows.NoLongerRunning:
        _log.info("Job %s ended elsewhere.", job_id)
    except BundleInvalid as invalid:
        _fail(database, tenant_id, job_id, telling.told_report(invalid.report))
    except (Busy, OperationalError) as error:
        if _is_full(error):
            _fail(database, tenant_id, job_id, telling.NO_ROOM)
            return
        raise Busy("The job could not be brought to its end now; it will be tried again.") from error
    except DomainError as error:
        _fail(database, tenant_id, job_id, telling.told_error(error))
    except _Interrupted:
        _fail(database, tenant_id, job_id, telling.INTERRUPTED)
    except Abandoned:
        raise
    except Exception:
        _log.exception("Job %s failed.", job_id)
        _fail(database, tenant_id, job_id, telling.UNFORESEEN)


class Abandoned(Exception):
    """Whoever runs the job was told to stop before its end; nothing of it was written."""


class _Interrupted(Exception):
    """The job was begun so often, and never came to an end, that nobody tries it again."""


def _is_full(error: BaseException | None) -> bool:
    """Whether the database's disk was the cause: trying again would help nobody."""
    while error is not None:
        if isinstance(getattr(error, "orig", error), DiskFull):
            return True
        error = error.__cause__
    return False


def _fail(database: Database, tenant_id: UUID, job_id: UUID, result: Mapping[str, Any]) -> None:
    with tenancy.beside(database, tenant_id, although_suspended=True) as session:
        rows.fail(session, job_id, result)


def _import(database: Database, tenant_id: UUID, actor: Principal, job: Job, watch: Callable[[int, str], None]) -> None:
    """The import, its message to other systems and the job's success: committed together."""
    dry_run = bool(job.arguments["dry_run"])
    with (
        files.fetched(database, tenant_id, job.id, job.arguments["name"]) as path,
        tenancy.writing(database, tenant_id, actor, bulk=True) as unit,
    ):
        require(unit.session, actor, Operation.IMPORT_RUN, unit.today)
        _count_beginning(database, tenant_id, job.id)
        progress = _Progress(database, tenant_id, job.id, watch)
        result = import_bundle(unit, path, job.arguments["mode"], progress.at, dry_run=dry_run)
        told = telling.told_result(result, dry_run=dry_run)
        if not dry_run:
            outbox.post(unit, "import.finished", {"job": str(job.id), **told}, result.revision)
        rows.succeed(unit.session, job.id, told)


def _count_beginning(database: Database, tenant_id: UUID, job_id: UUID) -> None:
    """Count by a transaction of its own, which stays also when this process is killed. The register is held by now."""
    with tenancy.beside(database, tenant_id) as session:
        begun = rows.count_beginning(session, job_id)
    if begun > MOST_BEGINNINGS:
        raise _Interrupted


class _Progress:
    """Tells how far an import has come by short transactions beside its own, and learns there of a cancellation."""

    def __init__(self, database: Database, tenant_id: UUID, job_id: UUID, watch: Callable[[int, str], None]) -> None:
        self._database, self._tenant_id, self._job_id = database, tenant_id, job_id
        self._watch = watch
        self._checked = False
        self._files = 0
        self._told = float("-inf")

    def at(self, thing: str) -> None:
        """The import comes to a file, first to read it, after the references to write it, or to another thing."""
        percent, step = self._place(thing)
        self._watch(percent, step)
        if time.monotonic() - self._told >= _PACE:
            self._told = time.monotonic()
            self._write(percent, step)

    def _place(self, thing: str) -> tuple[int, str]:
        if thing == "changes":
            return _CONSISTENT, "write changes"
        if thing == "references":
            before, self._checked, self._files = self._checked, True, 0
            return _WRITTEN if before else _READ, "check references"
        share = self._files / len(SCHEMA)
        self._files += 1
        if self._checked:
            return round(_CHECKED + share * (_WRITTEN - _CHECKED)), f"write {thing}"
        return round(share * _READ), f"read {thing}"

    def _write(self, percent: int, step: str) -> None:
        try:
            with tenancy.beside(self._database, self._tenant_id) as session:
                rows.tell(session, self._job_id, percent, step)
        except Busy:
            # Whether the import itself goes on is for its own transaction to learn.
            _log.info("Progress of job %s could not be told: the database is busy.", self._job_id)
