"""Codes for strategies and actions whose owners do not choose one: from the body's own and the title, and free."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db.base import MOST_CODE_CHARACTERS
from interlace.db.models import Work

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from interlace.db.unit import Unit

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L"}
)
#: So much of a title; what is longer nobody reads.
_MOST_OF_TITLE = 32
#: Room for a number where others have the same.
_ROOM = 6


def free_code(unit: Unit, body: str, title: str) -> str:
    """A code that no strategy or action of the tenant has: `PT-lisboa-language-courses`.

    Whether a draft has it that the asker may not know of is told no more than a code of their own choice would tell.
    """
    stem = stem_of(body, title)
    taken = set(unit.session.scalars(select(Work.code).where(Work.code.startswith(stem, autoescape=True))))
    return next(code for code in _numbered(stem) if code not in taken)


def free_codes(unit: Unit, body: str, titles: list[str], beside: Container[str]) -> list[str]:
    """The same for many titles at once: codes that differ from each other and from those in `beside`."""
    taken = set(unit.session.scalars(select(Work.code).where(Work.code.startswith(body, autoescape=True))))
    found = []
    for title in titles:
        code = next(code for code in _numbered(stem_of(body, title)) if code not in taken and code not in beside)
        taken.add(code)
        found.append(code)
    return found


def stem_of(body: str, title: str) -> str:
    """What such a code begins with: the body's own code, then the words of the title that there is room for."""
    marked = unicodedata.normalize("NFKD", title.lower().translate(_LETTERS))
    plain = "".join(character for character in marked if not unicodedata.combining(character))
    most = min(_MOST_OF_TITLE, MOST_CODE_CHARACTERS - _ROOM - len(body) - 1)
    kept = ""
    for word in re.findall("[a-z0-9]+", plain):
        longer = f"{kept}-{word}" if kept else word[: max(most, 0)]
        if len(longer) > most:
            break
        kept = longer
    return f"{body[: MOST_CODE_CHARACTERS - _ROOM]}-{kept}" if kept else body[: MOST_CODE_CHARACTERS - _ROOM]


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1
