"""Actions at the desk: registered in four answers, changed, linked, refused with what was typed kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.db import tenancy
from interlace.principals import SYSTEM
from interlace.register import actions, strategies
from tests.interlace.register.world import the as stored
from tests.web.desk.seen import NEW_ACTION, field, followed, records, the, words

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.desk.seen import Persons


def commit(database: Database, tenant_id: UUID, code: str, area: str) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        cell = {"principle": "real_equality", "area": area, "depth": 2}
        strategies.commit(unit, stored(unit.session, "strategies", code=code).id, cell)


def test_an_action_is_registered_with_its_link_in_one_write_and_gives_something_back(
    accounts: Database, world: UUID, person: Persons
) -> None:
    commit(accounts, world, "T", "languages")
    mayor = person(world, "contributor", "A")
    revision = the(accounts, world, "strategies", code="T").revision
    done = followed(mayor, mayor.post("desk/A/actions/new", {**NEW_ACTION, "supports": "T", "ends_on": "2100-01-01"}))
    told = words(done)
    action = the(accounts, world, "actions", title="Language café")
    assert action["code"] == "A-language-cafe"
    assert action["cells"] == ["real_equality:languages", "real_equality:welcoming"]
    assert action["status"] == "ongoing"
    link = the(accounts, world, "links", **{"from": action["code"], "to": "T"})
    assert action.revision == link.revision > revision
    assert "is asked to confirm that this supports" in told
    assert "speaks of 1 cell that you work in" in told
    assert "Commitment not taken up below" in told


def test_the_same_title_again_gets_a_code_of_its_own(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    for _ in range(2):
        followed(mayor, mayor.post("desk/A/actions/new", NEW_ACTION))
    assert {one["code"] for one in records(accounts, world, "actions", title="Language café")} == {
        "A-language-cafe",
        "A-language-cafe-2",
    }


def test_what_is_wrong_is_told_and_what_was_typed_stays(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    wrong = {
        "title": "",
        "areas": ["media"],
        "starts_on": "2026-05-01",
        "ends_on": "2026-04-01",
        "budget_amount": "much",
        "partners": ["Nobody <script>x"],
        "supports": "NOWHERE",
    }
    page = mayor.post("desk/A/actions/new", wrong)
    told = words(page)
    assert page.status_code == 422
    assert "<title>Error: Register an action" in told
    assert "Choose one principle or more." in told
    assert "The end lies before the beginning." in told
    assert "Nothing in the register is called “Nobody <script>x”" in told
    assert "<script>x" not in page.text
    assert 'value="media" checked' in page.text
    assert field(page, "ends_on") == "2026-04-01"
    page = mayor.post("desk/A/actions/new", {**NEW_ACTION, "title": "", "budget_amount": "much", "supports": "NO"})
    assert "Please fill this in." in words(page)
    assert "a number from 0" in words(page)
    page = mayor.post("desk/A/actions/new", {**NEW_ACTION, "supports": "NOWHERE"})
    assert page.status_code == 422
    assert len(records(accounts, world, "actions", body="A")) == 1


def test_single_cells_count_alone_and_numbers_are_read_as_they_are_typed_here(
    accounts: Database, world: UUID, person: Persons
) -> None:
    mayor = person(world, "contributor", "A")
    exactly = {
        "cells": ["active_citizenship:media", "real_equality:housing", "nonsense"],
        "budget_amount": "12 500,50",
        "partners": ["Club", ""],
    }
    followed(mayor, mayor.post("desk/A/actions/new", {**NEW_ACTION, **exactly, "starts_on": "2100-01-01"}))
    action = the(accounts, world, "actions", title="Language café")
    assert action["cells"] == ["active_citizenship:media", "real_equality:housing"]
    assert (action["budget_amount"], action["partners"], action["status"]) == ("12500.50", ["C"], "planned")
    page = mayor.get(f"desk/actions/{action['code']}").text
    assert 'value="active_citizenship:media" checked' in page
    assert 'value="Club (C)" checked' in page


def test_suggestions_follow_what_is_chosen_without_scripts_too(
    accounts: Database, world: UUID, person: Persons
) -> None:
    commit(accounts, world, "T", "languages")
    mayor = person(world, "contributor", "A")
    part = mayor.get("desk/A/suggestions?areas=languages&principles=real_equality&supports=T")
    assert "This is 1 cell of the grid." in part.text
    assert "speaks of 1 of these cells" in part.text
    assert 'value="T" checked' in part.text
    assert "<html" not in part.text
    whole = mayor.post("desk/A/actions/new", {**NEW_ACTION, "suggest": "yes"})
    assert whole.status_code == 200
    assert "speaks of 1 of these cells" in whole.text
    assert person(world, "contributor", "B").get("desk/A/suggestions").status_code == 403


def test_an_action_is_changed_and_its_links_with_it(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    page = mayor.get("desk/actions/X")
    sent = {
        "title": "X after all",
        "revision": field(page, "revision"),
        "status": "completed",
        "several": "yes",
        "supports": ["T"],
    }
    followed(mayor, mayor.post("desk/actions/X", sent))
    action = the(accounts, world, "actions", code="X")
    assert (action["title"], action["status"], action["cells"]) == ("X after all", "completed", None)
    assert the(accounts, world, "links", **{"from": "X"})["to"] == "T"
    page = mayor.get("desk/actions/X")
    assert 'name="linked" value="T"' in page.text
    gone = {**sent, "revision": field(page, "revision"), "supports": [], "linked": ["T"]}
    followed(mayor, mayor.post("desk/actions/X", gone))
    assert records(accounts, world, "links", **{"from": "X"}) == []


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(
    accounts: Database, world: UUID, person: Persons
) -> None:
    mayor = person(world, "contributor", "A")
    before = field(mayor.get("desk/actions/X"), "revision")
    with tenancy.writing(accounts, world, SYSTEM) as unit:
        action = stored(unit.session, "actions", code="X")
        actions.change(unit, action.id, action.revision, {"title": "Theirs"})
    sent = {"title": "Mine", "revision": before, "several": "yes"}
    late = mayor.post("desk/actions/X", sent)
    assert late.status_code == 422
    assert "Somebody changed this while you were typing." in words(late)
    assert field(late, "title") == "Mine"
    assert the(accounts, world, "actions", code="X")["title"] == "Theirs"
    followed(mayor, mayor.post("desk/actions/X", {**sent, "revision": field(late, "revision")}))
    assert the(accounts, world, "actions", code="X")["title"] == "Mine"


def test_a_form_that_is_sent_is_kept_no_longer_and_one_that_is_refused_is(world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    mayor.post("desk/forms/new-action:A", NEW_ACTION)
    assert mayor.post("desk/A/actions/new", {**NEW_ACTION, "title": ""}).status_code == 422
    assert "You began this on" in mayor.get("desk/A/actions/new").text
    followed(mayor, mayor.post("desk/A/actions/new", NEW_ACTION))
    assert "You began this on" not in mayor.get("desk/A/actions/new").text


def test_a_title_that_is_markup_stays_text_everywhere(world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    probe = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"
    saved = followed(mayor, mayor.post("desk/A/actions/new", {**NEW_ACTION, "title": probe}))
    for page in (saved, mayor.get("desk/A"), mayor.get("desk/actions/A-script-alert-x-script-img-src-x")):
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "&lt;script&gt;alert" in page.text


def test_from_a_question_the_cells_and_the_strategy_are_filled_in(world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    page = mayor.get("desk/A/actions/new?cells=real_equality:housing&cells=nonsense&supports=T").text
    assert 'value="housing" checked' in page
    assert 'value="real_equality" checked' in page
    assert 'value="T" checked' in page
