"""Lists that pages show piece by piece, where they are no table of the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from flask import request

if TYPE_CHECKING:
    from collections.abc import Sequence

Item = TypeVar("Item")
#: So many a page shows at once, unless it says otherwise.
FIRST = 50


@dataclass(frozen=True)
class Slice(Generic[Item]):
    """One piece of a list of `total` things, as the macro `pages` takes it."""

    items: Sequence[Item]
    total: int
    next_after: int | None


def asked_slice(things: Sequence[Item], first: int = FIRST) -> Slice[Item]:
    """The piece that the address asks for: `after` says how many come before it."""
    given = request.args.get("after", "")
    begin = int(given) if given.isdecimal() and len(given) <= len(str(len(things))) else 0
    end = begin + first
    return Slice(things[begin:end], len(things), end if end < len(things) else None)
