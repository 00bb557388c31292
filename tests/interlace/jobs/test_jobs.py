"""Jobs as rows: asked for with leave, run once, ended with everything or with nothing."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, text

from interlace import jobs, outbox
from interlace.bundle import BundleInvalid
from interlace.db import tenancy
from interlace.db.models import Job, Membership, ServiceAccount
from interlace.errors import Conflict, Forbidden, Unknown
from interlace.jobs import files, importing, queue
from interlace.principals import SYSTEM, Principal
from tests.databases import new_tenant
from tests.interlace.jobs.helpers import (
    administrator,
    job_of,
    pieces_of,
    revision_of,
    small_bundle,
    submit,
)

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from interlace.db.connections import Database


def test_an_import_that_nobody_may_ask_for_leaves_nothing(database: Database, tenant_id: UUID, tmp_path: Path) -> None:
    reader = Principal("user", uuid4(), tenant_id)
    with pytest.raises(Forbidden):
        jobs.submit_import(database, tenant_id, reader, small_bundle(tmp_path / "b"), "replace")
    assert pieces_of(database, tenant_id) == 0
    with tenancy.reading(database, tenant_id) as session:
        assert jobs.recent(session) == []


def test_an_import_fails_when_its_asker_has_lost_the_right_meanwhile(
    database: Database, tenant_id: UUID, tmp_path: Path
) -> None:
    asker = administrator(database, tenant_id)
    job_id = jobs.submit_import(database, tenant_id, asker, small_bundle(tmp_path / "b"), "replace")
    with tenancy.beside(database, tenant_id) as session:
        session.execute(delete(Membership).where(Membership.user_id == asker.id))
    job = jobs.run_here(database, tenant_id, job_id)
    assert (job.state, job.result and job.result["code"]) == ("failed", "forbidden")
    assert revision_of(database, tenant_id) == 0
    assert pieces_of(database, tenant_id) == 0


@pytest.mark.parametrize(
    ("scopes", "revoked", "state"),
    [(["import"], False, "succeeded"), (["import"], True, "failed"), (["read"], False, "failed")],
)
def test_a_service_account_imports_within_its_scopes_until_it_is_revoked(
    database: Database, tenant_id: UUID, tmp_path: Path, scopes: list[str], revoked: bool, state: str
) -> None:
    maker = administrator(database, tenant_id)
    account = ServiceAccount(name="partner", scopes=scopes, created_by=maker.id, secret_hash=b"x")
    with tenancy.beside(database, tenant_id) as session:
        session.add(account)
    asker = Principal("service", account.id, tenant_id, maker.grants, frozenset({"import"}))
    job_id = jobs.submit_import(database, tenant_id, asker, small_bundle(tmp_path / "b"), "replace")
    if revoked:
        with tenancy.beside(database, tenant_id) as session:
            session.execute(text("UPDATE service_accounts SET revoked_at = now()"))
    assert jobs.run_here(database, tenant_id, job_id).state == state


def test_a_job_of_another_tenant_is_unknown(database: Database, tenant_id: UUID, tmp_path: Path) -> None:
    job_id = submit(database, tenant_id, small_bundle(tmp_path / "b"))
    other = new_tenant(database)
    with pytest.raises(Unknown):
        jobs.run_here(database, other, job_id)
    with pytest.raises(Unknown):
        jobs.cancel(database, other, SYSTEM, job_id)
    assert job_of(database, tenant_id, job_id).state == "waiting"


def test_an_import_is_written_with_its_end_its_message_and_without_its_file(
    database: Database, tenant_id: UUID, tmp_path: Path
) -> None:
    asker = administrator(database, tenant_id)
    job_id = jobs.submit_import(database, tenant_id, asker, small_bundle(tmp_path / "b"), "replace")
    steps: list[tuple[int, str]] = []
    job = jobs.run_here(database, tenant_id, job_id, lambda percent, step: steps.append((percent, step)))
    assert (job.state, job.progress, job.step) == ("succeeded", 100, None)
    assert job.result is not None
    assert job.result["tables"]["bodies"] == {"added": 4, "changed": 0, "removed": 0, "kept": 0}
    assert job.result["revision"] == revision_of(database, tenant_id) == 1
    assert steps == sorted(steps, key=lambda told: told[0])
    assert steps[0] == (0, "read bodies.csv")
    assert pieces_of(database, tenant_id) == 0
    with tenancy.beside(database, tenant_id) as session:
        (told,) = [message for message in outbox.pending(session) if message.event == "import.finished"]
        assert (told.revision, told.payload["job"]) == (1, str(job_id))


def test_a_dry_run_tells_and_writes_nothing(database: Database, tenant_id: UUID, tmp_path: Path) -> None:
    bundle = small_bundle(tmp_path / "b")
    job_id = jobs.submit_import(database, tenant_id, SYSTEM, bundle, "replace", dry_run=True)
    job = jobs.run_here(database, tenant_id, job_id)
    assert job.result is not None
    assert (job.state, job.result["dry_run"], job.result["tables"]["bodies"]["added"]) == ("succeeded", True, 4)
    assert revision_of(database, tenant_id) == 0
    with tenancy.reading(database, tenant_id) as session:
        assert outbox.pending(session) == []


def test_what_is_wrong_with_a_bundle_is_told_in_both_languages(
    database: Database, tenant_id: UUID, tmp_path: Path
) -> None:
    bundle = small_bundle(tmp_path / "b", bodies="code,name,level,parent,remark\nA,A,local,X,\n")
    job = jobs.run_here(database, tenant_id, submit(database, tenant_id, bundle))
    assert job.state == "failed"
    assert job.result is not None
    problem = job.result["problems"][0]
    assert (problem["file"], problem["line"], problem["column"], problem["value"]) == ("bodies.csv", 2, "parent", "X")
    assert problem["expected"] == {"en": "a code of bodies.csv", "fr": "un code de bodies.csv"}
    assert job.result["notes"][0]["text"]["fr"] == "colonne inconnue, conservée telle quelle"
    assert revision_of(database, tenant_id) == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"code,name\n", b"\0" * (files.PIECE + 7)])
def test_bytes_that_are_no_bundle_make_the_job_fail(database: Database, tenant_id: UUID, content: bytes) -> None:
    job = jobs.run_here(database, tenant_id, submit(database, tenant_id, content))
    assert job.state == "failed"
    assert job.result is not None
    assert job.result["problems"][0]["code"] in {"not-a-bundle", "unreadable"}


def test_a_bundle_that_is_not_there_is_refused_at_once(database: Database, tenant_id: UUID, tmp_path: Path) -> None:
    with pytest.raises(BundleInvalid) as refused:
        submit(database, tenant_id, tmp_path / "nowhere.zip")
    assert [problem.code for problem in refused.value.report.problems] == ["not-found"]


def test_a_bundle_that_is_too_large_is_refused_and_nothing_of_it_is_kept(
    database: Database, tenant_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", files.PIECE)
    with pytest.raises(BundleInvalid):
        submit(database, tenant_id, b"x" * (files.PIECE + 1))
    assert pieces_of(database, tenant_id) == 0


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\0b\n.zip", "…" * 300, ".", "\udcff.zip"])
def test_a_file_is_kept_by_a_name_that_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    kept = files.plain_name(tmp_path / name)
    assert "/" not in kept
    assert kept.isprintable()
    assert 0 < len(kept.encode()) <= 100
    assert not kept.startswith(".")


def test_a_cancelled_job_is_never_run(database: Database, tenant_id: UUID, tmp_path: Path) -> None:
    job_id = submit(database, tenant_id, small_bundle(tmp_path / "b"))
    assert jobs.cancel(database, tenant_id, SYSTEM, job_id).state == "cancelled"
    assert jobs.run_here(database, tenant_id, job_id).state == "cancelled"
    assert (revision_of(database, tenant_id), pieces_of(database, tenant_id)) == (0, 0)
    with pytest.raises(Conflict):
        jobs.cancel(database, tenant_id, SYSTEM, job_id)
    with pytest.raises(Forbidden):
        jobs.cancel(database, tenant_id, Principal("user", uuid4(), tenant_id), job_id)


@pytest.mark.parametrize("step", ["read bodies.csv", "check references", "write bodies.csv", "write changes"])
def test_a_running_job_is_cancelled_at_any_step_without_a_trace(
    database: Database, tenant_id: UUID, tmp_path: Path, step: str
) -> None:
    job_id = submit(database, tenant_id, small_bundle(tmp_path / "b"))

    def cancel_at(_: int, told: str) -> None:
        if told == step:
            jobs.cancel(database, tenant_id, SYSTEM, job_id)

    assert jobs.run_here(database, tenant_id, job_id, cancel_at).state == "cancelled"
    assert revision_of(database, tenant_id) == 0
    assert jobs.run_here(database, tenant_id, submit(database, tenant_id, tmp_path / "b")).state == "succeeded"


def test_a_job_that_several_run_at_once_is_done_once(database: Database, tenant_id: UUID, tmp_path: Path) -> None:
    job_id = submit(database, tenant_id, small_bundle(tmp_path / "b"))
    runs = [threading.Thread(target=jobs.run_here, args=(database, tenant_id, job_id)) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert job_of(database, tenant_id, job_id).state == "succeeded"
    assert revision_of(database, tenant_id) == 1
    with tenancy.beside(database, tenant_id) as session:
        events = [message.event for message in outbox.pending(session)]
    assert events.count("import.finished") == 1


def test_asking_does_not_wait_for_a_write_that_holds_the_register(
    database: Database, tenant_id: UUID, tmp_path: Path
) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM):
        pass
    with tenancy.writing(database, tenant_id, SYSTEM):
        job_id = submit(database, tenant_id, small_bundle(tmp_path / "b"))
        jobs.cancel(database, tenant_id, SYSTEM, job_id)
    assert job_of(database, tenant_id, job_id).state == "cancelled"


def test_a_job_that_always_ends_its_worker_is_not_tried_for_ever(
    database: Database, tenant_id: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MOST_BEGINNINGS", 2)
    job_id = submit(database, tenant_id, small_bundle(tmp_path / "b"))

    def die(_: int, __: str) -> None:
        raise SystemExit

    for _ in range(2):
        with pytest.raises(SystemExit):
            jobs.run_here(database, tenant_id, job_id, die)
    job = jobs.run_here(database, tenant_id, job_id)
    assert (job.state, job.result and job.result["code"]) == ("failed", "interrupted")


def test_ctrl_c_cancels_the_job_that_is_run_here(database: Database, tenant_id: UUID, tmp_path: Path) -> None:
    job_id = submit(database, tenant_id, small_bundle(tmp_path / "b"))

    def interrupt(_: int, __: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        jobs.run_here(database, tenant_id, job_id, interrupt)
    assert job_of(database, tenant_id, job_id).state == "cancelled"


def queued(database: Database, tenant_id: UUID, job_id: UUID) -> int:
    count = text("SELECT count(*) FROM procrastinate_jobs WHERE queueing_lock = :job AND lock = :tenant")
    with tenancy.beside(database, tenant_id) as session:
        return session.scalar(count, {"job": str(job_id), "tenant": str(tenant_id)}) or 0


def test_forgotten_jobs_are_queued_again_once(database: Database, tenant_id: UUID, tmp_path: Path) -> None:
    job_ids = [submit(database, tenant_id, small_bundle(tmp_path / "b")) for _ in range(2)]
    with tenancy.beside(database, tenant_id) as session:
        session.execute(text("DELETE FROM procrastinate_jobs WHERE lock = :tenant"), {"tenant": str(tenant_id)})
        session.execute(text("UPDATE jobs SET state = 'running' WHERE id = :job"), {"job": job_ids[0]})
    assert queue.sweep(database) >= 2
    assert queue.sweep(database) == 0
    assert [queued(database, tenant_id, job_id) for job_id in job_ids] == [1, 1]


def test_jobs_of_a_suspended_tenant_wait_until_it_is_open(database: Database, tenant_id: UUID, tmp_path: Path) -> None:
    job_id = submit(database, tenant_id, small_bundle(tmp_path / "b"))
    suspend = text("UPDATE tenants SET status = :status WHERE id = :tenant")
    with tenancy.platform(database) as session:
        session.execute(suspend, {"status": "suspended", "tenant": tenant_id})
        session.execute(text("RESET ROLE"))
        session.execute(text("DELETE FROM procrastinate_jobs WHERE lock = :tenant"), {"tenant": str(tenant_id)})
    queue.sweep(database)
    with tenancy.platform(database) as session:
        session.execute(suspend, {"status": "open", "tenant": tenant_id})
    assert queued(database, tenant_id, job_id) == 0
    queue.sweep(database)
    assert queued(database, tenant_id, job_id) == 1


def test_messages_are_handed_out_in_order_and_gone_once_delivered(database: Database, tenant_id: UUID) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        for number in range(5):
            outbox.post(unit, "import.finished", {"number": number}, None)
    with tenancy.beside(database, tenant_id) as session:
        first = outbox.pending(session, limit=3)
        assert [message.payload["number"] for message in first] == [0, 1, 2]
        outbox.delivered(session, [message.id for message in first[:2]])
    with tenancy.beside(database, tenant_id) as session:
        assert [message.payload["number"] for message in outbox.pending(session)] == [2, 3, 4]


def test_the_jobs_of_a_tenant_are_listed_the_last_one_first(
    database: Database, tenant_id: UUID, tmp_path: Path
) -> None:
    job_ids = [submit(database, tenant_id, small_bundle(tmp_path / "b")) for _ in range(3)]
    with tenancy.reading(database, tenant_id) as session:
        assert [job.id for job in jobs.recent(session, limit=2)] == [job_ids[2], job_ids[1]]
        assert session.scalar(select(Job.kind).where(Job.id == job_ids[0])) == "import"
