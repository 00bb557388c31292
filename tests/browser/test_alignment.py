"""Alignment in a browser: from a national plan to a body that lacks a cell; every view in both themes and narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.visits import kept, overflow, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.visits import Site

DAYS = "as_of=2026-11-22&compare_to=2024-01-01"
ALIGNMENT = "/t/portugal/alignment"


def test_an_official_finds_who_lacks_a_cell_of_a_national_plan_and_what_would_align_them(visits: Site) -> None:
    page = visits.person("national")
    page.goto(f"{ALIGNMENT}?{DAYS}")
    page.get_by_label("Level of the owner").select_option("national")
    page.wait_for_url("**level=national*")
    page.get_by_role("heading", name="Plano de Ação para as Migrações").get_by_role("link").click()
    page.wait_for_url("**/alignment/PT-N-2024?*")
    assert page.locator(".tile").count() == 62
    page.locator(".cells td a").first.click()
    page.wait_for_url("**cell=real_equality*#bodies")
    assert page.get_by_text("Open question", exact=True).count() == 50
    page.get_by_label("Branch").select_option("PT-NUTS2-PT20")
    page.locator("form[action$='#bodies'] button").click()
    page.wait_for_url("**branch=PT-NUTS2-PT20*")
    assert page.locator(".tile").count() == 2
    page.locator(".tile").first.click()
    page.wait_for_url("**/alignment/PT-N-2024/PT-*")
    assert "as_of=2026-11-22" in page.url
    assert page.get_by_role("heading", name="What would align it").is_visible()
    assert page.locator(".cells .cell-question").count() > 0


def test_links_are_seen_as_a_matrix_and_lapsed_anchors_first_without_scripts(visits: Site) -> None:
    page = visits.person("reader", scripts=False)
    page.goto(f"{ALIGNMENT}/links?{DAYS}")
    assert page.locator(".matrix td[class^=link-]").count() == page.locator(".records tbody tr").count() > 20
    page.get_by_label("Status").select_option("confirmed")
    page.get_by_role("button", name="Show", exact=True).last.click()
    assert {" ".join(told.split()) for told in page.locator(".records .tag").all_inner_texts()} == {"✓ confirmed"}
    page.goto(f"{ALIGNMENT}/times?as_of=2021-02-01&compare_to=2019-01-01")
    assert page.locator(".time-line section").count() >= 3
    assert page.locator(".time-rows li").count() == page.locator(".records tbody tr").count()


#: What is looked at, with filters where lists would be long; the first ones in every width and theme.
PAGES = {
    "alignment-of": f"{ALIGNMENT}/PT-N-2024?{DAYS}&state=partial",
    "alignment-links": f"{ALIGNMENT}/links?{DAYS}&status=confirmed",
    "alignment-times": f"{ALIGNMENT}/times?{DAYS}&level=national",
    "alignment": f"{ALIGNMENT}?{DAYS}",
    "alignment-pair": f"{ALIGNMENT}/PT-I-CIMRC-2025/PT-coimbra?{DAYS}",
    "strategy": f"/t/portugal/strategies/PT-N-2024?{DAYS}",
    "action": f"/t/portugal/actions/PT-A-RIAC-2025?{DAYS}",
    "strategies": f"/t/portugal/strategies?{DAYS}&level=national",
    "actions": f"/t/portugal/actions?{DAYS}",
}


def looked_at(page: Page, name: str) -> None:
    """Check a page as it stands, and keep a picture of it."""
    assert violations(page) == []
    assert overflow(page) == 0
    kept(page, name)


@pytest.mark.parametrize(
    ("width", "theme", "most"), [(360, "light", 9), (360, "dark", 2), (1440, "light", 2), (1440, "dark", 3)]
)
def test_pages_of_alignment_are_accessible_and_fit(visits: Site, width: int, theme: str, most: int) -> None:
    page = visits.person("local", width=width, theme=theme)
    for name, where in list(PAGES.items())[:most]:
        page.goto(where)
        looked_at(page, f"{name}-{width}-{theme}")
