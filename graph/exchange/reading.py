"""What reading a file of another format comes to: problems that refuse it, and notes of what has no place here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Larger files are not read.
MOST_BYTES = 2**20
#: Elements or objects within each other.
MOST_DEPTH = 32
#: So much of a value is repeated in a note.
_MOST_OF_VALUE = 200
_QUOTE, _BACKSLASH = b'"\\'


@dataclass(frozen=True)
class Problem:
    """Why a file is refused: the place in it (`/line/12` of XML, a JSON pointer), a message of bundles, its details."""

    place: str
    code: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Note:
    """Something in a file that is not taken over, or not exactly: its place, the name of it, and what it says."""

    place: str
    what: str
    value: str = ""

    @classmethod
    def of(cls, place: str, what: str, value: object = "") -> Note:
        """A note; long values are cut."""
        text = " ".join(str(value).split())
        return cls(place, what, text if len(text) <= _MOST_OF_VALUE else f"{text[:_MOST_OF_VALUE]}…")


class Unreadable(Exception):
    """A file is not what it should be; `problems` are all that were found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.place}: {problem.code}" for problem in self.problems))


def json_of(told: bytes | str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The JSON of a file of bounded size and depth. Raises Unreadable."""
    content = told.encode("utf-8", "replace") if isinstance(told, str) else told
    if len(content) > MOST_BYTES:
        raise Unreadable([Problem("", "tree-size", {"most": str(MOST_BYTES)})])
    if _deepest(content) > MOST_DEPTH:
        raise Unreadable([Problem("", "tree-depth", {"most": str(MOST_DEPTH)})])
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as wrong:
        raise Unreadable([Problem(f"/line/{wrong.lineno}", "not-json")]) from wrong


def _deepest(content: bytes) -> int:
    """How deep brackets stand within each other, those in texts left out."""
    depth = deepest = 0
    within = escaped = False
    for byte in content:
        if within:
            within = escaped or byte != _QUOTE
            escaped = not escaped and byte == _BACKSLASH
        elif byte == _QUOTE:
            within = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest
