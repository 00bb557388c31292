"""What tests of notices share."""

from __future__ import annotations

from tests.interlace.identity.conftest import accounts, letter_box

__all__ = ["accounts", "letter_box"]
