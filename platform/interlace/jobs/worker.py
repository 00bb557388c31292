"""Workers: processes, or a thread beside a server, that take up queued jobs until they are told to stop.

A worker that dies is missed when its heartbeat stops; whoever runs then queues its jobs again. What is true of a job is
told by its row and its tenant's lock alone, so a worker that was only slow does no harm when it goes on.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException, ProcrastinateException
from procrastinate.jobs import Status
from procrastinate.worker import Worker as TakerOfJobs
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from interlace.db import tenancy
from interlace.db.connections import SILENCE_MILLISECONDS
from interlace.errors import Busy, Suspended, Unknown
from interlace.jobs import rows
from interlace.jobs.importing import Abandoned, perform
from interlace.jobs.queue import QUEUE, TASK, enqueue, sweep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interlace.db.connections import Database

_log = logging.getLogger(__name__)
#: A job that could not be brought to its end is tried again after so many seconds.
_AGAIN_AFTER = 2
_ENOUGH_CONNECTIONS = 4


@dataclass(frozen=True)
class Pace:
    """How quickly a worker goes, in seconds where nothing else is said."""

    jobs_at_once: int = 2
    """Of different tenants; those of one tenant take turns."""
    heartbeat: float = 3
    dead_after: float = 15
    """So long after its last heartbeat a worker counts as dead, and its jobs are queued again."""
    sweep: float = 15
    """How often dead workers and jobs that are not queued are looked for."""
    poll: float = 5
    """How often the queue is asked where it could not tell of a new job itself, as behind PgBouncer."""
    grace: float = 20
    """So long a worker that was told to stop lets its jobs run on; then it abandons them to others."""
    pause: float = 1
    """How long a worker waits before it asks a database again that did not answer."""


class Worker:
    """One worker. `run` lasts until `stop`, which any thread may call."""

    def __init__(self, database: Database, pace: Pace | None = None) -> None:
        self._database = database
        self._pace = pace or Pace()
        self._stopping = threading.Event()
        self._woken: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def run(self, *, until_signal: bool = False) -> None:
        """Take up jobs until told to stop; with `until_signal`, by SIGTERM or Ctrl-C too."""
        asyncio.run(self._run(until_signal=until_signal))

    def stop(self) -> None:
        """Take up no more jobs, give running ones their grace, and end."""
        self._stopping.set()
        if self._woken is not None:
            loop, event = self._woken
            with suppress(RuntimeError):  # It has ended meanwhile.
                loop.call_soon_threadsafe(event.set)

    async def _run(self, *, until_signal: bool) -> None:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._woken = (loop, stopped)
        if until_signal:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self.stop)
        if self._stopping.is_set():
            return
        while not stopped.is_set():
            try:
                await self._work(stopped)
            except (ProcrastinateException, OperationalError, PoolTimeout, Busy) as error:
                _log.warning("The queue does not answer, it is asked again: %s", error.__cause__ or error)
                await asyncio.to_thread(self._rejoin)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), self._pace.pause)

    def _rejoin(self) -> None:
        try:
            self._database.rejoin()
        except Exception:
            _log.exception("The database's server could not be started; it is tried again.")

    async def _work(self, stopped: asyncio.Event) -> None:
        """Work until told to stop, or until the connection to the queue breaks."""
        app, ending = self._app(), asyncio.Event()
        async with app.open_async():
            taker = self._taker_of_jobs(app)
            working = asyncio.create_task(taker.run())  # type: ignore[no-untyped-call]
            sweeping = asyncio.create_task(self._sweep(app, ending))
            waiting = asyncio.create_task(stopped.wait())
            try:
                await asyncio.wait({working, sweeping, waiting}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                # Cancelling alone is not enough: Python 3.11 loses a cancellation that meets a connection which the
                # pool is just handing out, and whoever was to end would go on for ever.
                taker.stop()  # type: ignore[no-untyped-call]
                ending.set()
                for task in (working, sweeping, waiting):
                    task.cancel()
                ended = await asyncio.gather(working, sweeping, waiting, return_exceptions=True)
        for outcome in ended:
            if isinstance(outcome, Exception):
                raise outcome

    def _app(self) -> App:
        settings = {
            "application_name": "interlace-queue",
            "connect_timeout": 5,
            "tcp_user_timeout": SILENCE_MILLISECONDS,
            "prepare_threshold": None,
        }
        connector = PsycopgConnector(
            conninfo=self._database.logins.application,
            kwargs=settings,
            min_size=1,
            max_size=_ENOUGH_CONNECTIONS,
            timeout=10,
        )
        app = App(connector=connector)
        app.task(name=TASK, queue=QUEUE, pass_context=True)(self._run_job)
        return app

    def _taker_of_jobs(self, app: App) -> TakerOfJobs:
        return TakerOfJobs(
            app,
            queues=[QUEUE],
            concurrency=self._pace.jobs_at_once,
            fetch_job_polling_interval=self._pace.poll,
            shutdown_graceful_timeout=self._pace.grace,
            update_heartbeat_interval=self._pace.heartbeat,
            stalled_worker_timeout=self._pace.dead_after,
            delete_jobs="always",
            install_signal_handlers=False,
        )

    async def _sweep(self, app: App, ending: asyncio.Event) -> None:
        """Again and again: let go of what dead workers held, then queue what is not queued."""
        while not ending.is_set():
            for job in await app.job_manager.get_stalled_jobs(
                queue=QUEUE, seconds_since_heartbeat=self._pace.dead_after
            ):
                with suppress(ConnectorException):  # Another worker has done so.
                    await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
            await asyncio.to_thread(sweep, self._database)
            with suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), self._pace.sweep)

    def _run_job(self, context: JobContext, tenant: str, job: str) -> None:
        """Run one job; one that cannot be brought to its end waits in the queue again."""

        def watch(_: int, __: str) -> None:
            if context.should_abort():
                raise Abandoned

        tenant_id, job_id = UUID(tenant), UUID(job)
        try:
            perform(self._database, tenant_id, job_id, watch)
        except Busy as busy:
            _log.info("Job %s is tried again: %s", job, busy)
            self._put_back(tenant_id, job_id, _AGAIN_AFTER)
        except Abandoned:
            self._put_back(tenant_id, job_id, 0)
        except (Unknown, Suspended) as error:
            _log.info("Job %s is left alone: %s", job, error)

    def _put_back(self, tenant_id: UUID, job_id: UUID, seconds: int) -> None:
        try:
            with tenancy.beside(self._database, tenant_id) as session:
                if rows.put_back(session, job_id):
                    enqueue(session, job_id, seconds=seconds)
        except (Busy, Unknown, Suspended) as error:
            _log.info("Job %s is left to those who look for forgotten ones: %s", job_id, error)


def run_worker(database: Database, pace: Pace | None = None) -> None:
    """Be a worker until SIGTERM or Ctrl-C."""
    Worker(database, pace).run(until_signal=True)


@contextmanager
def working_beside(database: Database, pace: Pace | None = None) -> Iterator[Worker]:
    """A worker in a thread of its own for as long as the block lasts."""
    worker = Worker(database, pace)
    thread = threading.Thread(target=worker.run, name="interlace-worker", daemon=True)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join()
