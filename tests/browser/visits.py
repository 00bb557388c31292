"""Visits of people to the served application: signed in, at a width and in a theme, checked with axe on the way."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.interlace.identity.people import PASSWORD
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

SCREENSHOTS = ROOT / "build" / "screenshots"
#: What WCAG 2.2 AA asks and axe can see.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


@cache
def _axe() -> str:
    return _AXE.read_text(encoding="utf-8")


class Site:
    """The application, and the browser in which people visit it."""

    def __init__(self, url: str, browser: Browser) -> None:
        self.url = url
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def visitor(self, *, width: int = 1440, theme: str = "light", scripts: bool = True, language: str = "en") -> Page:
        """Somebody who is not signed in."""
        context = self._browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            locale={"en": "en-GB", "fr": "fr-FR", "pt": "pt-PT", "es": "es-ES"}[language],
            # axe is put into pages from outside; what pages themselves may load is tested by itself.
            bypass_csp=scripts,
        )
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    def person(self, account: str, tenant: str = "portugal", **kind: Any) -> Page:  # noqa: ANN401 - as `visitor` has it
        """Somebody of a demonstration country, signed in: `person("local")`; kinds as `visitor` has them."""
        page = self.visitor(**kind)
        page.goto("/sign-in")
        page.fill("#email", f"{account}@{tenant}.example")
        page.fill("#password", PASSWORD)
        page.click("main form button")
        page.wait_for_url(re.compile(rf"/t/{tenant}/"))
        return page

    def leave(self) -> None:
        """Close everything."""
        for context in self._contexts:
            context.close()


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds wrong with a page as it stands, by these rules or all: rule, place, and what to do."""
    page.evaluate(_axe())
    only = {"type": "rule", "values": [*rules]} if rules else {"type": "tag", "values": _RULES}
    found = page.evaluate("only => axe.run(document, { runOnly: only })", only)
    return [
        f"{page.url} {violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def kept(page: Page, name: str) -> Path:
    """A picture of the whole page, for people to look at."""
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path
