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
@pytest.mark.parametrize("width", [360, 1440])
def test_the_sign_in_page_is_accessible_and_fits(visits: Site, theme: str, width: int) -> None:
    page = visits.visitor(width=width, theme=theme)
    page.goto("/sign-in")
    assert violations(page) == []
    assert overflow(page) == 0
    kept(page, f"sign-in-{width}-{theme}")


def test_a_wrong_password_is_told_where_it_was_typed(visits: Site) -> None:
    page = visits.visitor()
    page.goto("/sign-in")
    page.fill("#email", "national@portugal.example")
    page.fill("#password", "not this one at all")
    page.click("main form button")
    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.className") == "problems"
    assert violations(page) == []
