"""Files of other formats are brought in by the ordinary services, all of it or nothing, and looked at before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from graph.exchange import linked_plans, stratml
from graph.exchange.strategies import Committed, Plan
from interlace import exchange
from interlace.db import tenancy
from interlace.db.records import fetch_by_code, find
from interlace.errors import Conflict, Forbidden, Invalid, Unknown
from interlace.exchange import Asked
from interlace.principals import SYSTEM
from interlace.register import strategies
from tests.databases import new_tenant
from tests.interlace.identity.countries import BODIES
from tests.interlace.scenarios.lab import Lab

if TYPE_CHECKING:
    from interlace.db.connections import Database

ODD = b'{"organizations": [{"id": "a b", "name": "A", "classification": "local"}]}'
ATTACK = "<script>alert(1)</script> & {{ 7 * 7 }}"
PLAN = Plan(
    title=ATTACK,
    owners=("R", "M", "elsewhere"),
    commitments=(Committed("real_equality", "housing", 3), Committed("real_equality", "media", 1)),
    further={"code": "plan", "status": "adopted", "funded": "yes"},
)


@pytest.fixture
def lab(database: Database) -> Lab:
    """A nation with two regions, a municipality and an association below the first, and a network."""
    lab = Lab(database, new_tenant(database))
    lab.fill({"bodies": [dict(body) for body in BODIES]})
    return lab


def test_a_strategy_is_looked_at_brought_in_once_and_taken_along_as_it_came(lab: Lab) -> None:
    desk = lab.desk(lab.person("contributor", "R"))
    asked = Asked("stratml", stratml.write(PLAN))
    before, rows = lab.revision, lab.rows()
    looked = exchange.look(desk, asked)
    assert (looked.written, looked.revision, lab.rows()) == (False, before, rows)
    assert [note.value for note in looked.notes] == ["elsewhere"]
    brought = exchange.bring(desk, asked)
    assert (brought.written, brought.revision, brought.added) == (True, before + 1, looked.added)
    with tenancy.reading(lab.database, lab.tenant_id) as session:
        made = fetch_by_code(session, "strategies", "plan")
        assert (made["title"], made["owner"], made["co_owners"], made["funded"]) == (ATTACK, "R", ["M"], "yes")
    again = exchange.bring(desk, asked)
    assert (again.written, again.added, lab.revision) == (False, (), before + 1)
    assert [one.table for one in again.already] == ["strategies", "commitments", "commitments"]
    for form in ("stratml", "jsonld"):
        taken = exchange.take(desk.principal, desk.view(desk.present()), form, "plan")
        assert exchange.bring(desk, Asked(form, taken.content)).added == ()
        read, notes = (stratml if form == "stratml" else linked_plans).read(taken.content)
        assert (read.title, read.owners, read.commitments, notes) == (ATTACK, ("R", "M"), PLAN.commitments, [])


def test_what_the_register_says_stays_and_where_the_file_says_otherwise_is_told(lab: Lab) -> None:
    desk = lab.desk(lab.person("administrator"))
    exchange.bring(desk, Asked("stratml", stratml.write(PLAN)))
    other = Plan("Another title", ("R",), commitments=(Committed("real_equality", "housing", 2),), further=PLAN.further)
    told = exchange.bring(desk, Asked("jsonld", linked_plans.write(other)))
    assert not told.written
    assert [one.differs for one in told.already] == [("title",), ("depth",)]
    more = Plan("x", ("R",), commitments=(Committed("active_citizenship", "media", 2),), further={"code": "plan"})
    assert [change.table for change in exchange.bring(desk, Asked("jsonld", linked_plans.write(more))).added] == [
        "commitments"
    ]


def test_whoever_may_not_write_for_the_owner_brings_nothing_in(lab: Lab) -> None:
    rows = lab.rows()
    for who in (lab.person("reader"), lab.person("contributor", "R2"), lab.person("contributor", "M")):
        with pytest.raises((Forbidden, Conflict)):
            exchange.bring(lab.desk(who), Asked("stratml", stratml.write(PLAN)))
    assert lab.rows() == rows
    stranger = Lab(lab.database, new_tenant(lab.database)).person("administrator")
    with pytest.raises((Forbidden, Unknown)):
        exchange.look(lab.desk(stranger), Asked("stratml", stratml.write(PLAN)))


def test_another_body_can_lead_it_under_another_code_and_a_draft_stays_one(lab: Lab) -> None:
    desk = lab.desk(lab.person("contributor", "R2"))
    draft = Plan("Housing for all", ("R",), further={"status": "draft"})
    told = exchange.bring(desk, Asked("jsonld", linked_plans.write(draft), owner="R2"))
    assert told.added[0].values["code"] == "R2-housing-for-all"
    with tenancy.reading(lab.database, lab.tenant_id) as session:
        made = fetch_by_code(session, "strategies", "R2-housing-for-all")
        assert (made["status"], made["owner"], made["co_owners"]) == ("draft", "R2", ["R"])
    other = lab.desk(lab.person("contributor", "M"))
    with pytest.raises(Unknown):
        exchange.take(other.principal, other.view(other.present()), "stratml", "R2-housing-for-all")


def test_a_code_of_a_draft_that_one_may_not_know_of_is_refused_as_taken(lab: Lab) -> None:
    with tenancy.writing(lab.database, lab.tenant_id, SYSTEM) as unit:
        strategies.draft(unit, {"code": "plan", "title": "Secret", "owner": "R2"})
    with pytest.raises((Conflict, Invalid)) as refused:
        exchange.bring(lab.desk(lab.person("contributor", "R")), Asked("stratml", stratml.write(PLAN)))
    assert "Secret" not in str(vars(refused.value))
    assert list(find_all(lab)) == ["plan"]


def find_all(lab: Lab) -> list[str]:
    with tenancy.reading(lab.database, lab.tenant_id) as session:
        return [record["code"] for record in find(session, "strategies")]


@pytest.mark.parametrize(
    ("form", "content", "pointer", "code"),
    [
        ("stratml", b"<!DOCTYPE a><StrategicPlan/>", "/line/1", "doctype"),
        ("stratml", stratml.write(Plan("A")), "/owner", "required"),
        ("stratml", stratml.write(Plan("A" * 20_001, ("R",))), "/changes/0/values/title", "too-long"),
        ("stratml", stratml.write(Plan("A", ("nobody",))), "/changes/0/values/owner", "unknown-code"),
        ("jsonld", b"[]", "/@type", "bad-choice"),
        ("popolo", ODD, "/changes/0/values/code", "bad-code"),
        ("odt", b"", "/form", "bad-choice"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(lab: Lab, form: str, content: bytes, pointer: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        exchange.look(lab.desk(lab.person("administrator")), Asked(form, content))
    assert (refused.value.problems[0].pointer, refused.value.problems[0].code) == (pointer, code)


def test_bodies_and_memberships_come_in_as_a_whole_or_not_at_all(lab: Lab) -> None:
    told = {
        "organizations": [
            {"id": "X", "name": "X", "classification": "local", "parent_id": "Y"},
            {"id": "Y", "name": "Y", "classification": "regional", "parent_id": "PT"},
            {"id": "R", "name": "Another name", "classification": "regional"},
        ],
        "memberships": [{"member": {"id": "X"}, "organization_id": "N"}],
    }
    asked = Asked("popolo", orjson.dumps(told))
    rows = lab.rows()
    with pytest.raises(Conflict) as refused:
        exchange.bring(lab.desk(lab.person("steward", "R")), asked)
    assert lab.rows() == rows
    assert {problem.pointer.split("/")[2] for problem in refused.value.problems} <= {"0", "1", "2"}
    desk = lab.desk(lab.person("administrator"))
    brought = exchange.bring(desk, asked)
    assert [change.values.get("code") for change in brought.added] == ["Y", "X", None]
    assert [(one.key, one.differs) for one in brought.already] == [("R", ("name",))]
    taken = exchange.take(desk.principal, desk.view(desk.present()), "popolo")
    assert exchange.look(desk, Asked("popolo", taken.content)).added == ()
