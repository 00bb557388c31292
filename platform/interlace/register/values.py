"""The values of an input, as JSON or a form holds them, checked and typed by the one list of columns.

What a bundle would accept is accepted here, and nothing else; all that is wrong is told at once, field by field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from graph.tables import SCHEMA, Column, Kind
from interlace.errors import FieldProblem, Invalid
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from interlace.db.records import StoredRecord

MOST_CHARACTERS = 20_000
#: What Unicode calls white space. `str.strip` alone would also drop four separators of information.
WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"[0-9]{1,18}")
_DECIMAL = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?")
_TRANSLATION = re.compile(r"(name|title)_[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CELLS = frozenset(f"{principle}:{area}" for principle in PRINCIPLES.ids for area in AREAS.ids)
_LONGEST_NAME = 64


@dataclass(frozen=True)
class Given:
    """Typed values of the columns that were given, and translations of names and titles; None empties either."""

    values: Mapping[str, Any]
    further: Mapping[str, str | None] = field(default_factory=dict)


def of_new(table: str, given: Mapping[str, object], **fixed: object) -> Given:
    """Values for every column of a new record; those in `fixed` are not the asker's to choose. Raises Invalid."""
    read = _Reading(table, given)
    values = {name: read.value(name) for name in SCHEMA[table] if name not in fixed}
    for name, value in fixed.items():
        if name in given and read.value(name) not in {value, None}:
            read.wrong(name, "fixed")
    return Given(read.finished({**dict.fromkeys(SCHEMA[table]), **values, **fixed}), read.further())


def of_change(before: StoredRecord, given: Mapping[str, object], *fixed: str) -> Given:
    """Values for the columns that were given; those in `fixed` may be given only as they stand. Raises Invalid."""
    read = _Reading(before.table, given)
    values = {name: read.value(name) for name in SCHEMA[before.table] if name in given}
    for name in fixed:
        if name in values and values[name] != before[name]:
            read.wrong(name, "fixed")
    return Given(read.finished(values), read.further())


def of_some(table: str, given: Mapping[str, object]) -> Given:
    """Values for the columns that were given, such as those by which a record is named. Raises Invalid."""
    read = _Reading(table, given)
    values = {name: read.value(name) for name in SCHEMA[table] if name in given}
    return Given(read.finished(values), read.further())


def text(name: str, given: object, *, required: bool = False) -> str | None:
    """A text that is no column, such as a reason. Raises Invalid."""
    problems: list[FieldProblem] = []
    value: str | None = _told(problems, f"/{name}", partial(_text, given))
    if required and value is None and not problems:
        problems.append(FieldProblem(f"/{name}", "required"))
    if problems:
        raise Invalid(problems)
    return value


def day(name: str, given: object) -> date:
    """A day that is no column, such as that on which something ends. Raises Invalid."""
    problems: list[FieldProblem] = []
    value: date | None = _told(problems, f"/{name}", partial(_date, given))
    if value is None:
        raise Invalid(problems or [FieldProblem(f"/{name}", "required")])
    return value


class _Wrong(Exception):
    """A value is not what its column holds; `place` is the item of a list that is meant."""

    def __init__(self, code: str, place: int | None = None, **details: object) -> None:
        super().__init__(code)
        self.code, self.place = code, place
        self.details = {name: str(detail) for name, detail in details.items()}


def _told(problems: list[FieldProblem], pointer: str, read: Callable[[], Any]) -> Any:  # noqa: ANN401 - what it reads
    """What `read` gives, or nothing and one problem more."""
    try:
        return read()
    except _Wrong as wrong:
        where = pointer if wrong.place is None else f"{pointer}/{wrong.place}"
        problems.append(FieldProblem(where, wrong.code, wrong.details))
        return None


