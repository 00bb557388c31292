"""Signing in and out, in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.visits import kept, overflow, violations

if TYPE_CHECKING:
    from tests.browser.visits import Site


def test_somebody_signs_in_by_keyboard_alone_and_out_again(visits: Site) -> None:
    page = visits.visitor()
    page.goto("/t/portugal/findings")
    page.focus("#email")
    page.keyboard.type("national@portugal.example")
    page.keyboard.press("Tab")
    page.keyboard.type("seven lamps in the orchard")
    page.keyboard.press("Enter")
    page.wait_for_url("**/t/portugal/findings")
    page.get_by_role("button", name="Sign out").press("Enter")
    page.wait_for_url("**/sign-in")
    page.goto("/t/portugal/findings")
    assert "/sign-in" in page.url


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_page_is_accessible_and_fits(visits: Site, theme: str) -> None:
    page = visits.visitor(theme=theme)
    page.goto("/sign-in")
    assert violations(page) == []
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0
        kept(page, f"sign-in-{width}-{theme}")


def test_a_wrong_password_is_told_where_it_was_typed(visits: Site) -> None:
    page = visits.visitor()
    page.goto("/sign-in")
    page.fill("#email", "national@portugal.example")
    page.fill("#password", "not this one at all")
    page.click("main form button")
    page.wait_for_selector(".problems:focus")
    assert page.title().startswith("Error:")
    assert violations(page) == []
