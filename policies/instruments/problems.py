"""What is wrong with a file of an instrument: each problem with its line, its code and what was expected instead."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path as File
from types import MappingProxyType
from typing import TYPE_CHECKING

from policies.vocabularies import Text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from policies.instruments.places import Path, Places

#: So many problems are told of one file; those after them are counted.
MOST_PROBLEMS = 500
_MOST_SHOWN = 100


def _read(path: File) -> Mapping[str, Text]:
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return MappingProxyType({code: text_of(code, entry, "expected") for code, entry in entries.items()})


#: Code → what was expected, with braces for the details of the single case.
EXPECTED = _read(File(__file__).parent / "words" / "problems.toml")


@dataclass(frozen=True)
class InstrumentProblem:
    """One problem. `line` counts from 1; `pointer` is the way to the value (`/items/3/weight`)."""

    line: int
    pointer: str
    code: str
    details: Mapping[str, str] = field(default_factory=dict)

    def expected(self, language: str) -> str:
        """What was expected instead, in one of the product's languages."""
        return EXPECTED[self.code].in_language(language).format(**self.details)

    @property
    def words(self) -> str:
        """What was expected instead, in English."""
        return self.expected("en")


class InstrumentInvalid(Exception):
    """A file is no valid instrument or crosswalk. `problems` stand by line; `more` are those beyond them."""

    def __init__(self, problems: Iterable[InstrumentProblem]) -> None:
        every = sorted(problems, key=lambda one: (one.line, one.pointer, one.code))
        self.problems = tuple(every[:MOST_PROBLEMS])
        self.more = len(every) - len(self.problems)
        super().__init__("; ".join(f"line {one.line}: expected {one.words}" for one in self.problems[:5]))


class Problems:
    """Collects what is wrong, and knows on which line each value stands."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.found: list[InstrumentProblem] = []

    def add(self, path: Path, code: str, /, **details: object) -> None:
        """Note a problem of the value at a path. What the file says is cut short, however long it is."""
        self.add_at(self._places.line(path), path, code, **details)

    def add_at(self, line: int, path: Path, code: str, /, **details: object) -> None:
        """The same where the line is known otherwise."""
        shown = {name: _short(str(value)) for name, value in details.items()}
        self.found.append(InstrumentProblem(line, _pointer(path), code, shown))

    def line(self, path: Path) -> int:
        """On which line a value stands."""
        return self._places.line(path)

    def refuse(self) -> None:
        """Raise InstrumentInvalid if anything was found."""
        if self.found:
            raise InstrumentInvalid(self.found)


def _short(text: str) -> str:
    clean = "".join(letter if letter.isprintable() else "?" for letter in text)
    return clean if len(clean) <= _MOST_SHOWN * 4 else f"{clean[:_MOST_SHOWN]}…"


def _pointer(path: Path) -> str:
    parts = (_short(str(part))[:_MOST_SHOWN].replace("~", "~0").replace("/", "~1") for part in path)
    return "".join(f"/{part}" for part in parts)
