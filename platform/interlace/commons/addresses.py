"""Mail addresses, of which none is published: whoever can tell more is reached by the relay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: One character before the sign is enough: more would be looked for again from each of them, and a long word take long.
_MAIL = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")
_PAGE = re.compile(r"https?://\S+")


def has_mail_address(text: str) -> bool:
    """Whether a text holds a mail address; a sign in the address of a page makes none."""
    return _MAIL.search(_PAGE.sub(" ", text)) is not None


def texts_of(told: object) -> Iterator[str]:
    """All texts in what JSON holds."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for value in told.values():
            yield from texts_of(value)
    elif isinstance(told, list | tuple):
        for value in told:
            yield from texts_of(value)
