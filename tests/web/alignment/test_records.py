"""The pages of single strategies and actions, and their lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.alignment.conftest import ATTACK, DAY
from tests.web.alignment.test_alignment import links, rows, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.web.conftest import Person


def test_a_strategy_s_page_tells_all_that_is_on_record(official: Person) -> None:
    page = official.get(f"strategies/PLAN?{DAY}").text
    told = words(page)
    for sentence in (
        "Strategy of Body N, in force",
        "From 1 Jan 2022 Until no end is known",
        "Is funded not reported",
        "2 cells of the grid have a commitment",
        "It was not said that these are all of them.",
        "Body A Design Dialogue",
        f"15 Jan 2024 – {ATTACK}",
        "Civil society absent",
    ):
        assert sentence in told, sentence
    assert "javascript:probe()" not in links(page, "javascript")
    for code in ("A-PLAN", "C-PLAN", "A-ACT"):
        assert any(f"/{code}?" in link for link in links(page, "/t/"))
    assert links(page, "/alignment/PLAN?")


def test_the_page_of_a_lower_strategy_leads_to_the_ones_above(official: Person) -> None:
    page = official.get(f"strategies/A-PLAN?{DAY}").text
    assert "Strategy PLAN Aligned 2 of 2" in rows(page)
    assert links(page, "/alignment/PLAN/A?")
    assert not links(page, "/alignment/A-PLAN?")


def test_a_strategy_that_lapsed_says_that_others_still_lead_to_it(official: Person) -> None:
    told = words(official.get(f"strategies/OLD?{DAY}").text)
    assert "It is no longer in force, and 1 strategy in force or action under way still leads to it." in told


def test_an_action_s_page_tells_all_that_is_on_record(official: Person) -> None:
    told = words(official.get(f"actions/D-ACT?{DAY}").text)
    for sentence in (
        "Action of Body D, under way",
        "Counts as cover yes",
        "Partners Body A Body B",
        "1,234.5",
        "It works",
    ):
        assert sentence in told, sentence
    planned = words(official.get(f"actions/R-ACT?{DAY}").text)
    assert "no: on this day it is neither under way nor lately completed" in planned
    assert "Strategy PLAN (" not in planned
    assert "Strategy PLAN ○ declared, not yet confirmed" in planned


@pytest.mark.parametrize(
    ("path", "change"), [("strategies/C-PLAN", "/desk/strategies/"), ("actions/EVIL-ACT", "/desk/")]
)
def test_only_who_may_write_is_led_to_change_a_record(
    country: UUID, person: Callable[..., Person], path: str, change: str
) -> None:
    own = person(country, "contributor", "C").get(f"{path}?{DAY}").text
    assert "Change this" in words(own)
    assert links(own, change)
    for role, body in (("contributor", "A"), ("reader", None)):
        assert "Change this" not in words(person(country, role, body).get(f"{path}?{DAY}").text)


def test_strategies_are_searched_and_chosen(official: Person) -> None:
    def listed(further: str) -> list[str]:
        return [row.split()[1] for row in rows(official.get(f"strategies?{DAY}&{further}").text)[1:]]

    assert listed("q=PLAN&level=local&standing=in_force") == ["A-PLAN", "B-PLAN", "C-PLAN"]
    assert listed("standing=withdrawn") == [ATTACK]
    assert listed("standing=ended") == ["OLD"]
    assert listed("branch=A") == ["A-PLAN"]
    assert listed("level=national&sort=-starts_on") == ["PLAN", "OLD"]
    assert "No strategy is like that." in words(official.get(f"strategies?{DAY}&q=nothing").text)
    assert official.get("strategies?sort=score").status_code == 400


def test_actions_are_searched_and_chosen(official: Person) -> None:
    def listed(further: str) -> list[str]:
        return [row.split()[1] for row in rows(official.get(f"actions?{DAY}&{further}").text)[1:]]

    assert listed("area=housing") == ["R-ACT"]
    assert listed("status=ongoing&level=local") == ["A-ACT", "D-ACT", ATTACK]
    assert listed("delivers=no") == ["R-ACT"]
    assert listed("body=A") == ["A-ACT"]
    assert listed("q=r-act") == ["R-ACT"]
    assert "No action is like that." in words(official.get(f"actions?{DAY}&q=nothing").text)
    assert official.get("actions?status=loved").status_code == 400
