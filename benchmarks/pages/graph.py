"""The governance graph in a Chromium without a graphics card: its first picture, and how smoothly it moves."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from benchmarks.doors.installation import SLUG, installed, serving
from interlace.identity import users
from interlace.principals import SYSTEM
from tests.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, StorageState

    from benchmarks.doors.installation import Installation

ROUNDS = 7
SECONDS = 4
_EMAIL, _PASSWORD = "official@example.org", "seven lamps in the orchard"
_WINDOW = {"width": 1440, "height": 900}
_PATH = f"/t/{SLUG}/graph"
_DRAWN = "#graph-canvas[data-drawn]"
#: Counts frames, and the longest time between two.
_COUNT = """() => {
    const counted = window.counted = { frames: 0, longest: 0, begun: performance.now(), last: performance.now() };
    const frame = (now) => {
        counted.longest = Math.max(counted.longest, now - counted.last);
        counted.last = now;
        counted.frames += 1;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
}"""
_COUNTED = "() => [counted.frames * 1000 / (performance.now() - counted.begun), counted.longest]"


@dataclass(frozen=True)
class Graph:
    """What was measured at one size; times in milliseconds, medians where there are several."""

    bodies: int
    shown: int
    first: float
    """From asking for the page to the first picture, the browser's cache empty, the server's warm."""
    slowest: float
    answered: float
    """Of that, until the page was there."""
    step: float
    """From an arrow key to the words of the next body."""
    expanded: float
    """From the key that expands a branch to its picture."""
    frames: float
    """Frames a second while the picture is moved."""
    longest: float
    """The longest time between two of them."""
    page: int
    script: int
    """Bytes of the page, and of its script."""


def graph(bodies: int) -> Graph | None:
    """The figures of a country of so many bodies; nothing where there is no browser."""
    path = chromium.executable()
    if path is None:
        return None
    with installed(bodies) as installation, serving(installation) as served, sync_playwright() as playwright:
        _settle(installation)
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        state = _signed_in(browser, served.url)
        firsts = [_first(browser, served.url, state) for _ in range(ROUNDS + 2)][2:]
        context = _context(browser, served.url, state)
        page = _open(context)
        moved, longest = _moved(page)
        found = Graph(
            bodies=bodies,
            shown=page.locator(".graph-twin tbody tr:not(.others)").count(),
            first=statistics.median(first for first, _ in firsts),
            slowest=max(first for first, _ in firsts),
            answered=statistics.median(answered for _, answered in firsts),
            step=_step(page),
            expanded=_expanded(page),
            frames=moved,
            longest=longest,
            page=len(context.request.get(_PATH).body()),
            script=len(context.request.get(page.get_attribute("script[src*=picture]", "src") or "").body()),
        )
        browser.close()
        return found


def _settle(installation: Installation) -> None:
    users.settle(
        installation.database,
        SYSTEM,
        installation.tenant_id,
        email=_EMAIL,
        name="Official",
        role="administrator",
        body=None,
        language="en",
        password=_PASSWORD,
    )


def _context(browser: Browser, url: str, state: StorageState | None = None) -> BrowserContext:
    context = browser.new_context(base_url=url, viewport=_WINDOW, storage_state=state)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    return context


def _signed_in(browser: Browser, url: str) -> StorageState:
    context = _context(browser, url)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#email", _EMAIL)
    page.fill("#password", _PASSWORD)
    page.click("main form button")
    page.wait_for_url(f"**/t/{SLUG}/")
    state = context.storage_state()
    context.close()
    return state


def _open(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(_PATH)
    page.wait_for_selector(_DRAWN)
    return page


def _first(browser: Browser, url: str, state: StorageState) -> tuple[float, float]:
    """When the picture was first there, and when the page was answered, after asking for it."""
    context = _context(browser, url, state)
    page = _open(context)
    first, answered = page.evaluate(
        "[performance.getEntriesByName('interlace:picture')[0].startTime,"
        " performance.getEntriesByType('navigation')[0].responseEnd]"
    )
    context.close()
    return float(first), float(answered)


def _moved(page: Page) -> tuple[float, float]:
    """Drag the picture about: frames a second, and the longest time between two."""
    box = page.locator("#graph-canvas").bounding_box()
    if box is None:
        raise RuntimeError("there is no picture")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = _place(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(_COUNT)
    end, moves = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        moves += 1
        page.mouse.move(x - 250 + 5 * (moves % 100), y - 150 + 3 * (moves % 100))
    frames, longest = page.evaluate(_COUNTED)
    page.mouse.up()
    if _place(page) == before:
        raise RuntimeError("the picture did not move")
    return float(frames), float(longest)


def _place(page: Page) -> str:
    """Where the picture stands in its frame."""
    return str(page.locator(".graph-ground").evaluate("ground => ground.style.transform"))


def _step(page: Page) -> float:
    page.focus("#graph-canvas")
    return _until_told(page, "ArrowDown", "true")


def _expanded(page: Page) -> float:
    """Collapse the branch at which the keys stand, where it is open, and expand it."""
    if "expanded" in page.inner_text("#graph-told"):
        _until_told(page, "-", "words.includes('collapsed')")
    return _until_told(page, "+", "words.includes('expanded')")


def _until_told(page: Page, key: str, so: str) -> float:
    """Milliseconds from a key until what is told is so, and drawn."""
    page.evaluate(
        """([key, so]) => {
            const told = document.getElementById('graph-told');
            window.took = new Promise((resolve) => {
                let begun = 0;
                addEventListener('keydown', () => (begun = performance.now()), { capture: true, once: true });
                const watching = new MutationObserver(() => {
                    const words = told.textContent;
                    if (!eval(so)) return;
                    watching.disconnect();
                    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begun)));
                });
                watching.observe(told, { childList: true });
            });
        }""".replace("eval(so)", so),
        [key, so],
    )
    page.keyboard.press(key)
    return float(page.evaluate("window.took"))
