"""The desk of a local authority in a browser. What is written is written for Lisbon; no other test writes for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.visits import kept, overflow, violations
from tests.interlace.identity.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.visits import Site

DESK = "/t/portugal/desk/PT-lisboa"
PAGES = {
    "desk": DESK,
    "new-action": f"{DESK}/actions/new",
    "commitments": "/t/portugal/desk/strategies/PT-L-LIS-2020/commitments",
    "strategy": "/t/portugal/desk/strategies/PT-L-LIS-2020",
    "relation": f"{DESK}/relations/new",
    "upload": f"{DESK}/upload",
}


def tab_to(page: Page, selector: str) -> int:
    """Press Tab until something has the focus; how often."""
    for presses in range(1, 60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return presses
    raise AssertionError(f"Tab never came to {selector}")


def skip(page: Page) -> int:
    """Go past what each page begins with, by the link that is there for that; how many presses it takes."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")
    return 2


def test_an_action_is_registered_by_keyboard_alone_from_signing_in_within_a_minute(visits: Site) -> None:
    page = visits.visitor()
    page.goto("/sign-in")
    presses = tab_to(page, "#email")
    page.keyboard.type("local@portugal.example")
    presses += tab_to(page, "#password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/t/portugal/")
    presses += tab_to(page, ".ways a[href$='/desk']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{DESK}")
    presses += skip(page) + tab_to(page, f"a[href='{DESK}/actions/new']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{DESK}/actions/new")
    presses += skip(page) + tab_to(page, "#title")
    page.keyboard.type("Café de línguas")
    presses += tab_to(page, "[name=areas][value=education]")
    page.keyboard.press("Space")
    presses += tab_to(page, "[name=principles][value=real_equality]")
    page.keyboard.press("Space")
    page.wait_for_selector("text=This is 1 cell of the grid.")
    # Enter sends the form from any of its fields: nobody has to go through what is optional.
    page.keyboard.press("Enter")
    page.wait_for_url("**/saved*")
    assert page.get_by_role("heading", name="What it gives back").is_visible()
    assert page.evaluate("document.activeElement.textContent").strip().startswith("Registered:")
    # Two a second, with time to think.
    assert presses < 60
    assert violations(page) == []
    kept(page, "desk-saved-1440-light")


def test_nothing_has_changed_by_one_press_and_undone_by_another(visits: Site) -> None:
    page = visits.person("local")
    page.goto(DESK)
    page.get_by_role("button", name="My register is complete").press("Enter")
    page.wait_for_selector("text=Declared complete today")
    assert violations(page) == []
    page.get_by_role("button", name="Undo").press("Enter")
    page.wait_for_selector("text=Your declaration is taken back")
    assert page.get_by_role("button", name="My register is complete").is_visible()


def test_what_was_typed_is_there_again_after_the_page_was_closed(visits: Site) -> None:
    page = visits.person("local")
    page.goto(f"{DESK}/actions/new")
    page.fill("#title", "Half a title")
    page.check("[name=areas][value=media]")
    page.wait_for_selector("text=Kept at")
    page.fill("#title", "Half a title and a bit")
    # Closed before the next pause: what was typed last is sent on the way out.
    page.goto("/t/portugal/bodies")
    other = page.context.new_page()
    page.close()
    other.goto(f"{DESK}/actions/new")
    assert other.input_value("#title") == "Half a title and a bit"
    assert other.is_checked("[name=areas][value=media]")
    other.get_by_role("button", name="Let go of it and begin anew").click()
    assert other.input_value("#title") == ""


def test_wrong_rows_are_shown_and_a_mended_sheet_is_registered_whole(visits: Site) -> None:
    page = visits.person("local")
    head = "Title;Areas;Principles;From\n"
    good = "Oficina <img src=x onerror=document.title='hit'>;Media and communication;Real equality;2026-09-01\n"
    page.goto(f"{DESK}/upload")
    wrong = head + good + "Sem área;;Real equality;\nSem dia;media;real_equality;32/13/2026\n"
    page.set_input_files("#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": wrong.encode("cp1252")})
    page.get_by_role("button", name="Try it").click()
    page.wait_for_selector("text=2 rows have to be mended")
    page.wait_for_selector(".problems:focus")
    assert page.locator("tr.wrong").count() == 2
    assert page.get_by_text("Windows-1252").is_visible()
    assert violations(page) == []
    kept(page, "desk-upload-wrong-1440-light")
    with page.expect_download() as download:
        page.get_by_role("button", name="My rows with what is wrong, as CSV").click()
    assert download.value.suggested_filename == "problems.csv"
    page.get_by_role("link", name="Send another file").click()
    page.set_input_files("#file", {"name": "b.csv", "mimeType": "text/csv", "buffer": (head + good).encode()})
    page.get_by_role("button", name="Try it").click()
    page.get_by_role("button", name="Register 1 action").click()
    page.wait_for_selector("text=1 action is registered.")
    assert page.locator("main img").count() == 0
    assert "hit" not in page.title()


@pytest.mark.parametrize(
    ("width", "theme", "names"),
    [
        (1440, "light", tuple(PAGES)),
        (360, "dark", ("desk", "new-action", "commitments")),
        (360, "light", ("desk",)),
        (1440, "dark", ("desk",)),
    ],
)
def test_pages_of_the_desk_are_accessible_and_fit(visits: Site, width: int, theme: str, names: tuple[str, ...]) -> None:
    page = visits.person("local", width=width, theme=theme)
    for name in names:
        page.goto(PAGES[name])
        if width > 360:
            for summary in page.locator("main summary").all():
                summary.click()
        assert violations(page) == []
        assert overflow(page) == 0, name
        kept(page, f"desk-{name}-{width}-{theme}")


def test_without_scripts_suggestions_and_keeping_have_buttons(visits: Site) -> None:
    page = visits.person("local", scripts=False)
    page.goto(f"{DESK}/actions/new")
    page.fill("#title", "Sem guiões")
    page.check("[name=areas][value=media]")
    page.check("[name=principles][value=real_equality]")
    page.get_by_role("button", name="Suggest for what I have chosen").click()
    assert page.get_by_text("This is 1 cell of the grid.").is_visible()
    page.get_by_role("button", name="Keep it and go on later").click()
    page.get_by_role("link", name="A new action: Sem guiões").click()
    assert page.input_value("#title") == "Sem guiões"
    page.get_by_role("button", name="Let go of it and begin anew").click()
