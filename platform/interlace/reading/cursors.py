"""Cursors of lists that are worked out: the place of what came last, which stays where it is when other things go."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from interlace.errors import FieldProblem, Invalid
from interlace.reading.pages import MOST

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 1_000


def check_first(first: int, problems: Iterable[FieldProblem]) -> None:
    """Raise Invalid with the problems and, where a page is to be larger than any may be, with that."""
    told = list(problems)
    if not 1 <= first <= MOST:
        told.append(FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST)}))
    if told:
        raise Invalid(told)


def written_cursor(kind: str, *values: object) -> str:
    """The place of these values in a list of a kind."""
    return base64.urlsafe_b64encode(json.dumps([kind, *values]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, kind: str, *types: type[object]) -> tuple[Any, ...]:
    """The values of a place, of these types. Raises Invalid for what is none in a list of that kind."""
    try:
        padded = cursor[:_LONGEST].encode() + b"=" * (-len(cursor) % 4)
        told, *values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        # Escapes of JSON can write halves of characters, which are no text.
        json.dumps(values, ensure_ascii=False).encode()
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise Invalid([FieldProblem("/after", "bad-cursor")]) from error
    if told != kind or [type(value) for value in values] != list(types):
        raise Invalid([FieldProblem("/after", "bad-cursor")])
    return tuple(values)
