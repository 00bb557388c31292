"""Pages of administrators in a browser: accessible at every width, and somebody is invited and given a role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from uuid import uuid4

from tests.browser.visits import kept, overflow, violations

if TYPE_CHECKING:
    from tests.browser.visits import Site

LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((360, "light"), (1440, "dark"))
PAGES = (
    "administration",
    "administration/people",
    "administration/people/invitation",
    "administration/settings",
    "administration/matrix",
    "administration/competences",
    "administration/imports",
    "administration/audit",
    "administration/service-accounts/new",
    "administration/webhooks/new",
)


def test_pages_of_administrators_are_accessible_and_fit(visits: Site) -> None:
    page = visits.person("admin", "spain")
    for path in PAGES:
        page.goto(f"/t/spain/{path}")
        # What axe sees changes with the width or with the theme: two of the four say all, in half the time.
        for width, theme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            assert violations(page) == []
            assert overflow(page) == 0, path
            kept(page, f"{path.replace('/', '-')}-{width}-{theme}")


def test_somebody_is_invited_for_a_body_and_given_another_role(visits: Site) -> None:
    page = visits.person("admin", "spain")
    page.goto("/t/spain/administration/people")
    page.get_by_role("link", name="Invite somebody").click()
    page.fill("#email", f"{uuid4().hex}@people.example")
    page.fill("#name", "Somebody of Getxo")
    page.get_by_label("Contributor").check()
    page.fill("#body", "Errenteria")
    page.get_by_role("button", name="Invite", exact=True).click()
    assert "A letter is on its way" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Give this role").click()
    assert page.title().startswith("Error:")
    page.wait_for_selector(".problems:focus")
    page.get_by_label("Reader").check()
    page.get_by_role("button", name="Give this role").click()
    assert "The role is given." in page.get_by_role("status").inner_text()
    rows = page.locator("main tbody tr").all_inner_texts()
    assert len(rows) == 2
    assert violations(page) == []


def test_a_bundle_that_is_sent_is_followed_without_being_asked_again(visits: Site) -> None:
    page = visits.person("admin", "spain")
    page.goto("/t/spain/administration/imports")
    with page.expect_download() as download:
        page.get_by_role("link", name="Example").click()
    page.set_input_files("#bundle", download.value.path())
    page.get_by_role("button", name="Send").click()
    assert "Waiting" in page.locator("#state").inner_text()
    assert violations(page) == []
    page.get_by_role("button", name="Cancel the import").click()
    assert "It was cancelled; nothing was written." in page.inner_text("main")
