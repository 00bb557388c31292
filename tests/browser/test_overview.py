"""The national view in a browser: at a glance, down to single bodies, at any width, without scripts too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.visits import kept, overflow, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.visits import Site

PATH = "/t/spain/?as_of=2026-11-22&compare_to=2020-01-01"


def opened(visits: Site, where: str = PATH, **kind: object) -> Page:
    """A page of Spain with the part of it that comes later."""
    page = visits.person("national", "spain", **kind)
    page.goto(where)
    page.wait_for_selector("figure.trend")
    return page


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1440, "light"), (1440, "dark")])
def test_the_view_is_accessible_and_fits(visits: Site, width: int, theme: str) -> None:
    page = opened(visits, width=width, theme=theme)
    assert violations(page) == []
    assert overflow(page) == 0
    kept(page, f"overview-{width}-{theme}")


def test_the_lists_below_it_are_accessible_and_fit(visits: Site) -> None:
    page = visits.person("reader", "spain", width=360, theme="dark")
    for path in ("changes", "pairs", "unreported", "?principle=real_equality&branch=ES-andalucia"):
        page.goto(f"/t/spain/{path}")
        assert violations(page) == []
        assert overflow(page) == 0
        kept(page, f"overview-{path.partition('?')[0] or 'zoomed'}-360-dark")


def test_somebody_drills_down_from_the_country_to_one_body_by_keyboard(visits: Site) -> None:
    page = opened(visits)
    page.get_by_role("link", name="look inside Andalucía").press("Enter")
    page.wait_for_url("**branch=ES-andalucia#coverage")
    page.get_by_role("navigation", name="Columns").get_by_role("link", name="Real equality").press("Enter")
    page.wait_for_url("**principle=real_equality#coverage")
    page.get_by_role("region", name="Coverage by branch").get_by_role(
        "link", name="Diputación Provincial de Almería", exact=True
    ).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/bodies/**as_of=2026-11-22**")
    assert "compare_to=2020-01-01" in page.url


def test_without_scripts_the_trend_is_a_page(visits: Site) -> None:
    page = visits.person("reader", "spain", scripts=False)
    page.goto(PATH)
    page.get_by_role("link", name="Gaps and open questions at the ends of the last quarters").click()
    assert page.locator("figure.trend").count() == 1
    assert page.get_by_role("heading", level=1).text_content() == "How it developed"
