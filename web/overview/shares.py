"""Shares that are told as neither nothing nor all where they are not."""

from __future__ import annotations

from web.languages import share

#: What is less would be rounded to nothing.
_LEAST = 0.005


def part(count: int, whole: int) -> str:
    """A percentage without decimals: of what is there, at least one in a hundred, and of what is not all, not all."""
    if whole and 0 < count / whole < _LEAST:
        return f"<{share(0.01)}"
    if whole and 1 - _LEAST <= count / whole < 1:
        return f">{share(0.99)}"
    return share(count, whole)
