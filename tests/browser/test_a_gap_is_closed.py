"""A real gap of the Portuguese register, from the national view until it is closed: an official and a town take part.

The town is Loures, whose plan for the integration of migrants ended in 2022; no other test writes for it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from interlace.db import tenancy
from interlace.identity import users
from interlace.principals import SYSTEM
from tests.browser.visits import kept, overflow, violations
from tests.interlace.identity.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from interlace.db.connections import Database
    from tests.browser.visits import Site

TOWN, LAPSED = "PT-loures", "strategy-lapsed:PT-L-LOU-2020"
CASE = f"/t/portugal/findings/{LAPSED}"


@pytest.fixture
def town(site: str, accounts: Database) -> None:  # noqa: ARG001 - the country has to be there
    """Somebody who writes for the town."""
    users.settle(
        accounts,
        SYSTEM,
        tenancy.tenant_of(accounts, "portugal").id,
        email="loures@portugal.example",
        name="a municipal officer",
        role="contributor",
        body=TOWN,
        language="en",
        password=PASSWORD,
    )


def looked_at(page: Page, name: str) -> None:
    """What axe and a narrow window say of a page as it stands, in both themes; and a picture of it."""
    for width, theme in ((1440, "light"), (360, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        assert violations(page) == []
        assert overflow(page) == 0
        kept(page, f"gap-{name}-{width}-{theme}")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")


@pytest.mark.usefixtures("town")
def test_a_gap_is_taken_from_the_national_view_until_it_is_closed_by_two(visits: Site) -> None:
    official = visits.person("national")
    the_official_finds_it_and_asks_for_it(official)
    officer = visits.person("loures")
    the_town_takes_it_up(officer)
    the_town_registers_what_was_missing(officer)
    the_town_says_what_was_done(officer)
    official.goto(CASE)
    assert official.get_by_text("closed by hand", exact=False).first.is_visible()
    assert official.get_by_text("The council has adopted a new plan.").is_visible()
    looked_at(official, "closed")


def the_official_finds_it_and_asks_for_it(page: Page) -> None:
    assert page.url.endswith("/t/portugal/")
    page.locator(".ways a[href$='/findings']").click()
    page.get_by_text("More filters").click()
    page.select_option("[name=rule]", "strategy-lapsed")
    page.get_by_role("main").get_by_role("button", name="Show", exact=True).click()
    page.locator(f"a[href*='{LAPSED}']").first.click()
    page.wait_for_url(f"**{CASE}*")
    page.get_by_text("Change owners or deadline").click()
    page.fill("#deadline", (datetime.now(UTC).date() + timedelta(days=90)).isoformat())
    page.get_by_role("button", name="Keep", exact=True).click()
    page.wait_for_selector("text=Owners and deadline are kept.")
    page.get_by_text("Name people, who are then told").click()
    page.get_by_label("a municipal officer").check()
    page.fill("#text", "Is there a plan that follows the one that ended in 2022?")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.wait_for_selector("text=Your comment is kept.")
    looked_at(page, "asked")


def the_town_takes_it_up(page: Page) -> None:
    page.goto("/t/portugal/notices")
    looked_at(page, "notices")
    page.locator(f"main a[href*='{LAPSED}']").first.click()
    page.wait_for_url(f"**{CASE}*")
    page.check("[name=said][value=in_progress]")
    page.fill("#reason", "The new plan is before the council.")
    page.get_by_role("button", name="Answer", exact=True).click()
    page.wait_for_selector("text=Your answer is kept.")
    assert page.get_by_role("button", name="Close it by hand").count() == 0


def the_town_registers_what_was_missing(page: Page) -> None:
    page.goto(f"/t/portugal/desk/{TOWN}/strategies/new")
    today = datetime.now(UTC).date()
    page.fill("#title", "Plano Municipal para a Interculturalidade")
    page.check("[name=status][value=adopted]")
    page.fill("#starts_on", today.isoformat())
    page.fill("#ends_on", (today + timedelta(days=4 * 365)).isoformat())
    page.locator("form.questions button[type=submit], form.questions button:not([type])").last.click()
    page.wait_for_url("**/commitments*")


def the_town_says_what_was_done(page: Page) -> None:
    page.goto(CASE)
    page.wait_for_selector("text=the register shows no such gap or question")
    page.fill("#reason", "The council has adopted a new plan.")
    page.get_by_role("button", name="Close it by hand").click()
    page.wait_for_selector("text=Your answer is kept.")
