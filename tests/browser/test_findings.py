"""Findings in a browser: from the list through filters to one finding, by keyboard, in both themes and narrow too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.visits import kept, overflow, violations

if TYPE_CHECKING:
    from tests.browser.visits import Site

DAY = "as_of=2026-11-22&compare_to=2026-08-22"
QUESTION = f"/t/portugal/findings/strategy-unanchored:PT-L-VVD-2025?{DAY}"


def test_an_official_filters_the_list_and_opens_a_finding_by_keyboard_alone(visits: Site) -> None:
    page = visits.person("national")
    page.goto(f"/t/portugal/findings?{DAY}")
    page.focus("#branch")
    page.keyboard.type("funch")
    page.wait_for_selector("#branch-options option", state="attached")
    assert page.get_attribute("#branch-options option", "value") == "PT-funchal"
    page.keyboard.press("Enter")
    page.wait_for_url("**branch=PT-funchal*")
    page.focus("#filter-severity")
    # Nothing is asked before the button is pressed, so that arrows lead to every choice.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.get_by_role("main").get_by_role("button", name="Show").press("Enter")
    page.wait_for_url("**severity=high*")
    link = page.locator(".findings h3 a").first
    link.focus()
    assert "No strategy" in link.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/findings/strategy-missing:PT-funchal*")
    assert "as_of=2026-11-22" in page.url
    assert page.locator("svg.picture").get_attribute("role") == "img"
    assert page.locator(".told-lines").inner_text().count("República Portuguesa") == 1


#: The finding itself is looked at in every width and theme.
PAGES = {
    "finding": QUESTION,
    "findings": f"/t/portugal/findings?{DAY}&branch=PT-NUTS2-PT20&certainty=confirmed",
    "finding-closed": f"/t/portugal/findings/strategy-missing:PT?{DAY}",
    "findings-refused": "/t/portugal/findings?branch=coim",
}


@pytest.mark.parametrize(
    ("width", "theme", "most"), [(360, "light", 4), (360, "dark", 1), (1440, "light", 1), (1440, "dark", 2)]
)
def test_findings_are_accessible_and_fit(visits: Site, width: int, theme: str, most: int) -> None:
    page = visits.person("local", width=width, theme=theme)
    for name, where in list(PAGES.items())[:most]:
        page.goto(where)
        assert violations(page) == []
        assert overflow(page) == 0
        kept(page, f"{name}-{width}-{theme}")


def test_filters_and_findings_work_without_scripts(visits: Site) -> None:
    page = visits.person("reader", scripts=False)
    page.goto(f"/t/portugal/findings?{DAY}")
    page.fill("#branch", "lisboa")
    page.select_option("#filter-certainty", "confirmed")
    page.click(".filters button")
    page.wait_for_url("**branch=PT-lisboa*")
    assert page.locator(".findings > li").count() == 3
    page.click(".applied a >> nth=0")
    assert "certainty=confirmed" not in page.url
