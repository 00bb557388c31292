"""The national view as people see it: in words, drilling down, on any days, whatever there is."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from policies import AREAS, FAMILIES, PRINCIPLES
from tests.web.markup import Markup
from web.overview.shares import part

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Flask

    from tests.web.conftest import Person

DAYS = "as_of=2026-11-22&compare_to=2020-01-01"


def words(html: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


@pytest.fixture
def somebody(portugal: UUID, person: Callable[..., Person]) -> Person:
    return person(portugal, "reader")


@pytest.mark.parametrize(("role", "body"), [("administrator", None), ("steward", "PT"), ("reader", None)])
def test_everybody_is_told_in_words_what_stands_and_what_changed(
    portugal: UUID, person: Callable[..., Person], role: str, body: str | None
) -> None:
    page = words(person(portugal, role, body).get(f"?{DAYS}").text)
    assert "On 22 November 2026, 4 of 93 authorities have a strategy in force." in page
    assert "None has declared its register complete" in page
    assert "The register shows 33 gaps and 116 open questions." in page
    assert re.search(r"Since 1 January 2020, \d+ of these opened, \d+ closed and \d+ changed\.", page)


def test_it_speaks_the_reader_s_language(somebody: Person) -> None:
    page = somebody.get("?lang=fr")
    assert '<html lang="fr">' in page.text


def test_gaps_and_open_questions_lead_to_their_lists(somebody: Person) -> None:
    links = Markup.of(somebody.get(f"?{DAYS}").text).links
    wanted = {"family=delivery", "severity=high", "certainty=confirmed", "as_of=2026-11-22", "compare_to=2020-01-01"}
    assert any("/findings?" in link and wanted <= set(link.partition("?")[2].split("&")) for link in links)
    assert any("/findings/principle-missing" in link for link in links)


def test_coverage_is_zoomed_by_principle_branch_and_level(somebody: Person) -> None:
    whole = Markup.of(somebody.get().text)
    assert any("principle=real_equality" in link and link.endswith("#coverage") for link in whole.links)
    inside = next(link for link in whole.links if "branch=" in link)
    assert "Branch that is shown" in somebody.get(inside.partition("#")[0]).text
    by_area = words(somebody.get("?principle=real_equality&rows=levels").text)
    assert all(area.name.en in by_area for area in AREAS)
    assert "not applicable" in by_area


@pytest.mark.parametrize(
    ("address", "status"),
    [("?branch=nobody", 404), ("?principle=none", 400), ("?rows=all", 400), ("?after=x", 400), ("?as_of=soon", 400)],
)
def test_what_is_no_zoom_is_told(somebody: Person, address: str, status: int) -> None:
    assert somebody.get(address).status_code == status


def test_what_is_no_authority_has_no_branch(somebody: Person) -> None:
    assert "On this day no authority stands there." in words(somebody.get("?branch=PT-CSO-ACAS").text)


def test_a_day_that_is_not_earlier_is_compared_to_nothing(somebody: Person) -> None:
    page = words(somebody.get("?as_of=2020-01-01&compare_to=2026-01-01").text)
    assert "The day to compare to is not before the day that is shown." in page
    assert "Since" not in page


def test_an_empty_register_says_what_comes_next(tenant_id: UUID, person: Callable[..., Person]) -> None:
    assert "Go to the administration" in person(tenant_id).get().text
    reader = person(tenant_id, "reader").get().text
    assert "no body is in the register" in reader
    assert "Go to the administration" not in reader


def test_the_view_of_another_tenant_is_not_there(
    portugal: UUID, tenant_id: UUID, person: Callable[..., Person]
) -> None:
    stranger, here = person(tenant_id), person(portugal)
    for path in ("", "changes", "pairs", "unreported", "trend"):
        assert stranger.get(f"/t/{here.tenant}/{path}").status_code == 404


def test_the_trend_is_a_part_for_scripts_and_a_page_for_others(somebody: Person) -> None:
    part = somebody.get(f"trend?{DAYS}", headers={"HX-Request": "true"}).text
    page = somebody.get(f"trend?{DAYS}").text
    assert "<html" not in part
    assert "<html" in page
    for shown, days in ((part, 8), (page, 36)):
        assert all(family.name.en in words(shown) for family in FAMILIES)
        assert shown.count('<circle class="fill-gap"') == days + 1  # Days, and the key.
        assert "22 Nov 2026 33 116" in words(shown)


def test_principles_are_told_by_level_too(somebody: Person) -> None:
    page = words(somebody.get("?rows=levels").text)
    assert all(principle.name.en in page for principle in PRINCIPLES)
    assert "60 authorities, 0 declared complete" in page


def test_small_shares_are_not_told_as_nothing_and_large_ones_not_as_all(app: Flask) -> None:
    with app.test_request_context("/"):
        assert [part(count, 1000) for count in (0, 1, 10, 999, 1000)] == ["0%", "<1%", "1%", ">99%", "100%"]


def test_what_is_kept_for_one_reader_is_not_told_to_one_of_another_language_or_day(somebody: Person) -> None:
    told = [words(somebody.get(address).text) for address in ("?lang=en", "?lang=fr", "?as_of=2020-01-01&lang=en")]
    assert len(set(told)) == len(told)
    assert "On 1 January 2020, " in told[2]
