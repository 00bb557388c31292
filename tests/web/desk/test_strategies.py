"""Strategies at the desk: begun, committed on the grid, shared, adopted, withdrawn, taken out; reports and parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.db import tenancy
from interlace.principals import SYSTEM
from interlace.register import strategies
from tests.interlace.register.world import the as stored
from tests.web.desk.seen import field, followed, records, the, words

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.desk.seen import Persons

HOUSING, MEDIA = "real_equality:housing", "active_citizenship:media"


def test_a_strategy_is_registered_and_led_on_to_the_grid_and_to_what_it_supports(
    accounts: Database, world: UUID, person: Persons
) -> None:
    mayor = person(world, "contributor", "E")
    sent = {"title": "Plan of E", "status": "draft", "starts_on": "2026-01-01"}
    grid = followed(mayor, mayor.post("desk/E/strategies/new", sent))
    assert "The strategy is registered." in grid.text
    strategy = the(accounts, world, "strategies", owner="E")
    assert (strategy["code"], strategy["status"]) == ("E-plan-of-e", "draft")
    depths = {f"depth:{HOUSING}": "2", f"depth:{MEDIA}": "3", "depth:real_equality:governance": "0"}
    after = followed(mayor, mayor.post("desk/strategies/E-plan-of-e/commitments", depths))
    assert "Does this strategy support one above it?" in after.text
    assert "These are 2 cells of the grid." in after.text
    assert {(one["area"], one["depth"]) for one in records(accounts, world, "commitments", strategy="E-plan-of-e")} == {
        ("housing", 2),
        ("media", 3),
    }
    change = {"title": "Plan", "revision": field(after, "revision"), "several": "yes", "supports": "T", "funded": "yes"}
    followed(mayor, mayor.post("desk/strategies/E-plan-of-e", change))
    assert the(accounts, world, "strategies", code="E-plan-of-e")["funded"] == "yes"
    assert the(accounts, world, "links", **{"from": "E-plan-of-e"})["to"] == "T"


def test_commitments_are_changed_and_taken_out_in_one_write(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "B")
    page = mayor.get("desk/strategies/S/commitments")
    known = field(page, f"revision:{HOUSING}")
    assert known
    sent = {f"depth:{HOUSING}": "0", f"revision:{HOUSING}": known, f"depth:{MEDIA}": "1"}
    followed(mayor, mayor.post("desk/strategies/S/commitments", sent))
    assert [one["area"] for one in records(accounts, world, "commitments", strategy="S")] == ["media"]
    wrong = mayor.post("desk/strategies/S/commitments", {f"depth:{MEDIA}": "7"})
    assert "Choose one of the depths." in wrong.text


def test_a_commitment_that_somebody_changed_meanwhile_is_left_as_it_is(
    accounts: Database, world: UUID, person: Persons
) -> None:
    mayor = person(world, "contributor", "A")
    known = field(mayor.get("desk/strategies/S/commitments"), f"revision:{HOUSING}")
    with tenancy.writing(accounts, world, SYSTEM) as unit:
        commitment = stored(unit.session, "commitments", strategy="S")
        strategies.change_depth(unit, commitment.id, commitment.revision, 3)
    sent = {f"depth:{HOUSING}": "1", f"revision:{HOUSING}": known, f"depth:{MEDIA}": "1"}
    late = mayor.post("desk/strategies/S/commitments", sent)
    assert "Somebody changed this while you were typing." in late.text
    (there,) = records(accounts, world, "commitments", strategy="S")
    assert (there["area"], there["depth"]) == ("housing", 3)


def test_co_owners_are_named_by_part_of_their_name(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    page = mayor.get("desk/strategies/S/co-owners")
    assert 'value="B (B)" checked' in page.text
    sent = {"co_owners": ["B (B)", "Club", ""], "revision": field(page, "revision")}
    followed(mayor, mayor.post("desk/strategies/S/co-owners", sent))
    assert the(accounts, world, "strategies", code="S")["co_owners"] == ["B", "C"]
    unknown = mayor.post("desk/strategies/S/co-owners", {**sent, "co_owners": ["Nowhere"]})
    assert "Nothing in the register is called “Nowhere”" in words(unknown)


def test_a_draft_is_adopted_after_a_page_that_says_what_that_means(
    accounts: Database, world: UUID, person: Persons
) -> None:
    mayor = person(world, "contributor", "A")
    page = mayor.get("desk/strategies/D/adopt")
    assert "everybody in the programme sees it" in page.text
    assert the(accounts, world, "strategies", code="D")["status"] == "draft"
    desk = followed(mayor, mayor.post("desk/strategies/D/adopt", {"revision": field(page, "revision")}))
    assert "The strategy is adopted" in desk.text
    assert the(accounts, world, "strategies", code="D")["status"] == "adopted"
    again = mayor.post("desk/strategies/D/adopt", {"revision": field(page, "revision")})
    assert again.status_code == 422


def test_a_strategy_is_withdrawn_with_a_reason_by_its_lead_owner(
    accounts: Database, world: UUID, person: Persons
) -> None:
    assert person(world, "contributor", "B").get("desk/strategies/S/withdraw").status_code == 403
    mayor = person(world, "contributor", "A")
    page = mayor.get("desk/strategies/S/withdraw")
    followed(mayor, mayor.post("desk/strategies/S/withdraw", {"revision": field(page, "revision"), "reason": "Over."}))
    assert the(accounts, world, "strategies", code="S")["status"] == "withdrawn"


def test_taking_out_says_first_what_goes_with_it_and_takes_all_of_it(
    accounts: Database, world: UUID, person: Persons
) -> None:
    mayor = person(world, "contributor", "A")
    mayor.post("desk/works/X/report", {"progress": "10", "reported_on": "2026-01-01"})
    mayor.post(
        "desk/actions/X", {"title": "X", "revision": field(mayor.get("desk/actions/X"), "revision"), "supports": "S"}
    )
    action = the(accounts, world, "actions", code="X")
    page = mayor.get(f"desk/remove/actions/{action.id}")
    assert "1 link" in page.text
    assert "1 report" in page.text
    followed(mayor, mayor.post(f"desk/remove/actions/{action.id}", {"revision": field(page, "revision")}))
    assert records(accounts, world, "actions", code="X") == []
    assert records(accounts, world, "links", **{"from": "X"}) == []


def test_what_was_adopted_stays_on_record_and_what_others_wrote_is_not_ones_own(
    accounts: Database, world: UUID, person: Persons
) -> None:
    mayor, other = person(world, "contributor", "A"), person(world, "contributor", "E")
    strategy, draft = the(accounts, world, "strategies", code="S"), the(accounts, world, "strategies", code="D")
    assert mayor.get(f"desk/remove/strategies/{strategy.id}").status_code == 409
    assert other.get(f"desk/remove/strategies/{strategy.id}").status_code == 403
    assert other.get(f"desk/remove/strategies/{draft.id}").status_code == 404
    assert mayor.get(f"desk/remove/bodies/{strategy.id}").status_code == 404
    page = mayor.get(f"desk/remove/strategies/{draft.id}")
    followed(mayor, mayor.post(f"desk/remove/strategies/{draft.id}", {"revision": field(page, "revision")}))
    assert records(accounts, world, "strategies", code="D") == []


def test_a_report_is_given_corrected_and_taken_back(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    wrong = mayor.post("desk/works/X/report", {"progress": "120", "reported_on": "2100-01-01"})
    assert wrong.status_code == 422
    assert "a number from 0 to 100" in wrong.text
    followed(
        mayor, mayor.post("desk/works/X/report", {"progress": "37,5 %", "note": "Well.", "reported_on": "2026-02-01"})
    )
    report = the(accounts, world, "reports", subject="X")
    assert report["progress"] == "37.5"
    page = mayor.get(f"desk/reports/{report.id}")
    assert field(page, "progress") == "37.5"
    sent = {"progress": "40", "reported_on": "2026-02-01", "revision": field(page, "revision")}
    followed(mayor, mayor.post(f"desk/reports/{report.id}", sent))
    assert the(accounts, world, "reports", subject="X")["note"] is None
    gone = field(mayor.get(f"desk/remove/reports/{report.id}"), "revision")
    followed(mayor, mayor.post(f"desk/remove/reports/{report.id}", {"revision": gone}))
    assert records(accounts, world, "reports", subject="X") == []


def test_parts_are_recorded_from_both_sides(accounts: Database, world: UUID, person: Persons) -> None:
    town, club = person(world, "contributor", "A"), person(world, "contributor", "C")
    followed(club, club.post("desk/C/parts/new", {"strategy": "T", "phase": "design", "depth": "consultation"}))
    assert the(accounts, world, "participations", strategy="T")["body"] == "C"
    part = {"body": "Network (N)", "phase": "delivery", "depth": "dialogue"}
    followed(town, town.post("desk/strategies/S/parts/new", part))
    twice = town.post("desk/strategies/S/parts/new", part)
    assert twice.status_code == 422
    assert "The register does not admit this" in words(twice)
    assert "Please fill this in." in club.post("desk/C/parts/new", {"strategy": "T"}).text


def test_a_relation_is_declared_changed_ended_and_withdrawn(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    wrong = mayor.post("desk/A/relations/new", {"kind": "member_of", "target": "B"})
    assert "a body of the level network" in wrong.text
    declared = {"kind": "member_of", "target": "Network", "valid_from": "2026-01-01", "mechanism": "Charter"}
    followed(mayor, mayor.post("desk/A/relations/new", declared))
    relation = the(accounts, world, "relations", kind="member_of")
    assert (relation["target"], relation["status"]) == ("N", "declared")
    page = mayor.get(f"desk/relations/{relation.id}")
    assert field(page, "target") == "Network (N)"
    sent = {**declared, "mechanism": "Statute", "revision": field(page, "revision")}
    followed(mayor, mayor.post(f"desk/relations/{relation.id}", sent))
    page = mayor.get(f"desk/relations/{relation.id}/end")
    end = {"on": "2026-06-30", "revision": field(page, "revision")}
    followed(mayor, mayor.post(f"desk/relations/{relation.id}/end", end))
    relation = the(accounts, world, "relations", kind="member_of")
    assert (relation["mechanism"], str(relation["valid_to"])) == ("Statute", "2026-06-30")
    late = mayor.post(f"desk/relations/{relation.id}/end", {"on": "2026-07-30", "revision": relation.revision})
    assert late.status_code == 422
    gone = field(mayor.get(f"desk/remove/relations/{relation.id}"), "revision")
    followed(mayor, mayor.post(f"desk/remove/relations/{relation.id}", {"revision": gone}))
    assert records(accounts, world, "relations", kind="member_of") == []
    assert person(world, "contributor", "B").get(f"desk/relations/{relation.id}").status_code == 404
