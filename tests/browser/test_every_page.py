"""Every page that an administrator comes to by links, looked through by axe in both themes."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error

from interlace.app import create_app
from tests.browser.visits import overflow, violations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Page
    from werkzeug.routing import MapAdapter

    from interlace.db.connections import Database
    from tests.browser.visits import Site


def one_of_each(page: Page, adapter: MapAdapter) -> Iterator[str]:
    """Opens the first page of each kind that links lead to; its kind."""
    waiting, seen = deque(["/t/portugal/"]), set[str]()
    while waiting:
        path = waiting.popleft()
        endpoint, _ = adapter.match(path.partition("?")[0], "GET")
        if not endpoint.startswith("web.") or endpoint in seen:
            continue
        seen.add(endpoint)
        try:
            answer = page.goto(path)
        except Error as error:
            # A file to take along ends the visit before it begins; the browser stays where it was.
            assert "Download is starting" in str(error) or "ERR_ABORTED" in str(error), error  # noqa: PT017 - told apart
            continue
        if answer is None or not answer.headers["content-type"].startswith("text/html"):
            continue
        yield endpoint
        links: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        here = urlsplit(page.url)
        for link in map(urlsplit, links):
            if link.netloc == here.netloc and "lang=" not in link.query:
                waiting.append(f"{link.path}?{link.query}" if link.query else link.path)


#: What may go wrong in the dark and in a narrow window only; the wide and light look is held to all rules.
OF_A_LOOK = ("color-contrast", "target-size", "scrollable-region-focusable")


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("width", "theme", "rules"), [(1440, "light", ()), (360, "dark", OF_A_LOOK)])
def test_axe_finds_nothing_on_any_page(
    visits: Site, accounts: Database, width: int, theme: Literal["light", "dark"], rules: Sequence[str]
) -> None:
    page = visits.person("admin", width=width, theme=theme)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    adapter = create_app(database=accounts).url_map.bind("127.0.0.1")
    opened = []
    for endpoint in one_of_each(page, adapter):
        opened.append(endpoint)
        complaints += violations(page, rules)
        if overflow(page):
            complaints.append(f"{page.url} is wider than its window at {width}")
    assert complaints == []
    assert len(opened) > 40, opened
