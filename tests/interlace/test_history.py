"""The feed is complete: what it tells, applied from nothing, is the register, at every revision and after any edits."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from graph.settings import Settings
from graph.tables import SCHEMA
from interlace.db import audit, tenancy
from interlace.db.entries import PART, unpack
from interlace.db.models import AuditRecord, Change, OutboxMessage, TenantRegister
from interlace.db.records import find
from interlace.db.settings import settings_of, stored_settings
from interlace.errors import DomainError, Stale, Unknown
from interlace.history import changes_after, changes_since, register_at, replayed
from interlace.principals import SYSTEM
from interlace.register import bodies
from tests.databases import new_tenant
from tests.examples import examples
from tests.interlace.register.random_edits import edit_at_random

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.unit import Unit

Present = tuple[dict[str, dict["UUID", dict[str, Any]]], dict[str, Any] | None]


def register(database: Database, tenant_id: UUID, *codes: str) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        for code in codes:
            bodies.register(unit, {"code": code, "name": code, "level": "local", "name_fr": f"{code} fr"})


def present(session: Session) -> Present:
    """The register as its tables hold it."""
    records = {table: {record.id: record.told for record in find(session, table)} for table in SCHEMA}
    head = session.scalar(select(TenantRegister))
    return records, None if head is None else stored_settings(head)


def test_the_feed_tells_who_did_what_when_in_order(database: Database, tenant_id: UUID) -> None:
    register(database, tenant_id, "A")
    register(database, tenant_id, "B", "C")
    with tenancy.reading(database, tenant_id) as session:
        first, second = changes_since(session, 0)
        assert (first.revision, first.head.actor, first.head.operation) == (1, "system", "body.register")
        assert [entry.values and entry.values["code"] for entry in second.entries] == ["B", "C"]
        assert first.head.at <= second.head.at
        assert [change.revision for change in changes_since(session, 1)] == [2]
        assert changes_since(session, 2) == []


def test_the_feed_comes_in_pages_that_miss_nothing(database: Database, tenant_id: UUID) -> None:
    for code in "ABCDE":
        register(database, tenant_id, code)
    with tenancy.reading(database, tenant_id) as session:
        page, told = changes_since(session, 0, limit=2), []
        while page:
            told += page
            page = changes_since(session, page[-1].revision, limit=2)
        assert told == changes_since(session, 0)
    assert [change.revision for change in told] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("revision", [-1, 2, 10**12])
def test_a_revision_that_is_not_there_is_unknown(database: Database, tenant_id: UUID, revision: int) -> None:
    register(database, tenant_id, "A")
    with tenancy.reading(database, tenant_id) as session:
        with pytest.raises(Unknown):
            register_at(session, revision)
        with pytest.raises(Unknown):
            changes_since(session, revision)


def test_a_large_change_comes_whole_though_it_is_kept_in_parts(database: Database, tenant_id: UUID) -> None:
    count = 2 * PART + 1
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        for number in range(count):
            unit.add("bodies", dict.fromkeys(SCHEMA["bodies"]) | {"code": f"B{number}", "name": "B", "level": "local"})
        unit.did("body.register", "bodies")
    register(database, tenant_id, "A")
    with tenancy.reading(database, tenant_id) as session:
        assert len(list(changes_after(session, 0, 1))) > 1
        assert [len(change.entries) for change in changes_since(session, 0)] == [count, 2]
        assert register_at(session, 1).tables.bodies.height == count


def test_the_register_is_shown_as_it_stood(database: Database, tenant_id: UUID) -> None:
    register(database, tenant_id, "A")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        (body,) = find(unit.session, "bodies")
        bodies.change(unit, body.id, 1, {"valid_from": "2020-01-01", "identifiers": ["x:1", "y:2"]})
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        bodies.remove(unit, body.id, 2)
    with tenancy.reading(database, tenant_id) as session:
        past = [register_at(session, revision) for revision in range(4)]
    assert [one.tables.bodies.height for one in past] == [0, 1, 1, 0]
    row = past[2].tables.bodies.row(0, named=True)
    assert (row["valid_from"], row["identifiers"], row["name_fr"]) == (date(2020, 1, 1), ["x:1", "y:2"], "A fr")
    assert past[1].tables.bodies["valid_from"].to_list() == [None]
    assert past[2].tables.bodies.schema["population"] == pl.Int64()
    assert past[0].settings == Settings()


def test_an_empty_tenant_has_an_empty_past(database: Database, tenant_id: UUID) -> None:
    with tenancy.reading(database, tenant_id) as session:
        assert changes_since(session, 0) == []
        assert register_at(session, 0).tables.bodies.height == 0


def test_the_past_of_another_tenant_is_not_seen(database: Database, tenant_id: UUID) -> None:
    register(database, new_tenant(database), "A")
    with tenancy.reading(database, tenant_id) as session:
        assert changes_since(session, 0) == []


class Edits(RuleBasedStateMachine):
    """People who use the services at random, rightly and wrongly, on one tenant."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.tenant_id = new_tenant(self.database)
        self.stood: list[Present] = [({table: {} for table in SCHEMA}, None)]
        self.refused = 0

    def attempt(self, *deeds: Callable[[Unit], object]) -> None:
        """Do several things in one unit; what is refused must leave nothing."""
        with suppress(DomainError):
            with tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
                for deed in deeds:
                    deed(unit)
            self._remember()
            return
        self.refused += 1

    def _remember(self) -> None:
        with tenancy.reading(self.database, self.tenant_id) as session:
            revision = session.scalar(select(TenantRegister.revision)) or 0
            assert revision in {len(self.stood) - 1, len(self.stood)}
            now = present(session)
        if revision == len(self.stood):
            self.stood.append(now)

    @rule(seed=st.integers(0, 2**32), count=st.integers(1, 4))
    def edit(self, seed: int, count: int) -> None:
        chance = random.Random(seed)
        self.attempt(*[lambda unit: edit_at_random(unit, chance) for _ in range(count)])

    @rule(seed=st.integers(0, 2**32))
    def come_too_late(self, seed: int) -> None:
        chance = random.Random(seed)
        with tenancy.reading(self.database, self.tenant_id) as session:
            found = list(find(session, "bodies"))
        if found:
            body = chance.choice(found)
            with pytest.raises(Stale), tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
                bodies.change(unit, body.id, body.revision + chance.choice([-1, 1]), {"name": "Late"})

    @rule()
    def be_interrupted(self) -> None:
        def interrupted() -> None:
            with tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
                bodies.register(unit, {"code": "Z", "name": "Z", "level": "local"})
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()

    @invariant()
    def present_is_what_was_last_acknowledged(self) -> None:
        with tenancy.reading(self.database, self.tenant_id) as session:
            records, stored = present(session)
        assert records == self.stood[-1][0]
        if len(self.stood) > 1:
            assert stored == self.stood[-1][1]

    def teardown(self) -> None:
        with tenancy.reading(self.database, self.tenant_id) as session:
            told = changes_since(session, 0, limit=10_000)
            assert [change.revision for change in told] == list(range(1, len(self.stood)))
            for revision, (records, stored) in enumerate(self.stood):
                replay = replayed(told[:revision])
                assert replay.records == records, revision
                self._check_past(session, revision, stored, replay.settings)
            assert isinstance(audit.verify(session, self.tenant_id), audit.ChainEnd)
            audited = set(session.scalars(select(AuditRecord.revision)))
            assert audited - {None} == {change.revision for change in told}
            assert len(list(session.scalars(select(OutboxMessage.id)))) == len(told)
            parts = session.scalars(select(Change).order_by(Change.revision, Change.part)).all()
            assert [entry for part in parts for entry in unpack(part.entries)] == [
                entry for change in told for entry in change.entries
            ]

    def _check_past(self, session: Session, revision: int, stored: dict[str, Any] | None, told: object) -> None:
        past = register_at(session, revision)
        heights = {table: past.tables[table].height for table in SCHEMA}
        assert heights == {table: len(records) for table, records in self.stood[revision][0].items()}
        if told is not None:
            assert told == stored
            assert stored is not None
            assert past.settings == settings_of(stored)


def test_replaying_every_change_gives_the_register_at_every_revision(database: Database) -> None:
    class OnThisDatabase(Edits):
        pass

    OnThisDatabase.database = database
    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=examples(6),
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # A seed tells what was done; to look for a shorter history would take minutes.
            phases=(Phase.explicit, Phase.generate),
        ),
    )
