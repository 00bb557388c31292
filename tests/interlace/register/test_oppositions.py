"""Oppositions: who may mark two strategies as working against each other, who resolves it, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from interlace.db import tenancy
from interlace.errors import Conflict, Forbidden, Invalid, Stale, Unknown
from interlace.history import changes_since
from interlace.principals import SYSTEM
from interlace.register import oppositions, strategies
from tests.interlace.register.world import settle, someone, the

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.records import StoredRecord
    from interlace.principals import Principal

MARK = {"strategy": "T", "other": "S", "marked_by": "B", "reason": "One undoes the other."}


@pytest.fixture(autouse=True)
def _settled(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)


def mark(database: Database, tenant_id: UUID, who: Principal, **values: object) -> StoredRecord:
    with tenancy.writing(database, tenant_id, who) as unit:
        return oppositions.mark(unit, {**MARK, **values})


def test_an_owner_of_either_or_who_stands_above_one_marks_for_a_body_that_they_act_for(
    database: Database, tenant_id: UUID
) -> None:
    good = (("contributor", "B", "B"), ("contributor", "R1", "R1"), ("steward", "PT", "PT"), ("steward", "R2", "R2"))
    for role, body, by in good:
        assert mark(database, tenant_id, someone(tenant_id, role, body), marked_by=by)["marked_by"] == by
    for role, body, by in (("contributor", "B", "R1"), ("contributor", "E", "E"), ("contributor", "E", "B")):
        with pytest.raises(Forbidden):
            mark(database, tenant_id, someone(tenant_id, role, body), marked_by=by)


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"marked_by": "E"}, "/marked_by"),
        ({"marked_by": "C"}, "/marked_by"),
        ({"other": "T", "marked_by": "R1"}, "/other"),
        ({"reason": None}, "/reason"),
        ({"reason": "x" * 20_001}, "/reason"),
        ({"marked_on": "2100-01-01"}, "/marked_on"),
        ({"resolved_on": "2020-01-01"}, "/resolved_on"),
        ({"strategy": "nothing"}, "/strategy"),
    ],
)
def test_what_makes_no_sense_is_told_by_its_field(
    database: Database, tenant_id: UUID, values: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        mark(database, tenant_id, SYSTEM, **values)
    assert [problem.pointer for problem in refused.value.problems] == [pointer]


def test_the_same_body_marks_two_once_in_either_order_until_it_is_resolved(database: Database, tenant_id: UUID) -> None:
    first = mark(database, tenant_id, SYSTEM, marked_on="2020-01-01")
    for pair in ({}, {"strategy": "S", "other": "T"}):
        with pytest.raises(Conflict):
            mark(database, tenant_id, SYSTEM, **pair)
    with pytest.raises(Invalid), tenancy.writing(database, tenant_id, SYSTEM) as unit:
        oppositions.resolve(unit, first.id, first.revision, "2019-12-31", "Before it began.")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        done = oppositions.resolve(unit, first.id, first.revision, "2021-01-01", "Both were changed.")
        assert done["resolved_on"] == date(2021, 1, 1)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit, pytest.raises(Conflict):
        oppositions.resolve(unit, done.id, done.revision, "2022-01-01", "Again.")
    mark(database, tenant_id, SYSTEM)
    with tenancy.reading(database, tenant_id) as session:
        notes = [change.head.note for change in changes_since(session, 0)]
    assert "Both were changed." in notes


def test_only_who_marked_it_takes_it_back_and_only_as_it_was_read(database: Database, tenant_id: UUID) -> None:
    with tenancy.reading(database, tenant_id) as session:
        found = the(session, "oppositions", marked_by="A")
    for who, refused in (
        (someone(tenant_id, "contributor", "R1"), Forbidden),
        (someone(tenant_id, "reader"), Forbidden),
    ):
        with pytest.raises(refused), tenancy.writing(database, tenant_id, who) as unit:
            oppositions.withdraw(unit, found.id, found.revision)
    with pytest.raises(Stale), tenancy.writing(database, tenant_id, SYSTEM) as unit:
        oppositions.withdraw(unit, found.id, found.revision + 1)
    with tenancy.writing(database, tenant_id, someone(tenant_id, "contributor", "A")) as unit:
        oppositions.withdraw(unit, found.id, found.revision)


def test_a_hidden_draft_is_neither_named_nor_shown(database: Database, tenant_id: UUID) -> None:
    owner, other = someone(tenant_id, "contributor", "A"), someone(tenant_id, "contributor", "R1")
    found = mark(database, tenant_id, owner, strategy="D", other="T", marked_by="A")
    with pytest.raises(Invalid) as refused:
        mark(database, tenant_id, other, strategy="D", other="T", marked_by="R1")
    assert [problem.pointer for problem in refused.value.problems] == ["/strategy"]
    with pytest.raises(Unknown), tenancy.writing(database, tenant_id, other) as unit:
        oppositions.resolve(unit, found.id, found.revision, "2026-01-01", "No.")
    with tenancy.writing(database, tenant_id, owner) as unit:
        draft = the(unit.session, "strategies", code="D")
        with pytest.raises(Conflict, match="oppositions"):
            strategies.remove(unit, draft.id, draft.revision)
