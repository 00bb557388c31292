"""The inbox: who is asked for their word, what they answer, and what they may not know of."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from interlace.db import tenancy
from interlace.principals import SYSTEM
from interlace.register import links, participations, relations, strategies
from tests.databases import new_tenant
from tests.interlace.register.world import settle, the

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from werkzeug.test import TestResponse

    from interlace.db.connections import Database
    from interlace.db.records import StoredRecord
    from tests.web.conftest import Person

    Persons = Callable[..., Person]


def record(database: Database, tenant_id: UUID, table: str, **equal: object) -> StoredRecord:
    with tenancy.reading(database, tenant_id) as session:
        return the(session, table, **equal)


def declare(database: Database, tenant_id: UUID, **values: object) -> StoredRecord:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        return relations.declare(unit, values)


def key(one: StoredRecord, late: int = 0) -> str:
    return f"{one.table}:{one.id}:{one.revision - late}"


def words(response: TestResponse) -> str:
    """What a page says, as it is read."""
    return unescape(response.text)


@pytest.fixture
def world(accounts: Database, tenant_id: UUID) -> UUID:
    """A small register: A says that it funds B; the strategy S of A and B supports T of R1; C had a part in S."""
    settle(accounts, tenant_id)
    return tenant_id


def test_the_body_that_is_named_confirms_and_the_head_of_pages_counts_what_waits(
    accounts: Database, world: UUID, person: Persons
) -> None:
    mayor = person(world, "contributor", "B")
    before = words(mayor.get("inbox"))
    assert "says: we give money to" in before
    assert 'Inbox <span class="count">1</span>' in before
    funding = record(accounts, world, "relations", source="A")
    after = mayor.client.get(mayor.post("inbox/confirm", {"only": key(funding)}).location)
    assert "1 thing is confirmed." in after.text
    assert "That was a mistake: dispute it" in after.text
    assert 'class="count"' not in after.text
    assert record(accounts, world, "relations", source="A")["status"] == "confirmed"


def test_a_dispute_needs_a_reason_which_both_sides_are_shown(accounts: Database, world: UUID, person: Persons) -> None:
    mayor = person(world, "contributor", "B")
    funding = record(accounts, world, "relations", source="A")
    where = f"inbox/relations/{funding.id}/dispute"
    refused = mayor.post(where, {"revision": funding.revision, "reason": " "})
    assert refused.status_code == 422
    assert "Please fill this in." in refused.text
    done = mayor.post(where, {"revision": funding.revision, "reason": "No money <script>came"})
    assert "Undo: confirm it after all" in mayor.client.get(done.location).text
    for reader, show in ((mayor, "disputed"), (person(world, "contributor", "A"), "disputed")):
        page = reader.get(f"inbox?show={show}")
        assert "No money &lt;script&gt;came" in page.text
        assert "<script>came" not in page.text


def test_what_changed_meanwhile_is_left_and_the_rest_of_what_was_ticked_is_confirmed(
    accounts: Database, world: UUID, person: Persons
) -> None:
    mayor = person(world, "contributor", "B")
    funding = record(accounts, world, "relations", source="A")
    other = declare(accounts, world, source="E", target="B", kind="partners_with")
    with tenancy.writing(accounts, world, SYSTEM) as unit:
        relations.change(unit, funding.id, funding.revision, {"mechanism": "Law"})
    done = mayor.post("inbox/confirm", {"chosen": [key(funding), key(other), "bodies:x:1", "relations"]})
    told = mayor.client.get(done.location).text
    assert "1 thing is confirmed." in told
    assert "1 was left as it is" in told
    assert record(accounts, world, "relations", source="A")["status"] == "declared"
    assert record(accounts, world, "relations", source="E")["status"] == "confirmed"
    late = mayor.post(f"inbox/relations/{funding.id}/dispute", {"revision": funding.revision, "reason": "No."})
    assert late.status_code == 422
    assert "Somebody changed this while you were typing." in late.text


def test_a_link_is_confirmed_by_an_owner_of_the_strategy_that_is_supported(
    accounts: Database, world: UUID, person: Persons
) -> None:
    region, town = person(world, "steward", "R1"), person(world, "contributor", "B")
    link = record(accounts, world, "links", to="T")
    assert "is said to support the strategy" in words(region.get("inbox"))
    assert "no cell of principle and area is in both" in region.get("inbox").text
    assert "Waits for the word of" in town.get("inbox?show=sent").text
    town.post("inbox/confirm", {"only": key(link)})
    assert record(accounts, world, "links", to="T")["status"] == "declared"
    region.post("inbox/confirm", {"only": key(link)})
    assert record(accounts, world, "links", to="T")["status"] == "confirmed"


def test_a_steward_answers_for_bodies_below_and_an_administrator_for_all(world: UUID, person: Persons) -> None:
    nation, admin = person(world, "steward", "PT"), person(world)
    assert "Nothing waits for your word." in nation.get("inbox").text
    below = words(nation.get("inbox?whose=below"))
    assert "says: we give money to" in below
    assert "is said to support the strategy" in below
    everything = words(admin.get("inbox"))
    assert "says: we give money to" in everything
    assert "Waiting for others" not in everything


def test_a_civil_society_body_says_how_it_was_and_takes_a_part_out_that_it_had_not(
    accounts: Database, world: UUID, person: Persons
) -> None:
    club = person(world, "contributor", "C")
    part = record(accounts, world, "participations", body="C")
    assert "had a part in" in club.get("inbox?show=parts").text
    sent = {"revision": part.revision, "phase": "design", "depth": "information"}
    corrected = club.client.get(club.post(f"inbox/parts/{part.id}", sent).location).text
    assert "Undo: Design, Dialogue again" in corrected
    stale = club.post(f"inbox/parts/{part.id}", sent)
    assert stale.status_code == 422
    part = record(accounts, world, "participations", body="C")
    assert part["depth"] == "information"
    assert "One record is taken out" in club.get(f"inbox/parts/{part.id}/removal").text
    gone = club.client.get(club.post(f"inbox/parts/{part.id}/removal", {"revision": part.revision}).location).text
    assert "Undo: put it back" in gone
    values = {"strategy": "S", "body": "C", "phase": "design", "depth": "information"}
    assert "The part is back." in club.client.get(club.post("inbox/parts/restore", values).location).text
    assert record(accounts, world, "participations", body="C")["depth"] == "information"


def test_nobody_is_asked_of_a_draft_that_they_may_not_know_of(accounts: Database, world: UUID, person: Persons) -> None:
    with tenancy.writing(accounts, world, SYSTEM) as unit:
        draft = strategies.draft(unit, {"code": "HIDDEN", "title": "Hidden plan", "owner": "E"})
        link = links.link(unit, {"from": draft["code"], "to": "T"})
        participations.record(unit, {"strategy": "HIDDEN", "body": "C", "phase": "design", "depth": "dialogue"})
    club, owner = person(world, "contributor", "C"), person(world, "contributor", "R1")
    assert "Hidden plan" not in club.get("inbox?show=parts").text
    assert "Hidden plan" not in owner.get("inbox").text
    assert owner.get(f"inbox/links/{link.id}").status_code == 404
    assert owner.post(f"inbox/links/{link.id}/dispute", {"revision": 1, "reason": "No."}).status_code == 404
    assert "Hidden plan" in person(world, "steward", "R1").get("inbox").text


def test_whoever_acts_for_no_body_is_told_so_and_may_answer_nothing(
    accounts: Database, world: UUID, person: Persons
) -> None:
    reader = person(world, "reader")
    assert "You act for no body" in reader.get("inbox").text
    funding = record(accounts, world, "relations", source="A")
    assert "may answer this" in reader.get(f"inbox/relations/{funding.id}").text
    refused = reader.post(f"inbox/relations/{funding.id}/dispute", {"revision": funding.revision, "reason": "No."})
    assert refused.status_code == 403
    reader.post("inbox/confirm", {"only": key(funding)})
    assert record(accounts, world, "relations", source="A")["status"] == "declared"


def test_the_inbox_of_another_tenant_is_not_there(accounts: Database, world: UUID, person: Persons) -> None:
    stranger = person(new_tenant(accounts), "administrator")
    mayor = person(world, "contributor", "B")
    assert stranger.client.get(f"/t/{mayor.tenant}/inbox").status_code == 404
    funding = record(accounts, world, "relations", source="A")
    assert stranger.get(f"inbox/relations/{funding.id}").status_code == 404


@pytest.mark.parametrize("show", ["waiting", "parts", "disputed", "confirmed", "sent", "<script>"])
def test_every_part_of_the_inbox_has_words_for_being_empty(world: UUID, person: Persons, show: str) -> None:
    network: Any = person(world, "contributor", "N").get("inbox", query_string={"show": show})
    assert network.status_code == 200
    assert 'class="empty"' in network.text
