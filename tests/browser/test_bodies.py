"""Bodies in a browser: found by a part of the name, looked at, and left to a body that closed the same gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.visits import kept, overflow, violations

if TYPE_CHECKING:
    from tests.browser.visits import Site

DAY = "as_of=2026-11-22&compare_to=2026-08-22"


def test_somebody_finds_a_town_and_from_there_one_that_moved_on(visits: Site) -> None:
    page = visits.person("local")
    page.goto("/t/portugal/bodies?as_of=2016-06-30&compare_to=2014-06-30")
    page.fill("#q", "porto")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=porto*")
    page.get_by_role("link", name="Porto", exact=True).click()
    page.wait_for_url("**/bodies/PT-porto*")
    assert "as_of=2016-06-30" in page.url
    assert page.locator("h1").inner_text().startswith("Porto")
    assert "1.º Plano Municipal" in page.locator("#elsewhere ~ ul").first.inner_text()
    page.locator("#elsewhere ~ ul").first.get_by_role("link", name="Amadora", exact=True).first.click()
    page.wait_for_url("**/bodies/PT-amadora*")
    assert "strategy in force" in page.locator(".figures").inner_text()


#: A page of each kind; the town's is looked at in every width and theme.
PAGES = {
    "body-town": f"/t/portugal/bodies/PT-lisboa?{DAY}",
    "bodies": f"/t/portugal/bodies?{DAY}&level=regional",
    "body-state": f"/t/portugal/bodies/PT?{DAY}",
    "body-society": f"/t/portugal/bodies/PT-CSO-CASA-BRASIL?{DAY}",
    "body-network": f"/t/portugal/bodies/PT-NET-RPCI?{DAY}",
    "body-ended": f"/t/portugal/bodies/PT-NUTS2-PT17?{DAY}",
    "body-relations": f"/t/portugal/bodies/PT/relations?{DAY}",
}


@pytest.mark.parametrize(
    ("width", "theme", "most"), [(360, "light", 7), (360, "dark", 1), (1440, "light", 1), (1440, "dark", 2)]
)
def test_bodies_are_accessible_and_fit(visits: Site, width: int, theme: str, most: int) -> None:
    page = visits.person("national", width=width, theme=theme)
    for name, where in list(PAGES.items())[:most]:
        page.goto(where)
        assert violations(page) == []
        assert overflow(page) == 0
        kept(page, f"{name}-{width}-{theme}")
