"""The application, as the pages are asked for."""

from __future__ import annotations

from tests.api.conftest import accounts, app, letter_box

__all__ = ["accounts", "app", "letter_box"]
