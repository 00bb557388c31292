"""The list of findings: filters in its address, what each leaves, and what is said where nothing is left."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.interlace.register.world import settle
from tests.web.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.conftest import Person

    Persons = Callable[..., Person]

DAY = "as_of=2026-11-22"


@pytest.mark.parametrize(("role", "body"), [("reader", None), ("contributor", "PT-lisboa"), ("administrator", None)])
def test_every_member_sees_gaps_and_open_questions_what_matters_most_first(
    portugal: UUID, person: Persons, role: str, body: str | None
) -> None:
    page = person(portugal, role, body).get(f"findings?{DAY}")
    assert page.status_code == 200
    told = unescape(page.text)
    assert "149 findings" in told
    assert "33 gaps · 116 open questions" in told
    assert told.index(">Principle missing from a strategy<") < told.index(">No strategy<")
    assert Markup.of(page.text).wrong == []


def test_filters_stand_in_the_address_and_each_can_be_taken_off(portugal: UUID, person: Persons) -> None:
    page = person(portugal, "reader").get(f"findings?{DAY}&family=vertical&severity=high&severity=medium&rule=")
    assert page.status_code == 200
    links = [urlsplit(link).query for link in Markup.of(page.text).links]
    assert f"{DAY}&severity=high&severity=medium" in links
    assert f"{DAY}&family=vertical&severity=medium" in links
    assert f"{DAY}&family=vertical&severity=high" in links
    assert "as_of=2026-11-22" in page.text


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        ("rule=strategy-missing", "42 findings"),
        ("certainty=confirmed", "33 findings"),
        ("branch=PT-NUTS2-PT20", "findings"),
        ("body=PT-lisboa", "3 findings"),
        ("principle=active_citizenship&area=participation", "finding"),
        ("sort=key", "149 findings"),
        ("sort=reach", "149 findings"),
    ],
)
def test_each_filter_leaves_what_it_says(portugal: UUID, person: Persons, filters: str, total: str) -> None:
    page = person(portugal, "reader").get(f"findings?{DAY}&{filters}")
    assert page.status_code == 200
    assert total in page.text


def test_a_body_is_chosen_by_its_name_which_becomes_its_code_in_the_address(portugal: UUID, person: Persons) -> None:
    somebody = person(portugal, "reader")
    led = somebody.get(f"findings?{DAY}&branch=lisbon&certainty=confirmed")
    assert led.status_code == 303
    assert urlsplit(led.location).query == f"{DAY}&branch=PT-lisboa&certainty=confirmed"
    assert "3 findings" in somebody.get(led.location).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Atlantis", "There is no body of this name or code."),
        ("Coimbra (", "There is no body of this name or code."),
        ("associa", "This could be several bodies:"),
    ],
)
def test_a_body_that_is_not_certain_is_asked_for_again(
    portugal: UUID, person: Persons, typed: str, sentence: str
) -> None:
    page = person(portugal, "reader").get("findings", query_string={"branch": typed})
    assert page.status_code == 422
    assert sentence in page.text
    assert "<title>Error:" in page.text
    assert 'href="#branch"' in page.text
    assert f'value="{typed}"' in page.text


def test_bodies_that_may_have_been_meant_are_one_click_away(portugal: UUID, person: Persons) -> None:
    somebody = person(portugal, "reader")
    page = somebody.get(f"findings?{DAY}&branch=coim&certainty=confirmed")
    (meant,) = (link for link in Markup.of(page.text).links if "branch=PT-coimbra" in link)
    assert "certainty=confirmed" in meant
    assert somebody.get(meant).status_code == 200


def test_a_choice_that_there_is_none_of_is_told(portugal: UUID, person: Persons) -> None:
    page = person(portugal, "reader").get("findings?severity=terrible")
    assert page.status_code == 422
    assert "critical, high, medium, low" in page.text
    assert 'href="#filter-severity"' in page.text


def test_the_next_page_follows_the_first(portugal: UUID, person: Persons) -> None:
    somebody = person(portugal, "reader")
    first = somebody.get(f"findings?{DAY}&sort=key")
    (following,) = (link for link in Markup.of(first.text).links if "after=" in link)
    second = somebody.get(following)
    findings = [{link for link in Markup.of(page.text).links if "/findings/" in link} for page in (first, second)]
    assert [len(one) for one in findings] == [50, 50]
    assert not findings[0] & findings[1]


def test_a_page_without_findings_says_why_and_what_to_do(portugal: UUID, tenant_id: UUID, person: Persons) -> None:
    nobody = unescape(person(tenant_id).get("findings").text)
    assert "The register knows of no body on this day" in nobody
    assert "Import a register" in nobody
    assert "The administrators of the programme register bodies" in person(tenant_id, "reader").get("findings").text
    filtered = person(portugal, "reader").get(f"findings?{DAY}&family=horizontal&severity=critical").text
    assert "No finding has all of these together." in filtered


def test_findings_of_another_programme_are_not_there(
    accounts: Database, portugal: UUID, tenant_id: UUID, person: Persons
) -> None:
    settle(accounts, tenant_id)
    stranger = person(tenant_id)
    theirs = person(portugal, "reader").tenant
    assert stranger.get(f"/t/{theirs}/findings").status_code == 404
    assert "PT-lisboa" not in stranger.get("findings?sort=key").text


def test_bodies_are_offered_while_somebody_types(portugal: UUID, person: Persons) -> None:
    somebody = person(portugal, "reader")
    offered = somebody.get("suggestions/bodies?field=branch&branch=acores").text
    assert '<option value="PT-NUTS2-PT20">Região Autónoma dos Açores</option>' in offered
    assert somebody.get("suggestions/bodies?field=branch&branch=").text.strip() == ""
    assert somebody.get("suggestions/bodies?q=%0A").text.strip() == ""


@pytest.mark.parametrize("language", ["fr", "pt", "es"])
def test_findings_are_told_in_the_language_of_the_page(portugal: UUID, person: Persons, language: str) -> None:
    page = person(portugal, "reader").get(f"findings?{DAY}&rule=strategy-missing&lang={language}")
    sentences = {"fr": "ne montre aucune stratégie", "pt": "não mostra nenhuma estratégia", "es": "no muestra ninguna"}
    assert f'<html lang="{language}">' in page.text
    assert sentences[language] in unescape(page.text)
