"""How strategies of higher levels are carried, as pages tell it: every number leads on, nothing is a gap unasked."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from policies import ALIGNMENT_STATES
from tests.web.alignment.conftest import ATTACK, DAY
from tests.web.markup import Markup
from web.alignment.tiles import drawing_of
from web.alignment.times import Axis

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.web.conftest import Person

PLAN = f"alignment/PLAN?{DAY}"
PAGES = (
    "alignment",
    "alignment/PLAN",
    "alignment/PLAN/A",
    "alignment/links",
    "alignment/times",
    "strategies",
    "strategies/PLAN",
    "actions",
    "actions/A-ACT",
)


def words(html: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


def rows(html: str) -> list[str]:
    """What each row of the page's tables says."""
    return [words(row).strip() for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)]


def links(page: str, part: str) -> list[str]:
    return [link for link in Markup.of(page).links if part in link]


@pytest.mark.parametrize(("role", "body"), [("administrator", None), ("contributor", "C"), ("reader", None)])
def test_all_pages_are_whole_for_everybody_and_no_text_becomes_markup(
    country: UUID, person: Callable[..., Person], role: str, body: str | None
) -> None:
    somebody = person(country, role, body)
    for path in (*PAGES, "strategies/EVIL", "actions/EVIL-ACT", "alignment/PLAN/C"):
        page = somebody.get(f"{path}?{DAY}")
        assert page.status_code == 200, path
        assert Markup.of(page.text).wrong == [], path
        assert ATTACK not in page.text, path


@pytest.mark.parametrize("path", PAGES)
def test_another_tenant_s_pages_are_not_there(
    country: UUID, portugal: UUID, person: Callable[..., Person], path: str
) -> None:
    stranger, own = person(portugal), person(country)
    assert stranger.get(f"/t/{own.tenant}/{path}").status_code == 404


def test_strategies_of_higher_levels_tell_how_many_carry_them_and_how_many_people_that_reaches(
    official: Person,
) -> None:
    page = words(official.get(f"alignment?{DAY}").text)
    assert "5 authorities below are asked" in page
    assert all(told in page for told in ("1 aligned", "1 convergent", "0 nominal", "1 partial", "2 absent"))
    assert "700 of 900 people reached (78%)." in page
    assert "Not in force on 30 Jun 2020." in page
    assert "No strategy of a higher level is like that." in words(official.get(f"alignment?{DAY}&q=nothing").text)
    assert official.get(f"alignment?{DAY}&level=highest").status_code == 400


def test_before_anything_is_in_force_the_page_says_where_strategies_are(official: Person) -> None:
    page = official.get("alignment?as_of=1990-01-01").text
    assert "no authority with others below it has a strategy in force" in words(page)
    assert links(page, "/strategies?")


def test_each_body_is_a_tile_that_leads_to_its_pair(official: Person) -> None:
    page = official.get(PLAN).text
    tiles = re.findall(r'<a class="tile (\w+)( undeclared)?" href="([^"]*)" title="([^"]*)"', page)
    assert [(state, bool(undeclared)) for state, undeclared, *_ in tiles] == [
        ("absent", True),
        ("aligned", True),
        ("convergent", True),
        ("absent", False),
        ("partial", True),
    ]
    assert "/alignment/PLAN/C?" in tiles[3][2]
    assert "as_of=2024-06-30" in tiles[3][2]
    assert tiles[4][3] == "Body D (local): partial, 1 of 2 cells covered; not declared complete"


def test_what_is_not_reported_is_told_apart_from_what_is_lacking(official: Person) -> None:
    page = official.get(PLAN).text
    assert "Real equality · Education 4 3 1 0" in rows(page)
    assert "Real equality · Housing and neighbourhoods 5 2 1 2" in rows(page)
    (own,) = (link for link in links(page, "register=declared") if "housing" in link)
    lacking = official.get(f"alignment/PLAN{own.partition('#')[0]}").text
    assert [row for row in rows(lacking) if row.startswith("Body C")] == [
        "Body C Local Body R Absent Body C 0 of 2 (0%) no declared complete Gap"
    ]
    (other,) = (link for link in links(page, "register=unreported") if "housing" in link)
    asked = rows(official.get(f"alignment/PLAN{other.partition('#')[0]}").text)
    assert [row.split()[1] for row in asked if row.endswith("Open question")] == ["R", "D"]


