"""An account and its pages, in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.visits import kept, overflow, violations

if TYPE_CHECKING:
    from tests.browser.visits import Site

PAGES = ("account", "account/erase", "help", "account/password", "programmes", "accessibility", "forgotten", "nowhere")


def test_somebody_changes_their_name_and_ends_another_sign_in(visits: Site) -> None:
    page, elsewhere = visits.person("reader", "spain"), visits.person("reader", "spain")
    page.get_by_role("link", name="Account", exact=True).click()
    before = page.input_value("#name")
    page.fill("#name", "Lucía García")
    page.get_by_role("button", name="Save").click()
    assert "Your changes are saved." in page.inner_text("[role=status]")
    page.fill("#name", before)
    page.keyboard.press("Enter")
    page.locator("main .lines > li:not(:has-text('This one'))").get_by_role("button").first.click()
    page.wait_for_url("**/account?done=ended**")
    elsewhere.goto("/account")
    assert "/sign-in" in elsewhere.url


def test_a_password_is_shown_while_it_is_asked_for(visits: Site) -> None:
    page = visits.visitor()
    page.goto("/sign-in")
    page.fill("#password", "seven lamps")
    page.get_by_label("Show the password").check()
    assert page.get_attribute("#password", "type") == "text"
    page.get_by_label("Show the password").uncheck()
    assert page.get_attribute("#password", "type") == "password"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_accounts_and_help_are_accessible_and_fit(visits: Site, theme: str) -> None:
    page = visits.person("reader", "spain", theme=theme)
    for path in PAGES if theme == "light" else PAGES[:3]:
        page.goto(f"/{path}")
        assert violations(page) == []
        for width in (1440, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert overflow(page) == 0, (path, width)
            kept(page, f"{path.replace('/', '-')}-{width}-{theme}")
