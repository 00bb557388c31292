"""What changed, and who has not reported what: the lists that the national view leads to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from interlace.db import tenancy
from interlace.principals import SYSTEM
from interlace.transfer.importing import import_bundle
from tests.brute_force.country import Country
from tests.brute_force.random_countries import write_country
from tests.graph.small import Small
from tests.web.markup import Markup
from tests.web.overview.test_national import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.conftest import Person

DAYS = "as_of=2026-11-22&compare_to=2020-01-01"


@pytest.fixture
def somebody(portugal: UUID, person: Callable[..., Person]) -> Person:
    return person(portugal, "reader")


def number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    assert found is not None, pattern
    return int(found[1])


def test_what_changed_is_listed_and_closed_findings_are_shown_on_the_day_that_they_stood(somebody: Person) -> None:
    page = somebody.get(f"changes?{DAYS}&change=closed")
    closed = number(r"(\d+) closed", words(page.text))
    links = [link for link in Markup.of(page.text).links if "/findings/" in link]
    assert len(links) == min(closed, 50) > 0
    assert all("as_of=2020-01-01" in link for link in links)


def test_what_changed_is_narrowed_by_family_and_kind(somebody: Person) -> None:
    of_family = words(somebody.get(f"changes?{DAYS}&family=participation").text)
    assert "Civil society absent" in of_family
    assert "Principle missing from a strategy </a>" not in of_family
    none = somebody.get(f"changes?{DAYS}&family=participation&change=changed&rule=body-isolated").text
    assert "Nothing of this changed between these days." in words(none)
    assert somebody.get(f"changes?{DAYS}&rule=nothing").status_code == 400
    assert somebody.get(f"changes?{DAYS}&change=vanished").status_code == 400


def test_all_that_changed_can_be_paged_through(somebody: Person) -> None:
    page = somebody.get("changes?as_of=2026-11-22&compare_to=1990-01-01")
    following = [link for link in Markup.of(page.text).links if "after=" in link]
    assert len(following) == 1
    assert "First page" in somebody.get(following[0]).text


def test_days_the_wrong_way_round_are_told(somebody: Person) -> None:
    page = somebody.get("changes?as_of=2020-01-01&compare_to=2026-11-22")
    assert (page.status_code, "Choose an earlier one" in page.text) == (200, True)


def test_who_has_not_reported_is_asked_and_not_blamed(somebody: Person) -> None:
    page = somebody.get(f"unreported?{DAYS}")
    assert "no fault of it: nobody is obliged to report" in page.text
    assert "never" in words(page.text)
    links = Markup.of(page.text).links
    assert any("/findings?" in link and "certainty=unreported" in link and "body=PT" in link for link in links)
    assert sum("after=" in link for link in links) == 1


def test_who_has_not_reported_is_narrowed_by_level_branch_and_kind(somebody: Person) -> None:
    regions = somebody.get("unreported?level=regional&kind=never")
    assert number(r"(\d+) of 9", words(regions.text)) == 9
    branch = next(code for code in re.findall(r'<option value="([^"]+)"', regions.text) if code.startswith("PT-"))
    inside = somebody.get(f"unreported?branch={branch}")
    assert f'value="{branch}" selected' in inside.text
    nobody = words(somebody.get("unreported?kind=stale").text)
    assert "all of these bodies have declared their registers complete" in nobody
    assert somebody.get("unreported?branch=nobody").status_code == 404
    assert somebody.get("unreported?kind=late").status_code == 400


def test_pairs_of_a_state_are_as_many_as_the_view_says_and_lead_to_each(somebody: Person) -> None:
    view = somebody.get(f"?{DAYS}").text
    (link,) = {link for link in Markup.of(view).links if "/pairs?" in link and "state=partial&level=local" in link}
    count = number(rf'href="[^"]*{re.escape(link.partition("?")[2].replace("&", "&amp;"))}">(\d+)</a>', view)
    page = somebody.get(link).text
    assert len([one for one in Markup.of(page).links if "/alignment/PT" in one]) == count
    assert "There are no such pairs on this day." in somebody.get("pairs?as_of=1900-01-01").text
    assert somebody.get("pairs?state=none").status_code == 400


def test_lists_below_the_view_are_marked_as_parts_of_it(somebody: Person) -> None:
    for path in ("changes", "pairs", "unreported", "trend"):
        page = somebody.get(path).text
        assert 'aria-current="true">Overview' in page
        assert Markup.of(page).wrong == []


def test_every_kind_of_subject_is_told_by_its_name(
    accounts: Database, tenant_id: UUID, person: Callable[..., Person], tmp_path: Path
) -> None:
    country = (
        Small()
        .body("N", "national")
        .body("A", "local", "N", valid_from="2000-01-01")
        .body("B", "local", "N", valid_from="2000-01-01")
        .action("late", "A", "real_equality:housing", ends_on="2020-01-01")
        .action("here", "A", "real_equality:housing")
        .action("there", "B", "real_equality:housing")
        .strategy("S", "N", "real_equality:education")
        .relation("A", "funds", "N", status="declared", declared_on="2020-01-01")
    )
    write_country(Country(country.rows, {}, {level: {"media": "none"} for level in ("national", "local")}), tmp_path)
    with tenancy.writing(accounts, tenant_id, SYSTEM, bulk=True) as unit:
        import_bundle(unit, tmp_path, "replace", lambda _: None)
    page = words(person(tenant_id).get("changes?as_of=2024-06-30&compare_to=1900-01-01").text)
    told = ("Action late", "Body N · Media and communication", "Body N · Local, Housing", "Body A – Body N (Funds)")
    assert [one for one in (*told, "Strategy S") if one not in page] == []