def test_the_list_of_bodies_keeps_to_state_level_and_branch(official: Person) -> None:
    def listed(further: str) -> list[str]:
        return [row.split()[1] for row in rows(official.get(f"{PLAN}&{further}").text) if row.startswith("Body ")][1:]

    assert listed("state=absent") == ["R", "C"]
    assert listed("state=absent&level=local") == ["C"]
    assert listed("branch=A") == ["A"]
    assert "None of the bodies that are asked is like that." in words(official.get(f"{PLAN}&state=nominal").text)
    assert official.get(f"{PLAN}&state=good").status_code == 400
    assert official.get(f"{PLAN}&branch=nobody").status_code == 404


def test_a_branch_is_counted_by_itself_and_leads_back(official: Person) -> None:
    page = official.get(f"{PLAN}&branch=A").text
    assert "1 authority is asked for something" in words(page)
    assert "Show the whole" in words(page)
    assert "The strategy asks nothing of this body" in words(official.get(f"{PLAN}&branch=SOCIETY").text)


@pytest.mark.parametrize(
    ("strategy", "why"),
    [
        ("OLD", "is not in force on 30 Jun 2024"),
        ("A-PLAN", "Its owner is no authority with others below it"),
        ("EVIL", "is not in force"),
    ],
)
def test_why_a_strategy_asks_nothing_is_told(official: Person, strategy: str, why: str) -> None:
    assert why in words(official.get(f"alignment/{strategy}?{DAY}").text)


def test_what_does_not_exist_leads_nowhere(official: Person) -> None:
    for path in ("alignment/NONE", "alignment/PLAN/NONE", "strategies/NONE", "actions/NONE"):
        assert official.get(path).status_code == 404


def test_a_pair_tells_what_covers_each_cell_and_what_would_align(official: Person) -> None:
    convergent = words(official.get(f"alignment/PLAN/B?{DAY}").text)
    assert "2 of 2 (100%)" in convergent
    assert "No link from any of its strategies and actions is on record." in convergent
    assert "Link a strategy in force or an action under way to this strategy" in convergent
    lacking = words(official.get(f"alignment/PLAN/C?{DAY}").text)
    assert "Settle the link that is disputed" in lacking
    assert "Cover 2 of the cells that are missing" in lacking
    assert "stated, without objectives: Strategy C-PLAN" in lacking
    assert "gap: not covered, by its own word" in lacking
    asked = words(official.get(f"alignment/PLAN/R?{DAY}").text)
    assert "Report what is there already, and declare the register complete." in asked
    assert "Renew what the link leads from" in asked
    assert "planned: Action R-ACT" in asked
    assert "It is linked and covers enough" in words(official.get(f"alignment/PLAN/A?{DAY}").text)


def test_only_who_may_write_is_led_to_the_desk(country: UUID, person: Callable[..., Person]) -> None:
    path = f"alignment/PLAN/C?{DAY}"
    assert links(person(country, "contributor", "C").get(path).text, "/desk/C")
    assert not links(person(country, "reader").get(path).text, "/desk/C")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("alignment/OLD/A", "is not in force"),
        ("alignment/PLAN/N", "asks nothing of this body"),
        ("alignment/A-PLAN/B", "asks nothing of this body"),
    ],
)
def test_why_a_body_is_not_asked_is_told(official: Person, path: str, why: str) -> None:
    assert why in words(official.get(f"{path}?{DAY}").text)


def test_links_are_a_matrix_and_a_list_with_words(official: Person) -> None:
    page = official.get(f"alignment/links?{DAY}").text
    cells = re.findall(r'<td class="(link-[^"]*)">', page)
    assert sorted(cells) == ["link-confirmed", "link-declared idle", "link-declared idle", "link-disputed idle"]
    told = [row for row in rows(page) if row.startswith("Strategy ")]
    assert told == [
        "Strategy A-PLAN Body A · in force Strategy PLAN Body N · in force ✓ confirmed yes",
        "Strategy B-PLAN Body B · in force Strategy OLD Body N · ended ○ declared, not yet confirmed no",
        "Strategy C-PLAN Body C · in force Strategy PLAN Body N · in force ✗ disputed no",
        "Strategy DRAFT Body D · draft Strategy PLAN Body N · in force ○ declared, not yet confirmed no",
    ]


