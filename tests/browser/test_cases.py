"""A real gap of the Portuguese register, from the national view to closed, by two people in browsers of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.visits import kept, overflow, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.visits import Site

BODY = "PT-ponta-delgada"
KEY = f"strategy-missing:{BODY}"
FINDING = f"/t/portugal/findings/{KEY}"


def send(page: Page, action: str) -> None:
    """Send the form that goes to an address, and wait for what comes of it."""
    with page.expect_navigation():
        page.locator(f"form[action*='{action}'] button").last.click()


def test_a_gap_goes_from_the_national_view_to_closed_by_two_people(visits: Site) -> None:
    official, region = visits.person("national"), visits.person("regional")
    official.goto("/t/portugal/")
    official.get_by_role("navigation").get_by_role("link", name="Findings").first.click()
    official.wait_for_url("**/findings*")
    official.goto(f"/t/portugal/findings?body={BODY}&rule=strategy-missing")
    official.locator(".findings h3 a").first.click()
    official.wait_for_url(f"**{KEY}*")
    assert official.get_by_text("Nobody has said anything about it yet.").is_visible()
    official.get_by_text("Change owners or deadline").click()
    official.fill("#deadline", "2030-06-30")
    send(official, "case-owners")
    official.fill("#text", "What would help you to adopt one?")
    official.get_by_text("Name people, who are then told").click()
    send(official, "case-comments")
    assert official.get_by_text("Your comment is kept.").is_visible()

    region.goto(f"/t/portugal/cases?owner={BODY}")
    region.locator(".findings h3 a").first.click()
    region.wait_for_url(f"**{KEY}*")
    assert region.get_by_text("What would help you to adopt one?").is_visible()
    region.check("input[name=said][value=in_progress]")
    region.fill("#reason", "The council votes this week.")
    send(region, "case-answers")
    assert region.locator(".case .tag").first.inner_text() == "In progress"
    assert violations(region) == []
    assert overflow(region) == 0
    kept(region, "case-in-progress-1440-light")

    region.goto(f"/t/portugal/desk/{BODY}/strategies/new")
    region.fill("#title", "Plano Municipal para a Integração de Migrantes")
    region.check("input[name=status][value=adopted]")
    region.fill("#starts_on", "2026-01-01")
    region.locator("main form button").last.click()
    region.wait_for_url("**/commitments*")

    region.goto(FINDING)
    assert region.get_by_text("the register shows no such gap or question").is_visible()
    region.fill("#reason", "The council adopted its first plan.")
    send(region, "case-answers")
    assert violations(region) == []
    official.goto(FINDING)
    assert official.get_by_text("The council adopted its first plan.").is_visible()
    assert official.get_by_text("closed by hand").first.is_visible()
    official.goto("/t/portugal/cases?state=closed")
    assert official.locator(f"a[href*='{KEY}']").count() > 0


@pytest.mark.parametrize(("width", "theme"), [(320, "light"), (1440, "dark")])
def test_a_case_and_the_list_of_cases_are_accessible_and_fit(visits: Site, width: int, theme: str) -> None:
    page = visits.person("regional", width=width, theme=theme)
    page.goto("/t/portugal/findings?branch=PT-NUTS2-PT20")
    page.locator(".findings h3 a").first.click()
    page.wait_for_url("**/findings/*")
    page.get_by_text("Change owners or deadline").click()
    for where in (None, "/t/portugal/cases", "/t/portugal/cases?state=disputed&overdue=yes"):
        if where is not None:
            page.goto(where)
        assert violations(page) == []
        assert overflow(page) == 0
    kept(page, f"cases-{width}-{theme}")
