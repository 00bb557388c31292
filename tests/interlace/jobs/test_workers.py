"""Workers: they take up what is queued, in processes that are killed, stopped, cut off and many at a time."""

from __future__ import annotations

import asyncio
import random
import signal
import threading
import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

import pytest
from procrastinate.manager import JobManager
from psycopg import connect

from interlace import jobs
from interlace.bundle import write_bundle
from interlace.db import audit, tenancy
from interlace.history import register_at
from interlace.principals import SYSTEM
from interlace.snapshots.loading import load
from interlace.synthetic import synthetic_country
from tests.databases import migrated_database, new_tenant
from tests.interlace.jobs.helpers import (
    QUICK,
    job_of,
    pieces_of,
    revision_of,
    small_bundle,
    submit,
    wait_for_end,
    wait_until,
    worker_process,
)
from tests.interlace.transfer.bundles import BODIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from psycopg import Connection

    from interlace.db.connections import Database


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """A database of its own: workers look for the jobs of all its tenants."""
    with migrated_database() as made:
        yield made


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle that takes a second or so to import."""
    path = tmp_path_factory.mktemp("country") / "country.zip"
    write_bundle(*synthetic_country(2000, seed=7), path)
    return path


def assert_whole(database: Database, tenant_id: UUID) -> None:
    """The register is what its feed tells, and its audit holds."""
    with tenancy.reading(database, tenant_id, bulk=True) as session:
        register = load(session)
        past = register_at(session, register.revision)
        assert {name: table.frame.height for name, table in register.tables.items()} == {
            name: past.tables[name].height for name in register.tables
        }
        assert isinstance(audit.verify(session, tenant_id), audit.ChainEnd)


def test_a_worker_beside_does_what_was_asked_for_before_and_while_it_runs(database: Database, tmp_path: Path) -> None:
    tenants = [new_tenant(database) for _ in range(3)]
    bundle = small_bundle(tmp_path / "b")
    before = [submit(database, tenant_id, bundle) for tenant_id in tenants]
    with jobs.working_beside(database, QUICK):
        after = [submit(database, tenant_id, bundle) for tenant_id in tenants]
        for tenant_id, *job_ids in zip(tenants, before, after, strict=True):
            ended = [wait_for_end(database, tenant_id, job_id) for job_id in job_ids]
            assert [job.state for job in ended] == ["succeeded", "succeeded"]
            assert [job.result and job.result["nothing_changed"] for job in ended] == [False, True]
    assert [revision_of(database, tenant_id) for tenant_id in tenants] == [1, 1, 1]


def test_imports_into_one_tenant_take_turns_in_the_order_of_asking(
    database: Database, tenant_id: UUID, tmp_path: Path
) -> None:
    bundles = [small_bundle(tmp_path / str(n), bodies=f"{BODIES}X{n},X{n},local,PT\n") for n in range(4)]
    with ExitStack() as workers:
        for _ in range(2):
            workers.enter_context(jobs.working_beside(database, QUICK))
        ended = [
            wait_for_end(database, tenant_id, job_id)
            for job_id in [submit(database, tenant_id, bundle) for bundle in bundles]
        ]
    assert [job.result and job.result["revision"] for job in ended] == [1, 2, 3, 4]
    counts = [job.result["tables"]["bodies"] for job in ended if job.result]
    assert [(count["added"], count["removed"]) for count in counts] == [(5, 0), (1, 1), (1, 1), (1, 1)]


def test_an_import_waits_for_a_write_that_holds_the_register(
    database: Database, tenant_id: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM):
        """The first write of a tenant makes its register, which everybody else has to wait for."""
    monkeypatch.setattr(tenancy, "LOCK_MILLISECONDS", 200)
    with jobs.working_beside(database, QUICK):
        with tenancy.writing(database, tenant_id, SYSTEM):
            job_id = submit(database, tenant_id, small_bundle(tmp_path / "b"))
            wait_until(lambda: job_of(database, tenant_id, job_id).state == "running")
            wait_until(lambda: job_of(database, tenant_id, job_id).state == "waiting")
        assert wait_for_end(database, tenant_id, job_id).state == "succeeded"


@pytest.mark.parametrize("seed", range(2))
def test_a_job_that_is_killed_with_its_worker_is_taken_up_by_the_next_one(
    database: Database, tenant_id: UUID, country: Path, seed: int
) -> None:
    job_id = submit(database, tenant_id, country)
    with worker_process(database) as worker:
        wait_until(lambda: job_of(database, tenant_id, job_id).step is not None)
        time.sleep(random.Random(seed).random() * 1.5)
        worker.kill()
        worker.wait()
    job = job_of(database, tenant_id, job_id)
    assert revision_of(database, tenant_id) == (1 if job.state == "succeeded" else 0)
    with jobs.working_beside(database, QUICK):
        job = wait_for_end(database, tenant_id, job_id)
    assert (job.state, revision_of(database, tenant_id), pieces_of(database, tenant_id)) == ("succeeded", 1, 0)
    assert_whole(database, tenant_id)


def test_many_jobs_are_each_done_once_while_workers_are_killed_and_started(database: Database, tmp_path: Path) -> None:
    tenants = [new_tenant(database) for _ in range(3)]
    asked: list[tuple[UUID, UUID]] = []
    dice = random.Random(3)
    with ExitStack() as workers:
        lasting = workers.enter_context(worker_process(database))
        for number in range(4):
            mortal = workers.enter_context(worker_process(database))
            for tenant_id in tenants:
                bodies = f"{BODIES}X{number},X{number},local,PT\n"
                bundle = small_bundle(tmp_path / f"{tenant_id}-{number}", bodies=bodies)
                asked.append((tenant_id, submit(database, tenant_id, bundle)))
            time.sleep(dice.random())
            mortal.kill()
        assert {wait_for_end(database, *job).state for job in asked} == {"succeeded"}
        assert lasting.poll() is None
    assert [revision_of(database, tenant_id) for tenant_id in tenants] == [4, 4, 4]
    for tenant_id in tenants:
        assert_whole(database, tenant_id)


def test_a_worker_that_is_told_to_stop_ends_its_job_first(database: Database, tenant_id: UUID, country: Path) -> None:
    job_id = submit(database, tenant_id, country)
    with worker_process(database) as worker:
        wait_until(lambda: job_of(database, tenant_id, job_id).step is not None)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
    assert job_of(database, tenant_id, job_id).state == "succeeded"


def test_a_worker_without_grace_leaves_its_job_to_the_next_one(
    database: Database, tenant_id: UUID, country: Path
) -> None:
    job_id = submit(database, tenant_id, country)
    with worker_process(database, grace=0.01) as worker:
        wait_until(lambda: job_of(database, tenant_id, job_id).step is not None)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
    job = job_of(database, tenant_id, job_id)
    assert (job.state, revision_of(database, tenant_id)) in [("waiting", 0), ("succeeded", 1)]
    with jobs.working_beside(database, QUICK):
        assert wait_for_end(database, tenant_id, job_id).state == "succeeded"
    assert revision_of(database, tenant_id) == 1


def cut_all(database: Database) -> None:
    """Cut every connection to the database, as a server that is restarted does."""
    with database_owner(database) as owner:
        owner.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def database_owner(database: Database) -> Connection:
    """A connection past all policies."""
    return connect(database.logins.owner, autocommit=True)


def test_a_worker_whose_connections_are_cut_comes_back_and_does_the_job_once(
    database: Database, tenant_id: UUID, country: Path, tmp_path: Path
) -> None:
    with jobs.working_beside(database, QUICK):
        job_id = submit(database, tenant_id, country)
        wait_until(lambda: job_of(database, tenant_id, job_id).step is not None)
        cut_all(database)
        assert wait_for_end(database, tenant_id, job_id).state == "succeeded"
        assert revision_of(database, tenant_id) == 1
        cut_all(database)
        again = submit(database, tenant_id, small_bundle(tmp_path / "b"))
        assert wait_for_end(database, tenant_id, again).state == "succeeded"


def test_a_running_job_of_a_worker_is_cancelled_without_a_trace(
    database: Database, tenant_id: UUID, country: Path
) -> None:
    job_id = submit(database, tenant_id, country)
    with jobs.working_beside(database, QUICK):
        wait_until(lambda: job_of(database, tenant_id, job_id).step is not None)
        assert jobs.cancel(database, tenant_id, SYSTEM, job_id).state == "cancelled"
        again = submit(database, tenant_id, country)
        job = wait_for_end(database, tenant_id, again)
    assert job.result is not None
    assert (job.state, job.result["revision"]) == ("succeeded", 1)


def test_a_worker_that_was_stopped_before_it_began_ends_at_once(database: Database) -> None:
    worker = jobs.Worker(database, QUICK)
    worker.stop()
    worker.run()


@pytest.mark.parametrize("question", ["get_stalled_jobs", "prune_stalled_workers", "register_worker"])
def test_a_worker_ends_also_when_a_cancellation_is_lost(
    database: Database, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    """Python 3.11 loses one that comes just when the pool hands out a connection."""
    asked, answered = threading.Event(), getattr(JobManager, question)

    async def loses(*words: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever is asked, and its answer
        asked.set()
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(3600)
        return await answered(*words, **named)

    monkeypatch.setattr(JobManager, question, loses)
    worker = jobs.Worker(database, QUICK)
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    assert asked.wait(60)
    worker.stop()
    thread.join(60)
    assert not thread.is_alive()


def test_the_queue_holds_nothing_of_a_job_that_has_ended(database: Database, tenant_id: UUID, tmp_path: Path) -> None:
    with jobs.working_beside(database, QUICK):
        job_id = submit(database, tenant_id, small_bundle(tmp_path / "b"))
        wait_for_end(database, tenant_id, job_id)
    with database_owner(database) as owner:
        row = owner.execute("SELECT count(*) FROM procrastinate_jobs WHERE lock = %s", [str(tenant_id)]).fetchone()
    assert row == (0,)