class _Reading:
    """Reads one input and gathers what is wrong with it."""

    def __init__(self, table: str, given: Mapping[str, object]) -> None:
        self._columns, self._given = SCHEMA[table], given
        self._problems: list[FieldProblem] = []
        self._translations = {name for name in given if name not in self._columns and self._is_translation(name)}
        for name in given:
            if name not in self._columns and name not in self._translations:
                self.wrong(name, "unknown-field", choices=", ".join(self._columns))

    def _is_translation(self, name: object) -> bool:
        found = _TRANSLATION.fullmatch(name) if isinstance(name, str) else None
        return found is not None and found[1] in self._columns

    def wrong(self, name: object, code: str, **details: str) -> None:
        """Note a problem of a field."""
        self._problems.append(FieldProblem(_pointer(name), code, details))

    def value(self, name: str) -> Any:  # noqa: ANN401 - whatever the column holds
        """The typed value of a column; nothing where it is empty or wrong."""
        column, before = self._columns[name], len(self._problems)
        value = _told(self._problems, _pointer(name), partial(_READERS[column.kind], self._given.get(name), column))
        if column.required and value is None and len(self._problems) == before:
            self.wrong(name, "required")
        return value

    def further(self) -> dict[str, str | None]:
        """The translations. Raises Invalid where one is wrong."""
        read = {
            name: _told(self._problems, _pointer(name), partial(_text, self._given[name]))
            for name in sorted(self._translations)
        }
        return self.finished(read)

    def finished(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values. Raises Invalid where anything that was read so far is wrong."""
        if self._problems:
            order = {_pointer(name): place for place, name in enumerate(self._given)}
            raise Invalid(sorted(self._problems, key=lambda problem: order.get(_field(problem.pointer), len(order))))
        return values


def _pointer(name: object) -> str:
    """The JSON pointer to a field (RFC 6901); a name of any length may have been sent."""
    return "/" + str(name)[:_LONGEST_NAME].replace("~", "~0").replace("/", "~1")


def _field(pointer: str) -> str:
    return "/" + pointer.split("/")[1]


def _text(given: object, _: Column | None = None) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str):
        raise _Wrong("bad-text")
    _check_characters(given)
    value = given.strip(WHITE_SPACE)
    if len(value) > MOST_CHARACTERS:
        raise _Wrong("too-long", most=MOST_CHARACTERS)
    return value or None


def _check_characters(given: str, place: int | None = None) -> None:
    if "\0" in given:
        raise _Wrong("nul", place)
    if any("\ud800" <= character <= "\udfff" for character in given):
        raise _Wrong("not-utf8", place)


def _code(given: object, _: Column) -> str | None:
    value = _text(given)
    if value is not None and not _CODE.fullmatch(value):
        raise _Wrong("bad-code")
    return value


def _choice(given: object, column: Column) -> str | None:
    value = _text(given)
    if value is not None and value not in column.choices:
        raise _Wrong("bad-choice", choices=", ".join(column.choices))
    return value


def _date(given: object, _: Column | None = None) -> date | None:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    if not isinstance(given, str | None):
        raise _Wrong("bad-date")
    value = _text(given)
    if value is None:
        return None
    if not _DATE.fullmatch(value):
        raise _Wrong("bad-date")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _Wrong("bad-date") from None


def _whole(given: object, column: Column) -> int | None:
    least, most = column.least or 0, column.most
    value = _number_text(given)
    if value is None:
        return None
    if not _WHOLE.fullmatch(value) or int(value) < least or (most is not None and int(value) > most):
        raise _Wrong("bad-whole", least=least, most=most)
    return int(value)


def _decimal(given: object, column: Column) -> str | None:
    value, most = _number_text(given), column.most
    if value is None:
        return None
    if not _DECIMAL.fullmatch(value) or (most is not None and Decimal(value) > most):
        raise _Wrong("bad-decimal", least=column.least or 0, most="10¹⁸" if most is None else most)
    return value


def _number_text(given: object) -> str | None:
    """A number as it would stand in a file; what is neither a number nor text is told as a number that is wrong."""
    if isinstance(given, str | None):
        return _text(given)
    if isinstance(given, int | float | Decimal) and not isinstance(given, bool):
        return "" if isinstance(given, int) and abs(given) >= 10**18 else str(given)
    return ""


def _texts(given: object, _: Column) -> list[str] | None:
    """A list, its items trimmed and each once; an empty one is no list."""
    return [item for _, item in _items(given)] or None


def _cells(given: object, _: Column) -> list[str] | None:
    items = list(_items(given))
    for place, item in items:
        if item not in _CELLS:
            raise _Wrong("bad-cell", place)
    return [item for _, item in items] or None


def _items(given: object) -> Iterator[tuple[int, str]]:
    """The items of a list with their places. In a bundle they stand in one field, so together they are as bounded."""
    if given is None:
        return
    if not isinstance(given, list | tuple):
        raise _Wrong("bad-list")
    for place, item in enumerate(given):
        if not isinstance(item, str) or "|" in item:
            raise _Wrong("bad-list", place)
        _check_characters(item, place)
    if len("|".join(given).strip(WHITE_SPACE)) > MOST_CHARACTERS:
        raise _Wrong("too-long", most=MOST_CHARACTERS)
    known = set()
    for place, item in enumerate(given):
        trimmed = item.strip(WHITE_SPACE)
        if trimmed and trimmed not in known:
            known.add(trimmed)
            yield place, trimmed


_READERS: Mapping[Kind, Callable[[object, Column], Any]] = {
    Kind.CODE: _code,
    Kind.TEXT: _text,
    Kind.REFERENCE: _text,
    Kind.REFERENCES: _texts,
    Kind.DATE: _date,
    Kind.WHOLE: _whole,
    Kind.DECIMAL: _decimal,
    Kind.CHOICE: _choice,
    Kind.TEXTS: _texts,
    Kind.CELLS: _cells,
}
