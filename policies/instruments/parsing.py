"""From bytes to plain values and the lines on which they stand, for TOML and JSON alike."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

from policies.instruments.places import Places, json_places, toml_places
from policies.instruments.problems import InstrumentInvalid, InstrumentProblem, Problems

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES = 2**21
#: Names with more parts than any file needs. A short one of thousands would take a reader minutes and all memory.
_MANY_PARTS = re.compile(
    r"""(?:(?<![\w-])[\w-]+|"[^"\n]*"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*')){32}""", re.ASCII
)


class Number(str):
    """A number as the file writes it: nothing of it is lost, and no exponent makes it huge."""

    __slots__ = ()


class Parsed(NamedTuple):
    """A file as plain values. Numbers with a point are `Number`."""

    values: Mapping[str, Any]
    problems: Problems


def parse(content: bytes, name: str) -> Parsed:
    """Read a file, by the end of its name or else by its first character. Raises InstrumentInvalid."""
    if len(content) > MOST_BYTES:
        raise _refused(1, "too-large", most=f"{MOST_BYTES:,}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(content.count(b"\n", 0, error.start) + 1, "not-utf8") from error
    if name.lower().endswith(".json") or (not name.lower().endswith(".toml") and text.lstrip()[:1] == "{"):
        return _json(text)
    return _toml(text)


def _toml(text: str) -> Parsed:
    many = _MANY_PARTS.search(text)
    if many is not None:
        raise _refused(text.count("\n", 0, many.start()) + 1, "too-deep")
    try:
        return Parsed(tomllib.loads(text, parse_float=Number), Problems(toml_places(text.replace("\r\n", "\n"))))
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        raise _refused(_line_told(reason, text), "unreadable", reason=reason) from error
    except RecursionError as error:
        raise _refused(1, "too-deep") from error
    except ValueError as error:  # An integer of thousands of digits, or a day that is none.
        raise _refused(1, "unreadable", reason=str(error)) from error


def _json(text: str) -> Parsed:
    try:
        values = json.loads(text, parse_float=Number, parse_constant=Number)
        places = json_places(text)
    except json.JSONDecodeError as error:
        raise _refused(error.lineno, "unreadable", reason=error.msg) from error
    except RecursionError as error:
        raise _refused(1, "too-deep") from error
    except ValueError as error:
        raise _refused(1, "unreadable", reason=str(error)) from error
    if not isinstance(values, dict):
        raise _refused(1, "bad-table")
    problems = Problems(places)
    _note_repeated(places, problems)
    return Parsed(values, problems)


def _note_repeated(places: Places, problems: Problems) -> None:
    for path, line in places.repeated:
        problems.add_at(line, path, "repeated", name=path[-1])


def _line_told(reason: str, text: str) -> int:
    """The line that Python's reader tells in words: “(at line 3, column 4)”, or “(at end of document)”."""
    _, _, told = reason.rpartition("(at line ")
    number = told.partition(",")[0]
    return int(number) if number.isdigit() else text.count("\n") + 1


def _refused(line: int, code: str, **details: str) -> InstrumentInvalid:
    return InstrumentInvalid([InstrumentProblem(line, "", code, details)])
