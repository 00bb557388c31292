"""Requests in a browser: two ask a town the same, which answers once, by keyboard alone, and hears what came of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.browser.visits import kept, overflow, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.visits import Site


def ask(page: Page, reason: str) -> None:
    page.goto("/t/spain/requests/new")
    page.locator("#bodies").fill("ES-bilbao")
    page.get_by_label("Is your register complete?").check()
    page.get_by_label("Are your actions all in the register?").check()
    page.get_by_label("Why you ask").fill(reason)
    page.get_by_role("button", name="See what it comes to").press("Enter")
    assert violations(page) == []
    page.get_by_role("button", name="Ask", exact=True).press("Enter")
    page.get_by_text("It is asked.").wait_for()
    assert violations(page) == []


def test_two_ask_the_same_and_a_town_answers_once(visits: Site) -> None:
    nation, administrator = visits.person("national", "spain"), visits.person("admin", "spain")
    ask(nation, "For the nation")
    ask(administrator, "For the programme")
    town = visits.person("local", "spain")
    town.goto("/t/spain/questions")
    assert town.get_by_role("heading", name="Are your actions all in the register?").count() == 1
    assert town.get_by_text("For the programme").count() == 2
    for width, theme in ((360, "dark"), (1440, "light")):
        town.set_viewport_size({"width": width, "height": 900})
        town.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        assert violations(town) == []
        assert overflow(town) == 0
        kept(town, f"questions-{width}-{theme}")
    town.get_by_role("button", name=re.compile(r"^Nothing has changed\s?: Are your actions")).press("Enter")
    town.get_by_text("Your answer reaches all who asked.").wait_for()
    nation.goto("/t/spain/notices")
    assert violations(nation) == []
    nation.get_by_role("link", name=re.compile("has answered your question: For the nation")).first.click()
    nation.locator("#text").fill("It is in our report.")
    nation.get_by_role("button", name="Tell them").press("Enter")
    nation.get_by_text("The bodies have been told.").wait_for()
    town.goto("/t/spain/questions?show=past")
    assert town.get_by_text("It is in our report.").is_visible()
    assert violations(town) == []
