"""The report and the tables, in a browser: chosen, looked at, printed, taken along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.visits import kept, overflow, violations

if TYPE_CHECKING:
    from tests.browser.visits import Site

DAYS = "as_of=2026-03-31&compare_to=2025-12-31"


def test_an_official_chooses_a_report_by_keyboard_looks_at_it_and_takes_it_along(visits: Site) -> None:
    page = visits.person("national")
    page.goto(f"/t/portugal/report?{DAYS}")
    page.focus("#branch")
    page.keyboard.type("PT-NUTS2-PT20")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/page?**")
    assert page.locator(".place").inner_text().startswith("Região Autónoma dos Açores")
    address = page.get_by_role("link", name="Take it along as PDF").get_attribute("href")
    taken = page.request.get(f"{visits.url}{address}")
    assert taken.headers["content-type"] == "application/pdf"
    assert taken.body().startswith(b"%PDF-1.7")
    page.get_by_role("link", name="Choose another report").click()
    assert page.input_value("#branch") == "PT-NUTS2-PT20"
    assert page.input_value("#as_of") == "2026-03-31"


@pytest.mark.parametrize(
    ("path", "name"), [("report", "report-choice"), ("report/page", "report"), ("tables", "tables")]
)
def test_report_choice_and_tables_are_accessible_and_fit(visits: Site, path: str, name: str) -> None:
    page = visits.person("reader")
    page.goto(f"/t/portugal/{path}?{DAYS}")
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            assert violations(page) == []
            assert overflow(page) == 0
            kept(page, f"{name}-{width}-{theme}")


def test_the_page_is_printed_without_what_stands_above_it(visits: Site) -> None:
    page = visits.person("reader", scripts=False)
    page.goto(f"/t/portugal/report/page?{DAYS}")
    assert page.locator(".toolbar").is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".toolbar").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()


def test_a_table_is_taken_along(visits: Site) -> None:
    page = visits.person("reader")
    page.goto("/t/portugal/tables")
    with page.expect_download() as started:
        page.locator('a[href*="/tables/strategies.csv"]').first.click()
    assert started.value.suggested_filename.startswith("portugal-strategies-")
    assert started.value.path().read_bytes().startswith(b"\xef\xbb\xbfCode,Title,")
