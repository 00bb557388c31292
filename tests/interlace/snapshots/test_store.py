"""The snapshots of a worker: always the present ones, read once, within their memory, and safe among threads."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from psycopg import connect

from interlace.db import tenancy
from interlace.db.records import fetch_by_code
from interlace.errors import Suspended, Unknown
from interlace.principals import SYSTEM
from interlace.register import bodies
from interlace.snapshots import loading
from interlace.snapshots.store import SnapshotStore
from tests.databases import new_tenant
from tests.interlace.register.world import settle
from tests.interlace.snapshots.same import DAY, assert_same
from tests.interlace.snapshots.test_refreshing import read, rename

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.snapshots.loading import StoredRegister

PLENTY = 2**30


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The revision of each register that was read whole."""
    made: list[int] = []
    load = loading.load

    def counted(session: Session) -> StoredRegister:
        stored = load(session)
        made.append(stored.revision)
        return stored

    monkeypatch.setattr("interlace.snapshots.store.load", counted)
    return made


def test_a_tenant_without_a_register_has_an_empty_snapshot(database: Database, tenant_id: UUID) -> None:
    store = SnapshotStore(PLENTY)
    empty = store.current(database, tenant_id)
    assert (empty.revision, empty.tables["bodies"].frame.height) == (0, 0)
    assert store.current(database, tenant_id) is empty
    settle(database, tenant_id)
    assert_same(store.current(database, tenant_id), read(database, tenant_id))


def test_a_register_is_read_once_and_then_followed(database: Database, tenant_id: UUID, loads: list[int]) -> None:
    settle(database, tenant_id)
    store = SnapshotStore(PLENTY)
    first = store.current(database, tenant_id)
    assert store.current(database, tenant_id) is first
    for name in ("One", "Two"):
        rename(database, tenant_id, "A", name)
        assert_same(store.current(database, tenant_id), read(database, tenant_id))
    assert loads == [1]


def test_tenants_do_not_get_each_others_snapshots(database: Database) -> None:
    store = SnapshotStore(PLENTY)
    one, other = new_tenant(database), new_tenant(database)
    settle(database, one)
    assert store.current(database, one).tables["bodies"].frame.height > 0
    assert store.current(database, other).tables["bodies"].frame.height == 0
    with pytest.raises(Unknown):
        store.current(database, uuid4())


def test_many_threads_that_ask_at_once_read_once(database: Database, tenant_id: UUID, loads: list[int]) -> None:
    settle(database, tenant_id)
    store = SnapshotStore(PLENTY)
    together = threading.Barrier(8, timeout=60)

    def ask(_: int) -> object:
        together.wait()
        return store.current(database, tenant_id)

    with ThreadPoolExecutor(8) as threads:
        given = list(threads.map(ask, range(8)))
    assert len(set(map(id, given))) == 1
    assert loads == [1]


def test_among_writers_every_reader_sees_at_least_what_was_there_when_it_asked(
    database: Database, tenant_id: UUID
) -> None:
    settle(database, tenant_id)
    store = SnapshotStore(PLENTY)
    written, done = [1], threading.Event()

    def write() -> None:
        try:
            for number in range(15):
                rename(database, tenant_id, "A", f"Name {number}")
                written.append(number + 2)
        finally:
            done.set()

    def look(_: int) -> None:
        while not done.is_set():
            least = written[-1]
            snapshot = store.current(database, tenant_id)
            record_id = snapshot.tables["bodies"].id_of("A")
            assert record_id is not None
            name = (snapshot.record("bodies", record_id) or {})["name"]
            assert snapshot.revision >= least
            assert name == ("A" if snapshot.revision == 1 else f"Name {snapshot.revision - 2}")

    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(look, number) for number in range(3)]
        threads.submit(write).result()
        for reader in waiting:
            reader.result()
    assert_same(store.current(database, tenant_id), read(database, tenant_id))


def test_the_tenants_asked_for_longest_ago_go_first(database: Database, loads: list[int]) -> None:
    tenants = [new_tenant(database) for _ in range(3)]
    for tenant_id in tenants:
        settle(database, tenant_id)
    size = SnapshotStore(PLENTY).current(database, tenants[0]).memory
    store = SnapshotStore(int(2.5 * size))
    loads.clear()
    for number in (0, 1, 0, 2):
        store.current(database, tenants[number])
    assert set(store.memory) == {tenants[0], tenants[2]}
    assert sum(store.memory.values()) <= store.most_memory
    store.current(database, tenants[0])
    assert len(loads) == 3


def test_a_snapshot_too_large_to_be_kept_is_given_all_the_same(
    database: Database, tenant_id: UUID, loads: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    settle(database, tenant_id)
    store = SnapshotStore(1000)
    assert_same(store.current(database, tenant_id), read(database, tenant_id))
    assert store.current(database, tenant_id).revision == 1
    assert (store.memory, loads) == ({}, [1, 1])
    assert "too large to be kept" in caplog.text


def test_what_is_worked_out_for_days_counts_and_only_the_last_days_are_kept(
    database: Database, tenant_id: UUID
) -> None:
    settle(database, tenant_id)
    store = SnapshotStore(PLENTY)
    snapshot = store.current(database, tenant_id)
    before = snapshot.memory
    first = snapshot.analysis_at(DAY)
    assert snapshot.analysis_at(DAY) is first
    assert snapshot.graph_at(DAY) is first.graph
    assert snapshot.memory > before
    store.most_memory = before
    store.current(database, tenant_id)
    assert store.memory == {}
    for days in range(1, 4):
        snapshot.graph_at(DAY + timedelta(days=days))
    assert snapshot.analysis_at(DAY) is not first


def test_an_earlier_revision_comes_with_ids_and_revisions(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    store = SnapshotStore(PLENTY)
    first = store.current(database, tenant_id)
    rename(database, tenant_id, "A", "Other")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        bodies.remove(unit, fetch_by_code(unit.session, "bodies", "E").id, 1)
    past = store.at_revision(database, tenant_id, 1)
    assert_same(past, first)
    assert store.at_revision(database, tenant_id, 1) is past
    assert store.at_revision(database, tenant_id, 3) is store.current(database, tenant_id)
    assert store.at_revision(database, tenant_id, 0).tables["bodies"].frame.height == 0
    for revision in (-1, 4):
        with pytest.raises(Unknown):
            store.at_revision(database, tenant_id, revision)


def test_a_past_that_became_another_is_read_anew(database: Database, tenant_id: UUID, loads: list[int]) -> None:
    settle(database, tenant_id)
    store = SnapshotStore(PLENTY)
    store.current(database, tenant_id)
    with connect(database.logins.owner) as owner:
        # As a restore may leave it: the same number, made at another time.
        owner.execute("SELECT set_config('app.tenant_id', %s, true)", [str(tenant_id)])
        owner.execute("ALTER TABLE changes NO FORCE ROW LEVEL SECURITY")
        moved = datetime.now(UTC) + timedelta(days=1)
        owner.execute("UPDATE changes SET at = %s WHERE tenant_id = %s", [moved, tenant_id])
        owner.execute("ALTER TABLE changes FORCE ROW LEVEL SECURITY")
    assert store.current(database, tenant_id).stored.made_at == moved
    assert loads == [1, 1]


def test_a_suspended_tenant_is_given_to_nobody(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    store = SnapshotStore(PLENTY)
    store.current(database, tenant_id)
    with connect(database.logins.owner) as owner:
        owner.execute("UPDATE tenants SET status = 'suspended' WHERE id = %s", [tenant_id])
    with pytest.raises(Suspended):
        store.current(database, tenant_id)
