"""Strategies: drafts and who sees them, owners, commitments, and what is on record for good."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from graph.tables import SCHEMA
from interlace.db import tenancy
from interlace.db.records import find
from interlace.errors import Conflict, DomainError, Forbidden, Invalid, Unknown
from interlace.history import changes_since
from interlace.principals import SYSTEM, Principal
from interlace.register import links, participations, reports, strategies
from interlace.register.drafts import hidden_drafts, told_to, visible
from tests.interlace.register import random_edits
from tests.interlace.register.world import CELL, settle, someone, the

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

SEEING = [("administrator", None), ("contributor", "A"), ("steward", "A"), ("steward", "R1"), ("steward", "PT")]
NOT_SEEING = [("reader", None), ("contributor", "B"), ("contributor", "R1"), ("steward", "R2"), ("steward", "B")]


@pytest.mark.parametrize(("role", "body"), [*SEEING, *NOT_SEEING])
def test_a_draft_is_seen_by_its_body_and_those_above_alone(
    database: Database, tenant_id: UUID, role: str, body: str | None
) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        draft = the(unit.session, "strategies", code="D")
        commitment = strategies.commit(unit, draft.id, CELL | {"depth": 1})
    who, sees = someone(tenant_id, role, body), (role, body) in SEEING
    with tenancy.reading(database, tenant_id) as session:
        assert visible(session, who, unit.today, draft) is sees
        assert visible(session, who, unit.today, commitment) is sees
        assert hidden_drafts(session, who, unit.today) == (frozenset() if sees else {"D"})
        for strategy in find(session, "strategies", status="adopted"):
            assert visible(session, who, unit.today, strategy)


@pytest.mark.parametrize(("role", "body"), NOT_SEEING)
def test_who_may_not_see_a_draft_does_not_learn_that_it_is_there(
    database: Database, tenant_id: UUID, role: str, body: str | None
) -> None:
    settle(database, tenant_id)
    with tenancy.reading(database, tenant_id) as session:
        draft = the(session, "strategies", code="D")
    with pytest.raises(Unknown), tenancy.writing(database, tenant_id, someone(tenant_id, role, body)) as unit:
        strategies.adopt(unit, draft.id, 99)


@pytest.mark.parametrize("code", ["D", "nothing"])
def test_a_hidden_draft_is_named_as_little_as_what_is_not_there(database: Database, tenant_id: UUID, code: str) -> None:
    settle(database, tenant_id)
    told = []

    def attempt(who: Principal) -> None:
        with tenancy.writing(database, tenant_id, who) as unit:
            links.link(unit, {"from": "T", "to": code})

    for who in (someone(tenant_id, "contributor", "R1"), someone(tenant_id, "reader")):
        with pytest.raises(Invalid) as refused:
            attempt(who)
        told += [(problem.pointer, problem.code) for problem in refused.value.problems]
    assert told == [("/to", "unknown-code")] * 2


def test_neither_reports_nor_parts_of_a_hidden_draft_can_be_given(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    outsider = someone(tenant_id, "contributor", "C")
    with pytest.raises(Invalid), tenancy.writing(database, tenant_id, outsider) as unit:
        participations.record(unit, {"strategy": "D", "body": "C", "phase": "design", "depth": "dialogue"})
    with pytest.raises(Invalid), tenancy.writing(database, tenant_id, outsider) as unit:
        reports.report(unit, {"subject": "D", "progress": 1})


@pytest.mark.parametrize(("role", "body"), SEEING)
def test_an_adopted_draft_is_seen_by_everybody(
    database: Database, tenant_id: UUID, role: str, body: str | None
) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, someone(tenant_id, role, body)) as unit:
        adopted = strategies.adopt(unit, the(unit.session, "strategies", code="D").id, 1)
        assert visible(unit.session, someone(tenant_id, "reader"), unit.today, adopted)


def test_a_status_is_not_set_by_hand(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with pytest.raises(Invalid), tenancy.writing(database, tenant_id, SYSTEM) as unit:
        strategies.draft(unit, {"code": "Q", "title": "Q", "owner": "A", "status": "adopted"})
    with pytest.raises(Invalid), tenancy.writing(database, tenant_id, SYSTEM) as unit:
        strategies.change(unit, the(unit.session, "strategies", code="D").id, 1, {"status": "adopted"})


@pytest.mark.parametrize(
    ("code", "service"), [("S", strategies.adopt), ("D", strategies.withdraw), ("S", strategies.remove)]
)
def test_a_strategy_goes_from_draft_to_adopted_to_withdrawn(
    database: Database, tenant_id: UUID, code: str, service: object
) -> None:
    settle(database, tenant_id)
    assert callable(service)
    with pytest.raises(Conflict), tenancy.writing(database, tenant_id, SYSTEM) as unit:
        service(unit, the(unit.session, "strategies", code=code).id, 1)


def test_a_removed_draft_takes_its_commitments_along_and_nothing_else(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        draft = the(unit.session, "strategies", code="D")
        strategies.commit(unit, draft.id, CELL | {"depth": 1})
        link = links.link(unit, {"from": "D", "to": "T"})
    with pytest.raises(Conflict, match="1 in links"), tenancy.writing(database, tenant_id, SYSTEM) as unit:
        strategies.remove(unit, draft.id, 1)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        links.unlink(unit, link.id, link.revision)
        strategies.remove(unit, draft.id, 1)
    with tenancy.reading(database, tenant_id) as session:
        assert not list(find(session, "commitments", strategy="D"))
        assert len(list(find(session, "commitments"))) == 1


def share(database: Database, tenant_id: UUID, body: str, co_owners: list[str] | None) -> None:
    with tenancy.writing(database, tenant_id, someone(tenant_id, "contributor", body)) as unit:
        strategy = the(unit.session, "strategies", code="S")
        strategies.share(unit, strategy.id, strategy.revision, co_owners)


def test_a_co_owner_may_leave_and_no_more(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    share(database, tenant_id, "A", ["B", "E", "R1"])
    for wanted in (["B", "E"], ["E", "R1", "R2"], ["R1", "E"], None, ["B", "E", "R1", "R2"]):
        with pytest.raises(Forbidden):
            share(database, tenant_id, "B", wanted)
    share(database, tenant_id, "B", ["E", "R1"])
    with tenancy.reading(database, tenant_id) as session:
        assert the(session, "strategies", code="S")["co_owners"] == ["E", "R1"]


@pytest.mark.parametrize("body", ["A", "B"])
def test_a_strategy_is_not_pushed_onto_or_pulled_to_a_body(database: Database, tenant_id: UUID, body: str) -> None:
    settle(database, tenant_id)
    for owner in ("B", "R1"):
        with (
            pytest.raises(Forbidden),
            tenancy.writing(database, tenant_id, someone(tenant_id, "contributor", body)) as unit,
        ):
            strategies.change(unit, the(unit.session, "strategies", code="S").id, 1, {"owner": owner})
    with tenancy.writing(database, tenant_id, someone(tenant_id, "steward", "PT")) as unit:
        strategies.change(unit, the(unit.session, "strategies", code="S").id, 1, {"owner": "R1"})


@pytest.mark.parametrize(
    ("values", "error"),
    [
        (CELL | {"depth": 2}, Conflict),
        (CELL | {"depth": 4, "area": "media"}, Invalid),
        (CELL | {"depth": 2, "strategy": "T", "area": "media"}, Invalid),
        ({"principle": "love", "area": "media", "depth": 1}, Invalid),
    ],
)
def test_a_cell_is_committed_to_once_and_in_the_strategy_that_is_meant(
    database: Database, tenant_id: UUID, values: dict[str, object], error: type[DomainError]
) -> None:
    settle(database, tenant_id)
    with pytest.raises(error), tenancy.writing(database, tenant_id, SYSTEM) as unit:
        strategies.commit(unit, the(unit.session, "strategies", code="S").id, values)


def test_the_reason_of_a_withdrawal_is_kept(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        strategies.withdraw(unit, the(unit.session, "strategies", code="S").id, 1, " A new council. ")
        assert unit.note == "A new council."
        assert unit.deeds[0].details["reason"] == "A new council."


def read_on(
    database: Database, tenant_id: UUID, who: Principal, known: dict[tuple[str, UUID], object], revision: int
) -> int:
    """Follow the feed as someone sees it; the revision up to which it was read."""
    with tenancy.reading(database, tenant_id) as session:
        for change in changes_since(session, revision):
            for entry in told_to(session, who, change.head.at.date(), change.entries):
                known[entry.table, entry.id] = entry.values
                if entry.values is None:
                    known.pop((entry.table, entry.id))
            revision = change.revision
    return revision


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("role", ["reader", "administrator"])
def test_the_feed_that_someone_follows_tells_what_they_may_see_and_all_of_it(
    database: Database, tenant_id: UUID, seed: int, role: str
) -> None:
    settle(database, tenant_id)
    who, chance = someone(tenant_id, role), random.Random(seed)
    followed: dict[tuple[str, UUID], object] = {}
    revision = 0
    for _ in range(60):
        with suppress(DomainError), tenancy.writing(database, tenant_id, SYSTEM) as unit:
            random_edits.edit_at_random(unit, chance)
        revision = read_on(database, tenant_id, who, followed, revision)
    with tenancy.reading(database, tenant_id) as session:
        everything = [record for table in SCHEMA for record in find(session, table)]
        seen = {(one.table, one.id): one.told for one in everything if visible(session, who, unit.today, one)}
    assert {key: value for key, value in followed.items() if key[0] != "tenant"} == seen


def test_a_removed_draft_leaves_no_trace_in_what_others_are_told(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        draft = the(unit.session, "strategies", code="D")
        commitment = strategies.commit(unit, draft.id, CELL | {"depth": 1})
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        strategies.remove(unit, draft.id, 1)
    with tenancy.reading(database, tenant_id) as session:
        entries = [entry for change in changes_since(session, 0) for entry in change.entries]
        told = told_to(session, someone(tenant_id, "reader"), unit.today, entries)
    assert len(entries) > len(told)
    assert not [entry for entry in told if entry.id in {draft.id, commitment.id} and entry.values is not None]
