"""Bodies: found by name, level and branch; the page of each tells what it has, where it stands, who closed its gaps."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest

from interlace.db import tenancy
from interlace.db.records import fetch_by_code
from interlace.principals import SYSTEM
from interlace.register import bodies, declarations, relations, strategies
from tests.interlace.register.world import settle
from tests.web.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.conftest import Person

    Persons = Callable[..., Person]

DAY = "as_of=2026-11-22"


def words(text: str) -> str:
    """What a page says, as it is read."""
    return " ".join(unescape(text).split())


def test_bodies_are_listed_from_the_top_down(portugal: UUID, person: Persons) -> None:
    page = person(portugal, "reader").get(f"bodies?{DAY}")
    assert page.status_code == 200
    told = words(page.text)
    assert "148 bodies" in told
    assert told.index("República Portuguesa") < told.index("Norte (região de planeamento)")
    assert Markup.of(page.text).wrong == []


@pytest.mark.parametrize(
    ("filters", "total", "first"),
    [
        ("q=evora", "1 body", "Évora"),
        ("level=national", "1 body", "República Portuguesa"),
        ("branch=PT-NUTS2-PT20&sort=name", "bodies", "AEA"),
        ("ended=only", "2 bodies", "NUTS II 2013"),
        ("ended=all", "150 bodies", "República"),
        ("sort=name", "148 bodies", "ACAS"),
        ("sort=code", "148 bodies", "Intercultural Cities"),
    ],
)
def test_bodies_are_found(portugal: UUID, person: Persons, filters: str, total: str, first: str) -> None:
    told = words(person(portugal, "reader").get(f"bodies?{DAY}&{filters}").text)
    assert total in told
    assert first in told


def test_names_with_accents_stand_where_people_look_for_them(portugal: UUID, person: Persons) -> None:
    somebody = person(portugal, "reader")
    told = words(somebody.get(f"bodies?{DAY}&sort=name&level=local&after=0").text)
    assert told.index("Évora") < told.index("Faro")


def test_pages_follow_one_another(portugal: UUID, person: Persons) -> None:
    somebody = person(portugal, "reader")
    first = somebody.get(f"bodies?{DAY}")
    (following,) = {link for link in Markup.of(first.text).links if "after=" in link}
    second = somebody.get(following)
    assert "50 of 148" in second.text
    listed = [{link for link in Markup.of(page.text).links if "/bodies/" in link} for page in (first, second)]
    assert f"/t/{somebody.tenant}/bodies/PT?{DAY}" in listed[0] & listed[1], "below the State stand bodies of both"
    assert listed[1] - listed[0]


def test_what_cannot_be_found_is_told(portugal: UUID, tenant_id: UUID, person: Persons) -> None:
    somebody = person(portugal, "reader")
    assert "No body matches this." in somebody.get("bodies?q=atlantis").text
    refused = somebody.get("bodies?branch=atlantis")
    assert (refused.status_code, "There is no body of this name" in refused.text) == (422, True)
    assert somebody.get("bodies?level=galactic").status_code == 422
    assert "The register is empty" in person(tenant_id).get("bodies").text


def test_before_the_first_body_began_a_way_to_all_is_shown(
    accounts: Database, tenant_id: UUID, person: Persons
) -> None:
    with tenancy.writing(accounts, tenant_id, SYSTEM) as unit:
        bodies.register(unit, {"code": "P", "name": "P", "level": "national", "valid_from": "2020-01-01"})
    page = person(tenant_id).get("bodies?as_of=2019-01-01")
    assert "No body exists on this day." in page.text
    assert "1 body" in person(tenant_id).get("bodies?as_of=2019-01-01&ended=all").text


@pytest.mark.parametrize(
    "code", ["PT", "PT-lisboa", "PT-CSO-CASA-BRASIL", "PT-NET-RPCI", "PT-NUTS2-PT17", "PT-NUTS3-PT170"]
)
@pytest.mark.parametrize("role", ["reader", "administrator"])
def test_bodies_of_every_kind_have_a_whole_page(portugal: UUID, person: Persons, code: str, role: str) -> None:
    page = person(portugal, role).get(f"bodies/{code}?{DAY}")
    assert page.status_code == 200
    assert Markup.of(page.text).wrong == []


def test_a_town_sees_its_gaps_what_it_covers_and_where_it_stands(portugal: UUID, person: Persons) -> None:
    told = words(person(portugal, "contributor", "PT-lisboa").get(f"bodies/PT-lisboa?{DAY}").text)
    for sentence in (
        "You act for this body.",
        "Strategy lapsed",
        "1 / 17",
        "a strategy commits to it",
        "Fórum Municipal da Interculturalidade (FMINT)",
        "declared, not yet confirmed",
        "Is a member of",
        "confirmed · since 1 Jan 2011",
        "Área Metropolitana de Lisboa",
        "546,000 inhabitants",
        "Nobody like this body closed one of its gaps",
    ):
        assert sentence in told, sentence


def test_who_like_a_body_closed_its_gap_is_named_with_what_they_began(portugal: UUID, person: Persons) -> None:
    told = words(person(portugal, "reader").get("bodies/PT-porto?as_of=2016-06-30&compare_to=2014-06-30").text)
    elsewhere = told.partition("Bodies like this one that have closed this gap")[2].partition("What it covers")[0]
    assert "Amadora" in elsewhere
    assert "1.º Plano Municipal para a Integração de Imigrantes da Amadora 2015-2017" in elsewhere
    assert elsewhere.index("Amadora") < elsewhere.index("Cascais") < elsewhere.index("Lisboa")


def test_a_body_that_ended_says_what_followed_it(portugal: UUID, person: Persons) -> None:
    told = words(person(portugal, "reader").get(f"bodies/PT-NUTS2-PT17?{DAY}").text)
    assert "This body ended on 31 Dec 2023." in told
    assert "It was followed by:" in told
    assert "Península de Setúbal (região NUTS II)" in told
    before = words(person(portugal, "reader").get("bodies/PT-NUTS2-PT1A?as_of=2023-06-30").text)
    assert "does not exist yet on the day shown; it begins on 1 Jan 2024" in before


def test_all_that_a_body_has_of_one_kind_is_listed_in_pages(portugal: UUID, person: Persons) -> None:
    somebody = person(portugal, "reader")
    page = somebody.get(f"bodies/PT/relations?{DAY}")
    assert page.status_code == 200
    assert "26 of 26" in page.text
    assert Markup.of(page.text).wrong == []
    for table in ("strategies", "actions", "participations", "links", "relations", "reports"):
        assert somebody.get(f"bodies/PT-NET-CNMA/{table}").status_code == 200
    assert somebody.get("bodies/PT/secrets").status_code == 404
    assert somebody.get("bodies/nobody/relations").status_code == 404


def test_declarations_are_told_fresh_or_too_old_to_count(accounts: Database, tenant_id: UUID, person: Persons) -> None:
    settle(accounts, tenant_id)
    somebody = person(tenant_id)
    assert "register declared complete, too long ago to count" in somebody.get("bodies/A").text
    with tenancy.writing(accounts, tenant_id, SYSTEM) as unit:
        declarations.nothing_changed(unit, fetch_by_code(unit.session, "bodies", "A").id)
    assert "too long ago to count" not in somebody.get("bodies/A").text


def test_competences_are_told_by_role_with_their_basis(portugal: UUID, person: Persons) -> None:
    told = words(person(portugal, "reader").get(f"bodies/PT-NUTS2-PT20?{DAY}").text)
    assert "Estatuto Político-Administrativo dos Açores (Lei 2/2009)" in told
    assert "On what basis" in told


def test_texts_stay_texts_and_only_addresses_of_the_web_are_links(
    accounts: Database, tenant_id: UUID, person: Persons
) -> None:
    with tenancy.writing(accounts, tenant_id, SYSTEM) as unit:
        state = {"code": "P", "name": "<script>x</script>", "level": "national", "website": "javascript:x()"}
        bodies.register(unit, state)
        town = {"code": "Q", "name": "Q", "level": "local", "parent": "P", "website": "https://q.example/"}
        bodies.register(unit, town)
        strategies.record(unit, {"code": "S", "title": "<b>S</b>", "owner": "P"})
        relations.declare(unit, {"source": "P", "target": "Q", "kind": "funds", "mechanism": "<i>m</i>"})
    somebody = person(tenant_id)
    for where in ("bodies", "bodies/P", "bodies/Q", "bodies/P/relations", "bodies/P/strategies"):
        page = somebody.get(where)
        assert Markup.of(page.text).wrong == [], where
        assert "<script>x" not in page.text
        assert "<b>S" not in page.text
        assert "<i>m" not in page.text
    assert 'href="javascript:' not in somebody.get("bodies/P").text
    assert 'href="https://q.example/"' in somebody.get("bodies/Q").text


def test_a_body_of_another_programme_or_of_none_is_not_there(portugal: UUID, tenant_id: UUID, person: Persons) -> None:
    ours, stranger = person(portugal, "reader"), person(tenant_id)
    assert stranger.get("bodies/PT-lisboa").status_code == 404
    assert stranger.get(f"/t/{ours.tenant}/bodies/PT-lisboa").status_code == 404
    missing = ours.get("bodies/nobody")
    assert (missing.status_code, "There is no such page" in missing.text) == (404, True)
