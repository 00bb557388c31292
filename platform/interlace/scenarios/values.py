"""What a scenario says, as a door hands it over: title, words, changes. All that is wrong is told at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson

from graph.tables import SCHEMA
from graph.whatif import TABLES, Change, Problem
from interlace.db.models.scenarios import (
    MOST_BYTES,
    MOST_CHANGES,
    MOST_DESCRIPTION_CHARACTERS,
    MOST_TITLE_CHARACTERS,
)
from interlace.errors import Conflict, FieldProblem, Invalid
from interlace.register.values import WHITE_SPACE, Given, of_new, of_some

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

VERBS = ("add", "remove")
FIELDS = ("title", "description", "changes")
#: What services write themselves, so that nobody else gives it another value.
_FIXED: Mapping[str, Mapping[str, object]] = {
    "relations": {"status": "declared"},
    "links": {"status": "declared"},
    "strategies": {"status": "adopted"},
}


@dataclass(frozen=True)
class NewValues:
    """What is given of a scenario; None where it is left out, and an empty description takes it away."""

    title: str | None = None
    description: str | None = None
    changes: tuple[Change, ...] | None = None


def read_values(given: Mapping[str, object], *required: str) -> NewValues:
    """The values of a scenario that are given. Raises Invalid."""
    problems = [
        FieldProblem(f"/{str(name)[:64]}", "unknown-field", {"choices": ", ".join(FIELDS)})
        for name in given
        if name not in FIELDS
    ]
    title = _text("title", given.get("title"), MOST_TITLE_CHARACTERS, problems)
    if title is None and ("title" in required or "title" in given) and not _told(problems, "/title"):
        problems.append(FieldProblem("/title", "required"))
    description = _text("description", given.get("description"), MOST_DESCRIPTION_CHARACTERS, problems)
    changes: tuple[Change, ...] | None = None
    if "changes" in given:
        try:
            changes = read_changes(given["changes"])
        except Invalid as wrong:
            problems += wrong.problems
    if problems:
        raise Invalid(problems)
    return NewValues(title, description, changes)


def _told(problems: Iterable[FieldProblem], pointer: str) -> bool:
    return any(problem.pointer == pointer for problem in problems)


def _text(name: str, given: object, most: int, problems: list[FieldProblem]) -> str | None:
    """A text without white space around it; nothing where it is empty or wrong."""
    if given is None:
        return None
    if not isinstance(given, str):
        problems.append(FieldProblem(f"/{name}", "bad-text"))
        return None
    text = given.replace("\r\n", "\n").strip(WHITE_SPACE)
    if "\0" in text:
        problems.append(FieldProblem(f"/{name}", "nul"))
    elif any("\ud800" <= character <= "\udfff" for character in text):
        problems.append(FieldProblem(f"/{name}", "not-utf8"))
    elif len(text) > most:
        problems.append(FieldProblem(f"/{name}", "too-long", {"most": str(most)}))
    return text or None


def read_changes(given: object, where: str = "/changes") -> tuple[Change, ...]:
    """A list of changes as JSON holds them: objects of `verb`, `table` and `values`. Raises Invalid."""
    if not isinstance(given, list | tuple):
        raise Invalid([FieldProblem(where, "required" if given is None else "bad-value")])
    if len(given) > MOST_CHANGES:
        raise Invalid([FieldProblem(where, "item-count", {"most": str(MOST_CHANGES)})])
    problems: list[FieldProblem] = []
    changes = [_change(one, f"{where}/{number}", problems) for number, one in enumerate(given)]
    read = tuple(change for change in changes if change is not None)
    if not problems and len(orjson.dumps(stored(read))) > MOST_BYTES * 3 // 4:
        problems.append(FieldProblem(where, "too-long", {"most": str(MOST_BYTES * 3 // 4)}))
    if problems:
        raise Invalid(problems)
    return read


def _change(given: object, where: str, problems: list[FieldProblem]) -> Change | None:
    if not isinstance(given, dict):
        problems.append(FieldProblem(where, "bad-value"))
        return None
    before = len(problems)
    names = ("verb", "table", "values")
    problems += [
        FieldProblem(f"{where}/{str(name)[:64]}", "unknown-field", {"choices": ", ".join(names)})
        for name in given
        if name not in names
    ]
    for name, choices in (("verb", VERBS), ("table", tuple(TABLES))):
        value = given.get(name)
        if not isinstance(value, str) or value not in choices:
            code = "required" if value is None else "bad-choice"
            problems.append(FieldProblem(f"{where}/{name}", code, {"choices": ", ".join(choices)}))
    if not isinstance(given.get("values"), dict):
        problems.append(FieldProblem(f"{where}/values", "required" if given.get("values") is None else "bad-value"))
    if len(problems) > before:
        return None
    try:
        return Change(given["verb"], given["table"], _typed(given["verb"], given["table"], given["values"]))
    except Invalid as wrong:
        problems += [replace(problem, pointer=f"{where}/values{problem.pointer}") for problem in wrong.problems]
        return None


def _typed(verb: str, table: str, values: Mapping[str, object]) -> dict[str, Any]:
    """The typed values of a change: of a new record what is not empty, of one that leaves all that is given."""
    if verb == "remove":
        missing = [FieldProblem(f"/{name}", "required") for name in TABLES[table] if name not in values]
        if missing:
            raise Invalid(missing)
        return dict(of_some(table, values).values)
    fixed = _FIXED.get(table, {})
    read: Given = of_new(table, values, **fixed)
    known = {name: value for name, value in read.values.items() if value is not None and name not in fixed}
    return known | {name: value for name, value in read.further.items() if value is not None}


def stored(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Changes as plain values of JSON."""
    return [
        {
            "verb": change.verb,
            "table": change.table,
            "values": {name: _plain(value) for name, value in change.values.items()},
        }
        for change in changes
    ]


def of_stored(kept: Sequence[Mapping[str, Any]]) -> tuple[Change, ...]:
    """Changes as they were stored. Raises Conflict where some of them cannot be read any more."""
    changes, unreadable = readable(kept)
    if unreadable:
        raise Conflict(
            f"{unreadable} of its changes cannot be read any more. Change the scenario, or make another one."
        )
    return changes


def readable(kept: Sequence[Mapping[str, Any]]) -> tuple[tuple[Change, ...], int]:
    """Changes as they were stored, and how many were left out: what was checked then may have no words any more."""
    changes: list[Change] = []
    for one in kept:
        try:
            changes += read_changes([one])
        except Invalid:
            continue
    return tuple(changes), len(kept) - len(changes)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def pointed(problems: Iterable[Problem], where: str = "/changes") -> Iterator[FieldProblem]:
    """What stands against changes, as fields of an input."""
    for problem in problems:
        column = f"/values/{problem.column}" if problem.column in SCHEMA_COLUMNS else f"/{problem.column}"
        yield FieldProblem(f"{where}/{problem.change}{column}", problem.code, problem.details)


SCHEMA_COLUMNS = frozenset(name for table in TABLES for name in SCHEMA[table])
