"""One table of a file, asked field by field: each getter notes what is wrong and gives something to go on with."""

from __future__ import annotations

import re
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from policies.instruments.parsing import Number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from policies.instruments.model import Text
    from policies.instruments.places import Path
    from policies.instruments.problems import Problems

MOST_CHARACTERS = 4_000
MOST_CODE_CHARACTERS = 64
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_DECIMAL = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,18})?")
_FRACTION = re.compile(r"[0-9]{1,9}/[0-9]{1,9}")
_NOTHING: Text = MappingProxyType({})


def fraction_of(value: object) -> Fraction | None:
    """An exact number that is not negative, written as a number or as text; None if it is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if isinstance(value, int):
        return Fraction(value) if 0 <= value < 10**12 else None
    if _FRACTION.fullmatch(value):
        over, under = (int(part) for part in value.split("/"))
        return Fraction(over, under) if under else None
    return Fraction(value) if _DECIMAL.fullmatch(value) else None


def is_language(tag: str) -> bool:
    """Whether this is the tag of a language, in form."""
    return _LANGUAGE.fullmatch(tag) is not None


def _can_be_kept(text: str) -> bool:
    """Whether it is text of whole characters: JSON can write half a character, and the database keeps no U+0000."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


class Part:
    """A table of the file, and where it stands."""

    def __init__(self, values: object, path: Path, problems: Problems) -> None:
        self.path = path
        self.problems = problems
        self.valid = isinstance(values, dict)
        self._values: Mapping[str, Any] = values if isinstance(values, dict) else {}
        if not self.valid:
            problems.add(path, "bad-table")

    def wrong(self, name: str, code: str, /, **details: object) -> None:
        """Note what is wrong with a field, or with the table where `name` is empty."""
        self.problems.add((*self.path, name) if name else self.path, code, **details)

    def has(self, name: str) -> bool:
        """Whether the field is given."""
        return name in self._values

    def get(self, name: str) -> Any:  # noqa: ANN401 - a value of any file
        """The field as it is; None where it is missing."""
        return self._values.get(name)

    def only(self, names: Collection[str]) -> None:
        """Note every field that is not one of these."""
        for name in self._values:
            if name not in names:
                self.wrong(name, "unknown-field", name=name, choices=", ".join(names))

    def _given(self, name: str, required: bool) -> bool:
        if name in self._values:
            return True
        if required and self.valid:
            self.wrong(name, "missing", name=name)
        return False

    def words(self, name: str, *, required: bool = True, most: int = MOST_CHARACTERS) -> str:
        """A text of one language; empty where there is none."""
        return self._plain(self.get(name), (name,), most) if self._given(name, required) else ""

    def _plain(self, value: object, path: Path, most: int) -> str:
        if not isinstance(value, str) or isinstance(value, Number) or not value.strip() or not _can_be_kept(value):
            self.problems.add((*self.path, *path), "bad-text")
        elif len(value) > most:
            self.problems.add((*self.path, *path), "too-long", most=most)
        else:
            return value.strip()
        return ""

    def code(self, name: str) -> str:
        """An id; empty where there is none."""
        return self.code_of(self.get(name), name) if self._given(name, required=True) else ""

    def code_of(self, value: object, *path: str | int) -> str:
        """A value that is an id; empty where it is none."""
        good = isinstance(value, str) and len(value) <= MOST_CODE_CHARACTERS and _CODE.fullmatch(value)
        if good and not isinstance(value, Number):
            return str(value)
        self.problems.add((*self.path, *path), "bad-code")
        return ""

    def choice(self, name: str, choices: Collection[str], *, required: bool = True, usual: str = "") -> str:
        """One of these; `usual` where it is missing or something else."""
        if not self._given(name, required):
            return usual
        value = self.get(name)
        if isinstance(value, str) and value in choices:
            return str(value)
        self.wrong(name, "bad-choice", choices=", ".join(choices), value=value)
        return usual

    def flag(self, name: str) -> bool:
        """True or false; false where it is missing."""
        value = self._values.get(name, False)
        if not isinstance(value, bool):
            self.wrong(name, "bad-flag")
        return value is True

    def number(self, name: str) -> Fraction | None:
        """An exact number; None where it is missing or none."""
        if name not in self._values:
            return None
        found = fraction_of(self.get(name))
        if found is None:
            self.wrong(name, "bad-number")
        return found

    def texts(self, name: str, languages: Sequence[str], *, required: bool = True) -> Text:
        """A sentence in several languages, which has each of these."""
        if not self._given(name, required):
            return _NOTHING
        value = self.get(name)
        if not isinstance(value, dict):
            self.wrong(name, "bad-table")
            return _NOTHING
        for language in languages:
            if language not in value:
                self.wrong(name, "missing-language", language=language)
        for language in value:
            if not is_language(language):
                self.problems.add((*self.path, name, language), "bad-language")
        return MappingProxyType(
            {language: self._plain(text, (name, language), MOST_CHARACTERS) for language, text in value.items()}
        )

    def list_of(self, name: str, most: int, *, required: bool = False) -> list[Any]:
        """A list that is not too long; empty where it is missing."""
        if not self._given(name, required):
            return []
        value = self.get(name)
        if not isinstance(value, list):
            self.wrong(name, "bad-list")
            return []
        if len(value) > most:
            self.wrong(name, "too-many", most=most, number=len(value))
        return value[:most]

    def parts_of(self, name: str, most: int, *, required: bool = False) -> Iterator[Part]:
        """The tables of a list."""
        for place, one in enumerate(self.list_of(name, most, required=required)):
            yield Part(one, (*self.path, name, place), self.problems)
