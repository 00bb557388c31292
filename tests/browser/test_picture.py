"""The governance graph in a browser: walked and changed by keys alone, always the same as the table below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.visits import kept, overflow, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.visits import Site

CANVAS = "#graph-canvas[data-drawn]"


def drawn(page: Page) -> list[str]:
    """The bodies that the picture was drawn from."""
    held = "document.getElementById('graph-data').content.textContent"
    keys: list[str] = page.evaluate(f"JSON.parse({held}).nodes.map(node => node.key)")
    return keys


def listed(page: Page) -> list[str]:
    """The bodies of the table."""
    keys: list[str] = page.eval_on_selector_all(".graph-twin tbody tr", "rows => rows.map(row => row.dataset.key)")
    return keys


def told(page: Page) -> str:
    """What is told of the body that one has come to."""
    return page.inner_text("#graph-told")


def test_the_graph_is_walked_collapsed_and_searched_by_keys_and_its_table_keeps_up(visits: Site) -> None:
    page = visits.person("national")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/t/portugal/graph")
    page.wait_for_selector(CANVAS)
    whole = drawn(page)
    assert whole == listed(page)
    page.focus("#graph-canvas")
    page.keyboard.press("ArrowDown")
    assert told(page).startswith("Norte (região de planeamento), Regional.")
    page.keyboard.press("-")
    page.wait_for_url("**/graph?shut=PT-NUTS2-PT11")
    page.wait_for_function("document.getElementById('graph-told').textContent.includes('collapsed')")
    assert drawn(page) == listed(page)
    assert "PT-porto" not in drawn(page)
    page.keyboard.press("+")
    page.wait_for_url("**/portugal/graph")
    page.wait_for_function("document.getElementById('graph-told').textContent.includes('expanded')")
    assert drawn(page) == listed(page) == whole
    for key in ("ArrowDown", "ArrowRight", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
    assert told(page).startswith("Norte")
    page.go_back()
    page.wait_for_function("document.getElementById('graph-told').textContent.includes('collapsed')")
    page.focus("#graph-canvas")
    page.keyboard.press("/")
    page.keyboard.type("casa do bras")
    page.wait_for_selector("#search-offers li")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/graph?focus=PT-CSO-CASA-BRASIL")
    page.wait_for_selector(CANVAS)
    assert told(page).startswith("Casa do Brasil de Lisboa, Civil society.")
    page.focus("#graph-canvas")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bodies/PT-CSO-CASA-BRASIL")
    assert errors == []


def test_the_graph_is_accessible_and_fits_at_each_width_and_in_both_themes(visits: Site) -> None:
    page = visits.person("reader")
    page.goto("/t/portugal/graph?focus=PT-coimbra&colour=real_equality")
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.wait_for_selector(CANVAS)
            assert violations(page) == []
            assert overflow(page) == 0
            kept(page, f"graph-focus-{width}-{theme}")
    page.goto("/t/portugal/graph")
    page.wait_for_selector(CANVAS)
    assert overflow(page) == 0
    kept(page, "graph-360-dark")


def test_the_drawing_is_kept_as_points_and_shown_where_there_are_no_scripts(visits: Site) -> None:
    page = visits.person("national")
    page.goto("/t/portugal/graph?finding=commitment-uncascaded:PT-I-CIMRC-2025:PT-figueira-da-foz")
    page.wait_for_selector(CANVAS)
    assert violations(page) == []
    kept(page, "graph-finding-1440-light")
    with page.expect_download() as download:
        page.click("#graph-png")
    assert download.value.suggested_filename.endswith(".png")
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    plain = visits.person("national", scripts=False)
    plain.goto("/t/portugal/graph?focus=PT-lisboa")
    assert plain.evaluate("document.querySelector('.graph-frame img').naturalWidth") > 700
    assert plain.is_hidden("#graph-canvas")
    plain.get_by_role("link", name="Collapse Lisboa").click()
    plain.wait_for_url("**/graph?focus=PT-lisboa&shut=PT-lisboa")
