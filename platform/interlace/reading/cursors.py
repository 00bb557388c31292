"""Cursors of lists: the place of what came last, which stays where it is when other things come, change and go."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from interlace.errors import FieldProblem, Invalid

if TYPE_CHECKING:
    from types import UnionType

_LONGEST = 1_000


def written_cursor(kind: str, *values: object) -> str:
    """The place of these values in a list of a kind."""
    return base64.urlsafe_b64encode(json.dumps([kind, *values]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, kind: str, *types: type[object] | UnionType) -> tuple[Any, ...]:
    """The values of a place, of these types. Raises Invalid for what is none in a list of that kind."""
    try:
        padded = cursor[:_LONGEST].encode() + b"=" * (-len(cursor) % 4)
        told, *values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        # Escapes of JSON can write halves of characters, which are no text.
        json.dumps(values, ensure_ascii=False).encode()
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise Invalid([FieldProblem("/after", "bad-cursor")]) from error
    if told != kind or len(values) != len(types) or not all(map(_is_of, values, types)):
        raise Invalid([FieldProblem("/after", "bad-cursor")])
    return tuple(values)


def _is_of(value: object, type_: type[object] | UnionType) -> bool:
    """Whether a value is of a type; a truth value, which is a number to Python, is not."""
    return isinstance(value, type_) and not isinstance(value, bool)
