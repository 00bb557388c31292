"""A served application with both demonstration countries, and a browser before it.

Screenshots of whatever a test wants to be looked at lie in `build/screenshots`.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from interlace import demonstration
from interlace.identity import users
from interlace.principals import SYSTEM
from tests.api.conftest import accounts, letter_box
from tests.browser import chromium
from tests.browser.visits import Site
from tests.interlace.identity.people import PASSWORD
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from interlace.db.connections import Database

__all__ = ["accounts", "letter_box"]


@pytest.fixture(scope="session")
def site(accounts: Database) -> Iterator[str]:
    """Where the application is served, with both countries and a person of each kind in each."""
    from interlace.app import create_app

    for country in demonstration.COUNTRIES:
        tenant_id = demonstration.set_up(accounts, country, ROOT / "demo" / country.slug, lambda _: None)
        for one in country.people:
            users.settle(
                accounts,
                SYSTEM,
                tenant_id,
                email=one.email(country.slug),
                name=one.does,
                role=one.role,
                body=one.body,
                language=country.language,
                password=PASSWORD,
            )
    server = make_server("127.0.0.1", 0, create_app(database=accounts), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser; a test is left out where there is none and none can be brought."""
    from playwright.sync_api import sync_playwright

    path = chromium.executable()
    if path is None:
        pytest.skip("There is no Chromium here and Playwright could not bring one: pages were tried without a browser.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def visits(site: str, browser: Browser) -> Iterator[Site]:
    """Pages of the served application in the browser; nothing of one test is there in the next."""
    visiting = Site(site, browser)
    yield visiting
    visiting.leave()
