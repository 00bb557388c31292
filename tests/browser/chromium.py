"""A Chromium for tests: the machine's own, or one that Playwright brings."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

#: A browser that asks nobody but the pages it is given.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
)


@cache
def executable() -> str | None:
    """Where a Chromium is; one is fetched if there is none, and nothing is told where that fails too."""
    own = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return own or _playwrights() or (_playwrights() if _fetched() else None)


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _fetched() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        return subprocess.run(command, capture_output=True, timeout=240, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False
