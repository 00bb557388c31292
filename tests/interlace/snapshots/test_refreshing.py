"""A snapshot that followed changes is the one that would be read, whatever was done."""

from __future__ import annotations

import random
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from interlace.bundle import BundleInvalid
from interlace.db import tenancy
from interlace.db.records import fetch_by_code, find
from interlace.errors import DomainError
from interlace.history import changes_after
from interlace.principals import SYSTEM
from interlace.register import bodies, strategies
from interlace.snapshots import refreshing
from interlace.snapshots.loading import load
from interlace.snapshots.past import snapshot_at
from interlace.snapshots.refreshing import refreshed
from interlace.snapshots.snapshot import Snapshot
from tests.databases import new_tenant
from tests.examples import examples
from tests.interlace.register.random_edits import edit_at_random
from tests.interlace.register.world import BODIES, settle
from tests.interlace.snapshots.same import assert_same
from tests.interlace.transfer.bundles import bring, write_files

if TYPE_CHECKING:
    from uuid import UUID

    import pytest

    from interlace.db.connections import Database
    from interlace.transfer.importing import Mode


def read(database: Database, tenant_id: UUID) -> Snapshot:
    with tenancy.reading(database, tenant_id) as session:
        return Snapshot.of(tenant_id, load(session))


def followed(database: Database, snapshot: Snapshot) -> Snapshot | None:
    with tenancy.reading(database, snapshot.tenant_id) as session:
        return refreshed(snapshot, changes_after(session, snapshot.revision))


def rename(database: Database, tenant_id: UUID, code: str, name: str) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        body = fetch_by_code(unit.session, "bodies", code)
        bodies.change(unit, body.id, body.revision, {"name": name})


MODES: tuple[Mode, ...] = ("replace", "merge")


class Following(RuleBasedStateMachine):
    """Two snapshots of a tenant follow what is done to it, one after each step and one now and then."""

    database: ClassVar[Database]

    def __init__(self) -> None:
        super().__init__()
        self.tenant_id = new_tenant(self.database)
        settle(self.database, self.tenant_id)
        self.close = self.late = read(self.database, self.tenant_id)

    @rule(seed=st.integers(0, 2**32), count=st.integers(1, 5))
    def edit(self, seed: int, count: int) -> None:
        chance = random.Random(seed)
        with suppress(DomainError), tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
            for _ in range(count):
                edit_at_random(unit, chance)
        self.close = self.follow(self.close)

    @rule(seed=st.integers(0, 2**32))
    def bring_a_bundle(self, seed: int) -> None:
        chance = random.Random(seed)
        lines = [f"{body['code']},{chance.choice('xy')},{body['level']},{chance.randint(0, 3)}" for body in BODIES]
        files = {"bodies": "\n".join(["code,name,level,colour", *lines, ""])}
        files["competences"] = "body,area,role,note\nA,housing,lead,1\nA,housing,lead,1\nA,housing,lead,2\n"
        with tempfile.TemporaryDirectory() as folder:
            bundle = write_files(Path(folder) / "bundle", **files)
            with suppress(DomainError, BundleInvalid):
                bring(self.database, self.tenant_id, bundle, chance.choice(MODES))
        self.close = self.follow(self.close)

    @rule()
    def catch_up(self) -> None:
        self.late = self.follow(self.late)

    def follow(self, snapshot: Snapshot) -> Snapshot:
        whole = read(self.database, self.tenant_id)
        after = followed(self.database, snapshot)
        if after is None:
            assert whole.stored.settings["further_columns"] != snapshot.stored.settings["further_columns"]
            return whole
        assert_same(after, whole)
        return after

    def teardown(self) -> None:
        whole = read(self.database, self.tenant_id)
        with tenancy.reading(self.database, self.tenant_id) as session:
            assert_same(snapshot_at(session, self.tenant_id, whole.revision), whole)


def test_whatever_is_done_a_snapshot_that_follows_is_the_one_that_would_be_read(database: Database) -> None:
    class OnThisDatabase(Following):
        pass

    OnThisDatabase.database = database
    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=examples(8),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate),
        ),
    )


def test_where_nothing_was_done_the_snapshot_is_the_same_object(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    snapshot = read(database, tenant_id)
    assert followed(database, snapshot) is snapshot


def test_an_old_snapshot_is_not_disturbed_by_the_one_that_follows(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    old, same = read(database, tenant_id), read(database, tenant_id)
    rename(database, tenant_id, "A", "Other")
    new = followed(database, old)
    assert new is not None
    assert_same(old, same)
    assert new.tables["relations"] is old.tables["relations"]
    row = new.tables["bodies"].row_of_code("A")
    assert row is not None
    assert (new.tables["bodies"].frame["name"][row], new.tables["bodies"].revision[row]) == ("Other", 2)


def test_a_code_that_is_freed_and_taken_again_names_the_new_record(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    snapshot = read(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        body = fetch_by_code(unit.session, "bodies", "E")
        bodies.remove(unit, body.id, body.revision)
        bodies.register(unit, {"code": "E", "name": "Another", "level": "network"})
    after = followed(database, snapshot)
    assert after is not None
    assert_same(after, read(database, tenant_id))
    assert after.tables["bodies"].id_of("E") != snapshot.tables["bodies"].id_of("E")


def test_a_record_that_comes_and_goes_between_two_snapshots_leaves_nothing(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    snapshot = read(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        brief = bodies.register(unit, {"code": "Q", "name": "Q", "level": "local"})
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        bodies.remove(unit, brief.id, 2)
    after = followed(database, snapshot)
    assert after is not None
    assert_same(after, read(database, tenant_id))


def test_what_hangs_on_a_draft_is_at_the_revision_that_adopted_it(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        draft = strategies.draft(unit, {"code": "N", "title": "New", "owner": "A"})
        cell = {"principle": "real_equality", "area": "housing", "depth": 1}
        commitment = strategies.commit(unit, draft.id, cell)
    snapshot = read(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        strategies.adopt(unit, draft.id, draft.revision)
    after, whole = followed(database, snapshot), read(database, tenant_id)
    assert after is not None
    assert_same(after, whole)
    row = whole.tables["commitments"].row_of(commitment.id)
    assert row is not None
    assert whole.tables["commitments"].revision[row] == whole.revision


def test_too_many_changes_are_not_followed(
    database: Database, tenant_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(database, tenant_id)
    snapshot = read(database, tenant_id)
    rename(database, tenant_id, "A", "One")
    monkeypatch.setattr(refreshing, "MOST_ENTRIES", 1)
    assert followed(database, snapshot) is not None
    rename(database, tenant_id, "A", "Two")
    assert followed(database, snapshot) is None


def test_a_record_is_found_by_its_id_and_by_its_code(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    snapshot = read(database, tenant_id)
    table = snapshot.tables["bodies"]
    with tenancy.reading(database, tenant_id) as session:
        found = {record["code"]: record for record in find(session, "bodies")}
    for code, record in found.items():
        assert table.id_of(code) == record.id
        assert snapshot.record("bodies", record.id) == record.values
    ids = [record.id for record in found.values()] * 3
    assert [table.ids[row] for row in table.ids.rows_of(ids)] == ids
    assert (table.id_of("nowhere"), snapshot.record("bodies", tenant_id)) == (None, None)
    assert table.row_of_code("nowhere") is None
