"""The desk of a body: whose it is, what was said of its register last, what was begun, what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from interlace.db import tenancy
from interlace.identity import kept_forms
from interlace.principals import SYSTEM, Grant, Principal
from interlace.register import actions, strategies
from tests.databases import new_tenant
from tests.web.desk.seen import followed, records, the, words

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.desk.seen import Persons


def test_who_writes_for_one_body_is_at_its_desk_at_once(world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    desk = words(followed(mayor, mayor.get("desk")))
    assert "What you get back" in desk
    assert "Last declared complete on 1 Jan 2020" in desk
    assert "too long ago to count" in desk
    for told in ("desk/actions/X", "desk/strategies/S/commitments", "40 % done", "Change or end"):
        assert told in desk


def test_a_body_without_anything_is_told_where_to_begin(world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "E")
    desk = words(mayor.get("desk/E"))
    assert "Never declared complete" in desk
    assert desk.count("Nothing yet.") >= 3
    assert "you find here who else does the same" in desk


def test_readers_and_others_have_no_desk_and_learn_nothing(accounts: Database, world: UUID, person: Persons) -> None:
    reader, other = person(world, "reader"), person(world, "contributor", "B")
    assert "write for no body" in words(reader.get("desk"))
    for somebody in (reader, other):
        for path in ("desk/A", "desk/A/actions/new", "desk/actions/X", "desk/A/upload", "desk/works/X/report"):
            assert somebody.get(path).status_code == 403, path
        assert somebody.post("desk/A/nothing-changed").status_code == 403
    assert reader.get("desk/NOBODY").status_code == 404
    assert other.get("desk/strategies/D").status_code == 404 or "D" not in words(other.get("desk/strategies/D"))
    stranger = person(new_tenant(accounts))
    for path in ("desk/A", "desk/actions/X", "desk/like/bodies?field=b&b=A"):
        assert stranger.get(f"/t/{reader.tenant}/{path}").status_code == 404


def test_stewards_and_administrators_choose_among_those_they_write_for(world: UUID, person: Persons) -> None:
    region = person(world, "steward", "R1")
    found = words(region.get("desk?q=A"))
    assert 'desk/A"' in found
    assert 'desk/B"' not in found
    assert "write for no body whose name" in words(region.get("desk?q=Bx%3Cscript%3E"))
    assert "<script>" not in region.get("desk?q=%3Cscript%3E").text.split("</head>")[1]
    assert 'desk/B"' in words(person(world).get("desk?q=b"))


def test_nothing_has_changed_is_said_once_a_day_and_can_be_taken_back(
    accounts: Database, world: UUID, person: Persons
) -> None:
    mayor = person(world, "contributor", "A")
    for _ in range(2):
        desk = words(followed(mayor, mayor.post("desk/A/nothing-changed")))
        assert "Declared complete today" in desk
    assert len(records(accounts, world, "declarations", body="A")) == 2
    latest = max(records(accounts, world, "declarations", body="A"), key=lambda one: one["declared_on"])
    undo = {"declaration": str(latest.id), "revision": str(latest.revision)}
    assert "taken back" in words(followed(mayor, mayor.post("desk/A/nothing-changed/undo", undo)))
    assert len(records(accounts, world, "declarations", body="A")) == 1
    assert mayor.post("desk/A/nothing-changed/undo", undo).status_code == 303
    assert mayor.post("desk/A/nothing-changed/undo", {"declaration": "x"}).status_code == 404


def test_who_does_the_same_and_what_stands_above_is_told(accounts: Database, world: UUID, person: Persons) -> None:
    cell = {"principle": "real_equality", "area": "housing", "depth": 2}
    with tenancy.writing(accounts, world, SYSTEM) as unit:
        done = {"cells": ["real_equality:housing"], "status": "ongoing"}
        actions.record(unit, {"code": "EH", "title": "Homes <script>x</script>", "body": "E", **done})
        strategies.commit(unit, the_strategy(unit, "T"), cell)
    desk = words(person(world, "contributor", "A").get("desk/A"))
    assert "Who else does this, near you" in desk
    assert "Homes <script>x</script>" in desk
    assert "<script>x" not in person(world, "contributor", "A").get("desk/A").text
    assert "speaks of 1 cell that you work in" in desk
    assert "1 of the 1 cells that it asks of you are covered" in desk
    assert "desk/A/answered" in desk
    for headers in ({}, {"HX-Request": "true"}):
        told = person(world, "contributor", "A").get("desk/A/answered", headers=headers)
        assert "Without them," in told.text
        assert ("<html" in told.text) == (not headers)


def the_strategy(unit: object, code: str) -> UUID:
    from interlace.db.records import fetch_by_code

    return fetch_by_code(unit.session, "strategies", code).id  # type: ignore[attr-defined]


def test_what_was_begun_is_listed_for_its_owner_alone_and_let_go_of(world: UUID, person: Persons) -> None:
    mayor, colleague = person(world, "contributor", "A"), person(world, "contributor", "A")
    kept = mayor.post("desk/forms/new-action:A", {"title": "Begun <b>x</b>", "areas": ["media", "housing"]})
    assert kept.status_code == 200
    assert kept.json is not None
    assert kept.json["saved_at"]
    desk = mayor.get("desk/A").text
    assert "A new action: Begun &lt;b&gt;x&lt;/b&gt;" in desk
    assert "Begun" not in colleague.get("desk/A").text
    again = mayor.get("desk/A/actions/new").text
    assert 'value="Begun &lt;b&gt;x&lt;/b&gt;"' in again
    assert 'value="media" checked' in again
    assert "You began this on" in again
    assert "Begun" not in colleague.get("desk/A/actions/new").text
    followed(mayor, mayor.post("desk/forms/new-action:A/discard"))
    assert "Begun" not in mayor.get("desk/A/actions/new").text


@pytest.mark.parametrize("key", ["nothing:A", "new-action", "<script>:A", "../x"])
def test_only_forms_that_there_are_can_be_kept(world: UUID, person: Persons, key: str) -> None:
    mayor = person(world, "contributor", "A")
    assert mayor.post(f"desk/forms/{key}", {"title": "x"}).status_code == 404


def test_what_is_too_much_is_not_kept_and_another_sites_form_keeps_nothing(world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    assert mayor.post("desk/forms/new-action:A", {"title": "x" * kept_forms.MOST_BYTES}).status_code == 400
    foreign = mayor.client.post(f"/t/{mayor.tenant}/desk/forms/new-action:A", data={"title": "x"})
    assert foreign.status_code == 400
    assert "You began" not in mayor.get("desk/A/actions/new").text


def test_without_scripts_a_form_is_kept_by_a_button(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    desk = words(followed(mayor, mayor.post("desk/A/actions/new", {"title": "Half", "later": "yes"})))
    assert "Kept." in desk
    assert "A new action: Half" in desk
    assert len(records(accounts, world, "actions", body="A")) == 1
    principal = Principal("user", mayor.user_id, world, (Grant("contributor", "A"),))
    (form,) = kept_forms.all_of(accounts, principal)
    assert form.fields == {"title": ["Half"]}


def test_names_are_offered_while_one_types(world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "A")
    assert "Club (C)" in mayor.get("desk/like/bodies?field=target&target=clu").text
    assert "T (T)" in mayor.get("desk/like/strategies?field=strategy&strategy=t").text
    assert "D (D)" not in person(world, "contributor", "B").get("desk/like/strategies?field=s&s=d").text
    assert "option" not in mayor.get("desk/like/bodies?field=target&target=").text


def test_a_question_leads_to_the_form_that_answers_it(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "E")
    desk = words(mayor.get("desk/E"))
    assert "No strategy" in desk
    assert "Open question" in desk
    assert "desk/E/strategies/new" in desk
    assert the(accounts, world, "bodies", code="E")
