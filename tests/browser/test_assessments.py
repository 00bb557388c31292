"""Assessments in a browser: two people of a city fill in at once, each answer saved as it is given, none lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.visits import kept, overflow, violations

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.visits import Site


def first_item(page: Page) -> Locator:
    """The first item of the area that is open."""
    return page.locator("section.item").first


def test_two_people_fill_in_at_once_look_it_through_and_send_it(visits: Site) -> None:
    other, town = visits.person("admin", "spain"), visits.person("local", "spain")
    other.goto("/t/spain/assessments/rounds/new")
    other.get_by_label("What is it called?").fill("Autumn")
    other.get_by_label("What is filled in?").select_option("checklist-meaningful-interaction@1")
    other.locator("#bodies").fill("ES-bilbao")
    assert violations(other) == []
    other.get_by_role("button", name="Open the round").press("Enter")
    other.get_by_text("The round is open.").wait_for()
    assert violations(other) == []
    for page in (other, town):
        page.goto("/t/spain/assessments")
        page.locator("section[aria-labelledby=waiting]").get_by_role("link", name="Autumn").first.click()
        page.locator("tbody th a").first.click()
        first_item(page).wait_for()
    first_item(town).locator("input[type=radio]").first.press("Space")
    first_item(town).get_by_text("by you").wait_for()
    assert town.locator("#progress").inner_text().startswith("1 of")
    for width, theme in ((320, "dark"), (1440, "light")):
        town.set_viewport_size({"width": width, "height": 900})
        town.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        assert violations(town) == []
        assert overflow(town) == 0
        kept(town, f"assessment-area-{width}-{theme}")
    # The other has the page as it was before: both answers are kept, and what is confirmed last stands.
    first_item(other).locator("input[type=radio]").nth(1).press("Space")
    first_item(other).get_by_text("Both answers are kept.").wait_for()
    assert violations(other) == []
    first_item(other).get_by_role("button", name="Let mine stand").press("Enter")
    first_item(other).get_by_text("by you").wait_for()
    town.goto(town.url)
    assert first_item(town).locator("input[type=radio]").nth(1).is_checked()
    assert first_item(town).get_by_text("1 other answer is kept").is_visible()
    town.get_by_role("link", name="All areas").click()
    assert violations(town) == []
    town.get_by_role("link", name="Look it through").press("Enter")
    town.get_by_role("button", name="It is ready to be looked through").press("Enter")
    other.goto(town.url)
    other.get_by_role("link", name="Send it …").press("Enter")
    assert violations(other) == []
    other.get_by_role("button", name="Send it").press("Enter")
    other.get_by_text("It is sent. Thank you.").wait_for()
    other.get_by_role("link", name="What was sent").press("Enter")
    other.get_by_text("The scores come out of the answers to the digit today.").wait_for()
    assert violations(other) == []
