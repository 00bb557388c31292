"""Relations and links: one side says, the other confirms or disputes; reports and declarations give a body's word."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from interlace.db import tenancy
from interlace.db.records import find
from interlace.errors import Conflict, Forbidden, Invalid
from interlace.history import changes_since
from interlace.principals import SYSTEM, Grant, Principal
from interlace.register import bodies, declarations, links, relations, reports
from tests.interlace.register.world import settle, someone, the

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.records import StoredRecord

FAR = "2999-01-01"


def do(database: Database, tenant_id: UUID, body: str, service: Any, *arguments: object) -> StoredRecord:  # noqa: ANN401
    """Let a contributor use a service on the one relation."""
    with tenancy.writing(database, tenant_id, someone(tenant_id, "contributor", body)) as unit:
        relation = the(unit.session, "relations", source="A")
        done: StoredRecord = service(unit, relation.id, relation.revision, *arguments)
        return done


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"valid_to": "2030-01-01"}, "declared"),
        ({"valid_from": "2020-01-01"}, "declared"),
        ({"kind": "consults"}, "declared"),
        ({"target": "E"}, "declared"),
        ({"mechanism": "Law 1"}, "confirmed"),
        ({"evidence_url": "https://a.example"}, "confirmed"),
        ({"kind": "funds", "target": "B"}, "confirmed"),
    ],
)
def test_what_was_confirmed_and_is_no_longer_the_same_waits_again(
    database: Database, tenant_id: UUID, values: dict[str, str], status: str
) -> None:
    settle(database, tenant_id)
    do(database, tenant_id, "B", relations.confirm)
    assert do(database, tenant_id, "A", relations.change, values)["status"] == status


def test_a_dispute_is_not_undone_by_a_small_change(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    do(database, tenant_id, "B", relations.dispute, "No money came.")
    assert do(database, tenant_id, "A", relations.change, {"valid_to": "2030-01-01"})["status"] == "disputed"
    with pytest.raises(Invalid):
        do(database, tenant_id, "A", relations.change, {"status": "declared"})
    assert do(database, tenant_id, "B", relations.confirm)["status"] == "confirmed"


def test_a_dispute_needs_a_reason_and_tells_it(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    for reason in (None, "", " ", 3, "x" * 20_001):
        with pytest.raises(Invalid):
            do(database, tenant_id, "B", relations.dispute, reason)
    do(database, tenant_id, "B", relations.dispute, "No money came.")
    with pytest.raises(Conflict):
        do(database, tenant_id, "B", relations.dispute, "None at all.")
    with tenancy.reading(database, tenant_id) as session:
        (change,) = changes_since(session, 1)
    assert change.head.note == "No money came."


def test_nobody_confirms_or_disputes_for_the_other_side(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    for body, service, arguments in (
        ("A", relations.confirm, ()),
        ("A", relations.dispute, ("No",)),
        ("B", relations.change, ({"mechanism": "x"},)),
        ("B", relations.end, ("2030-01-01",)),
        ("B", relations.withdraw, ()),
    ):
        with pytest.raises(Forbidden):
            do(database, tenant_id, body, service, *arguments)
    with pytest.raises(Invalid), tenancy.writing(database, tenant_id, SYSTEM) as unit:
        relations.declare(unit, {"source": "A", "target": "E", "kind": "funds", "status": "confirmed"})


def test_a_relation_ends_once_and_stays_confirmed(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    do(database, tenant_id, "B", relations.confirm)
    assert do(database, tenant_id, "A", relations.end, "2030-01-01")["status"] == "confirmed"
    for later in ("2030-01-01", "2031-01-01"):
        with pytest.raises(Conflict):
            do(database, tenant_id, "A", relations.end, later)
    assert do(database, tenant_id, "A", relations.end, "2029-01-01")["valid_to"] == date(2029, 1, 1)
    for wrong in (None, "soon"):
        with pytest.raises(Invalid):
            do(database, tenant_id, "A", relations.end, wrong)


def test_either_side_ends_what_reads_alike_in_both_directions(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        made = relations.declare(unit, {"source": "A", "target": "R2", "kind": "partners_with"})
    with tenancy.writing(database, tenant_id, someone(tenant_id, "contributor", "R2")) as unit:
        relations.end(unit, made.id, made.revision, "2030-01-01")
    with pytest.raises(Forbidden), tenancy.writing(database, tenant_id, someone(tenant_id, "contributor", "E")) as unit:
        relations.end(unit, made.id, 3, "2029-01-01")


@pytest.mark.parametrize(
    "grants",
    [
        (("contributor", "A"), ("contributor", "R2")),
        (("contributor", "A"), ("steward", "R2")),
        (("steward", "R1"),),
        (("steward", "R2"),),
    ],
)
def test_a_body_is_moved_below_another_by_who_has_a_say_above_both_alone(
    database: Database, tenant_id: UUID, grants: tuple[tuple[str, str], ...]
) -> None:
    settle(database, tenant_id)
    move = {"source": "A", "target": "R2", "kind": "part_of", "valid_from": "2020-01-01"}
    who = Principal("user", tenant_id, tenant_id, tuple(Grant(*grant) for grant in grants))
    with pytest.raises(Forbidden), tenancy.writing(database, tenant_id, who) as unit:
        relations.declare(unit, move)
    with pytest.raises(Forbidden), tenancy.writing(database, tenant_id, who) as unit:
        relations.change(unit, the(unit.session, "relations", source="A").id, 1, {"kind": "part_of", "target": "R2"})
    with tenancy.writing(database, tenant_id, someone(tenant_id, "steward", "PT")) as unit:
        relations.declare(unit, move)


def test_who_was_moved_away_is_no_longer_below(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        relations.declare(unit, {"source": "A", "target": "R2", "kind": "part_of", "valid_from": "2020-01-01"})
    with pytest.raises(Forbidden), tenancy.writing(database, tenant_id, someone(tenant_id, "steward", "R1")) as unit:
        bodies.change(unit, the(unit.session, "bodies", code="A").id, 1, {"name": "Mine"})
    with pytest.raises(Forbidden), tenancy.writing(database, tenant_id, someone(tenant_id, "steward", "R1")) as unit:
        relations.withdraw(unit, the(unit.session, "relations", kind="part_of").id, 2)


@pytest.mark.parametrize(
    "values", [{"to": "S", "from": "S"}, {"from": "X", "to": "X"}, {"from": "X"}, {"from": "S", "to": "T"}]
)
def test_a_link_joins_two_works_once(database: Database, tenant_id: UUID, values: dict[str, str]) -> None:
    settle(database, tenant_id)
    with pytest.raises((Invalid, Conflict)), tenancy.writing(database, tenant_id, SYSTEM) as unit:
        links.link(unit, values)


def test_nobody_gives_a_word_ahead_of_time(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    for service, values in (
        (declarations.declare, {"body": "A", "declared_on": FAR}),
        (reports.report, {"subject": "S", "reported_on": FAR}),
        (relations.declare, {"source": "A", "target": "E", "kind": "funds", "declared_on": FAR}),
    ):
        with pytest.raises(Invalid) as refused, tenancy.writing(database, tenant_id, SYSTEM) as unit:
            service(unit, values)
        assert [problem.code for problem in refused.value.problems] == ["in-future"]


def test_nothing_changed_counts_once_a_day(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    for _ in range(3):
        with tenancy.writing(database, tenant_id, someone(tenant_id, "contributor", "A")) as unit:
            declared = declarations.nothing_changed(unit, the(unit.session, "bodies", code="A").id)
    assert declared["declared_on"] == unit.today
    with tenancy.reading(database, tenant_id) as session:
        assert len(list(find(session, "declarations", body="A"))) == 2
        assert [change.revision for change in changes_since(session, 0)] == [1, 2]


def test_one_day_has_one_report_of_a_work(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with pytest.raises(Conflict), tenancy.writing(database, tenant_id, SYSTEM) as unit:
        reports.report(unit, {"subject": "S", "progress": 50})
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        yesterday = unit.today - timedelta(days=1)
        reports.report(unit, {"subject": "S", "progress": 12.5, "reported_on": yesterday.isoformat()})