def test_a_draft_of_others_has_no_link_for_those_who_may_not_know_of_it(
    country: UUID, person: Callable[..., Person]
) -> None:
    reader = person(country, "reader")
    for path in ("alignment/links", "alignment/times", "strategies", "strategies/PLAN", "alignment/PLAN"):
        assert "DRAFT" not in reader.get(f"{path}?{DAY}").text
    assert reader.get(f"strategies/DRAFT?{DAY}").status_code == 404


def test_links_keep_to_level_status_branch_and_target(official: Person) -> None:
    def listed(further: str) -> list[str]:
        page = official.get(f"alignment/links?{DAY}&{further}").text
        return [row.split()[1] for row in rows(page) if row.startswith("Strategy ")]

    assert listed("status=disputed") == ["C-PLAN"]
    assert listed("holds=yes") == ["A-PLAN"]
    assert listed("to=OLD") == ["B-PLAN"]
    assert listed("branch=A") == ["A-PLAN"]
    assert listed("from_level=local&to_level=national&status=confirmed") == ["A-PLAN"]
    assert "No link between strategies is like that." in words(
        official.get(f"alignment/links?{DAY}&from_level=network").text
    )
    assert official.get(f"alignment/links?{DAY}&status=loved").status_code == 400


def test_the_time_line_begins_with_what_lapsed_while_others_lead_to_it(official: Person) -> None:
    page = official.get(f"alignment/times?{DAY}").text
    headings = [words(one).strip() for one in re.findall(r"<h2>.*?</h2>", page)]
    assert headings == ["Lapsed, and others still lead to them", "National", "Local", "The same as a table"]
    assert "1 strategy is no longer in force, while" in words(page)
    assert "lapsed: 1 still leads to it" in words(page)
    assert re.findall(r'class="bar ended lapsed" x="[\d.]+%" width="[\d.]+%"', page)
    assert [row.split()[1] for row in rows(page)[1:]] == ["OLD", "PLAN", "A-PLAN", "B-PLAN", "C-PLAN", ATTACK, "DRAFT"]
    only = official.get(f"alignment/times?{DAY}&standing=draft").text
    assert [row.split()[1] for row in rows(only)[1:]] == ["DRAFT"]
    assert official.get(f"alignment/times?{DAY}&standing=old").status_code == 400


def test_a_register_without_strategies_says_what_comes_first(tenant_id: UUID, person: Callable[..., Person]) -> None:
    somebody = person(tenant_id)
    for path, told in (
        ("alignment", "no authority with others below it has a strategy in force"),
        ("alignment/links", "No strategy says yet that it supports another."),
        ("alignment/times", "No strategy is registered yet."),
        ("strategies", "No strategy is registered yet."),
        ("actions", "No action is registered yet."),
    ):
        page = somebody.get(path)
        assert told in words(page.text), path
        assert Markup.of(page.text).wrong == [], path


def test_years_that_are_far_away_do_not_squeeze_the_others() -> None:
    axis = Axis(2000, 2049)
    assert [tick.label for tick in axis.ticks] == ["2000", "2010", "2020", "2030", "2040"]
    assert axis.bar(None, None) == (0.0, 100.0, True, True)


@pytest.mark.parametrize("states", [(1, 0, 0, 0, 0), (0, 3, 0, 40, 7), (120, 0, 35_000, 1, 880)])
def test_squares_are_as_many_as_bodies(states: tuple[int, ...]) -> None:
    for run in drawing_of(states).runs:
        areas = [int(width) * int(height) // 64 for width, height in re.findall(r"h(\d+)v(\d+)", run.path)]
        assert sum(areas) == states[ALIGNMENT_STATES.index(run.state)]
