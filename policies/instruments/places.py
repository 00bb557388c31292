"""Where in a file each value stands: lines by path, for files that Python's own readers found well formed.

Neither `json` nor `tomllib` tells lines. These walk over text that was read already, and so need not judge it.
"""

from __future__ import annotations

import json
import re
import tomllib
from abc import ABC, abstractmethod
from bisect import bisect_right
from typing import Any

#: The way to a value: names of tables and places in lists (`("items", 3, "weight")`).
Path = tuple[str | int, ...]

_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_JSON_SPACE = re.compile(r"[ \t\r\n]*")
_JSON_OTHER = re.compile(r"[^,\]}\s]+")
_TOML_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_TOML_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TOML_OTHER = re.compile(r"[^,\]}\n#]+")
#: The longer quotes first; a string of many lines may end in up to two quotes of its own.
_TOML_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:\'{0,2})|"(?:[^"\\]|\\.)*"|\'[^\']*\'', re.DOTALL
)


class Places:
    """On which line each value of a file begins."""

    def __init__(self, text: str) -> None:
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._lines: dict[Path, int] = {(): 1}
        self.repeated: list[tuple[Path, int]] = []
        """Names that stand in one JSON object already, and on which line they stand again."""

    def put(self, path: Path, position: int) -> None:
        """Note that the value of this path begins at this place of the text."""
        line = bisect_right(self._breaks, position - 1) + 1
        if path in self._lines:
            self.repeated.append((path, line))
        else:
            self._lines[path] = line

    def known(self, path: Path) -> bool:
        """Whether the path was met already."""
        return path in self._lines

    def line(self, path: Path) -> int:
        """The line of a value, from 1; of what holds it where the value itself is missing."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]


class _Walker(ABC):
    """What both walks share: the text, and how far they are in it."""

    string: re.Pattern[str]
    space: re.Pattern[str]
    other: re.Pattern[str]
    equals: str

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.places = Places(text)

    def skip(self) -> None:
        """Pass over spaces, line ends and comments."""
        match = self.space.match(self.text, self.at)
        self.at = self.at if match is None else match.end()

    def take(self, pattern: re.Pattern[str]) -> str:
        """What matches here; the text is well formed, so something does."""
        match = pattern.match(self.text, self.at)
        if match is None:
            raise ValueError(f"character {self.at}")
        self.at = match.end()
        return match.group()

    def value(self, path: Path) -> None:
        """Pass over one value, and note where what is in it stands."""
        self.skip()
        first = self.text[self.at : self.at + 1]
        if first in {'"', "'"}:
            self.take(self.string)
        elif first == "[":
            self._list(path)
        elif first == "{":
            self._table(path)
        else:
            self.take(self.other)

    def _list(self, path: Path) -> None:
        self.at += 1
        number = 0
        while self._more("]"):
            self.places.put((*path, number), self.at)
            self.value((*path, number))
            number += 1

    def _table(self, path: Path) -> None:
        self.at += 1
        while self._more("}"):
            self.pair(path)

    def _more(self, end: str) -> bool:
        """Whether something follows before the list or table ends; the end itself is passed over."""
        self.skip()
        if self.text[self.at] == ",":
            self.at += 1
            self.skip()
        if self.text[self.at] == end:
            self.at += 1
            return False
        return True

    def pair(self, path: Path) -> None:
        """Pass over a name and its value."""
        start = self.at
        inner = path
        names = self.names()
        for name in names:
            inner = (*inner, name)
            if inner == (*path, *names) or not self.places.known(inner):
                self.places.put(inner, start)
        self.skip()
        self.at += len(self.equals)
        self.value(inner)

    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The name that stands here, which in TOML may have several parts."""


class _JsonWalker(_Walker):
    string, space, other, equals = _JSON_STRING, _JSON_SPACE, _JSON_OTHER, ":"

    def names(self) -> tuple[str, ...]:
        name: str = json.loads(self.take(self.string))
        return (name,)


class _TomlWalker(_Walker):
    string, space, other, equals = _TOML_STRING, _TOML_SPACE, _TOML_OTHER, "="

    def walk(self) -> None:
        """Pass over a whole file: pairs, and headers that say in which table those after them are."""
        table: Path = ()
        counts: dict[Path, int] = {}
        self.skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header(counts)
            else:
                self.pair(table)
            self.skip()

    def _header(self, counts: dict[Path, int]) -> Path:
        start = self.at
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        names = self.names()
        self.skip()
        self.at += 2 if many else 1
        path: Path = ()
        for place, name in enumerate(names):
            path = (*path, name)
            if many and place == len(names) - 1:
                counts[path] = counts.get(path, -1) + 1
            if not self.places.known(path):
                self.places.put(path, start)
            if path in counts:
                path = (*path, counts[path])
                if not self.places.known(path):
                    self.places.put(path, start)
        return path

    def names(self) -> tuple[str, ...]:
        found = []
        while True:
            self.skip()
            if self.text[self.at] in {'"', "'"}:
                found.append(str(_toml(f"name = {self.take(self.string)}")["name"]))
            else:
                found.append(self.take(_TOML_BARE))
            self.skip()
            if self.text[self.at] != ".":
                return tuple(found)
            self.at += 1


def _toml(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def json_places(text: str) -> Places:
    """Lines by path of a JSON text that was read without an error. Raises RecursionError where it nests too deep."""
    walker = _JsonWalker(text)
    walker.value(())
    return walker.places


def toml_places(text: str) -> Places:
    """Lines by path of a TOML text that was read without an error. Raises RecursionError where it nests too deep."""
    walker = _TomlWalker(text)
    walker.walk()
    return walker.places
