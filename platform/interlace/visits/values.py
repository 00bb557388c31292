"""What doors hand over for visits, typed; all that is wrong is told at once, field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from interlace.cases.values import WrongError, checked, choice, day, text, whole
from interlace.db.base import CELLS, CODE, MOST_CODE_CHARACTERS
from interlace.db.models.assessments import STANDINGS
from interlace.db.models.visits import (
    FOUND,
    LANGUAGES,
    MOST_CELLS,
    MOST_ENTRIES,
    MOST_TITLE_CHARACTERS,
    MOST_URL_CHARACTERS,
    MOST_WORDS,
    OBSERVED,
    SAID,
)
from interlace.errors import FieldProblem, Invalid
from policies import PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Readers = Mapping[str, Callable[[object], Any]]

#: A visit lasts no longer than this, and a recommendation's deadline is no further away.
LONGEST = timedelta(days=92)
LONGEST_DEADLINE = timedelta(days=10 * 366)
_MOST_PLACE_CHARACTERS = 200
_MOST_WHAT_CHARACTERS = 500
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_CODE = re.compile(CODE)
_EVIDENCE = re.compile(r"https?://[^\s\x00-\x1f]+|[a-z]{3,20}:[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True)
class ProgrammeEntry:
    """What happens when and where: a day, an hour (`HH:MM`), a place, and what it is."""

    day: date
    what: str
    hour: str | None = None
    place: str | None = None


@dataclass(frozen=True)
class Met:
    """Somebody who was met, by what they are there for: nobody's name."""

    role: str
    organisation: str | None = None


def code(value: object) -> str:
    """Reads a code or an id of an item, whether there is such a thing or not."""
    if not isinstance(value, str) or not _CODE.fullmatch(value) or len(value) > MOST_CODE_CHARACTERS:
        raise WrongError("bad-value")
    return value


def identifier(value: object) -> UUID:
    """Reads an id."""
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError as error:
        raise WrongError("bad-value") from error


def flag(value: object) -> bool:
    """Reads yes or no."""
    if not isinstance(value, bool):
        raise WrongError("bad-choice", choices="true, false")
    return value


def hour(value: object) -> str:
    """Reads an hour, `HH:MM`."""
    if not isinstance(value, str) or not _HOUR.fullmatch(value):
        raise WrongError("bad-value")
    return value


def evidence(value: object) -> str:
    """Reads the address of a page, or a record as `action:CODE`."""
    found = text(MOST_URL_CHARACTERS)(value)
    if not _EVIDENCE.fullmatch(found):
        raise WrongError("bad-page")
    return found


def cells(value: object) -> tuple[str, ...]:
    """Reads cells of the register, `principle:area`."""
    if not isinstance(value, list | tuple) or len(value) > MOST_CELLS:
        raise WrongError("bad-list")
    if not all(isinstance(one, str) and one in CELLS for one in value):
        raise WrongError("bad-value")
    return tuple(dict.fromkeys(value))


def _items(name: str, readers: Readers, required: str, make: Callable[..., Any]) -> Callable[[object], Any]:
    """Reads a list of objects. Raises Invalid with a pointer into the list for each thing that is wrong."""

    def read(value: object) -> Any:  # noqa: ANN401 - as `make` makes it
        if not isinstance(value, list | tuple):
            raise WrongError("bad-list")
        if len(value) > MOST_ENTRIES:
            raise WrongError("item-count", most=str(MOST_ENTRIES))
        found, problems = [], []
        for place, one in enumerate(value):
            if not isinstance(one, dict):
                problems.append(FieldProblem(f"/{name}/{place}", "bad-value"))
                continue
            try:
                found.append(make(**checked(one, readers, *required.split())))
            except Invalid as invalid:
                problems += [FieldProblem(f"/{name}/{place}{p.pointer}", p.code, p.details) for p in invalid.problems]
        if problems:
            raise Invalid(problems)
        return tuple(found)

    return read


_PROGRAMME: Readers = {
    "day": day,
    "hour": hour,
    "place": text(_MOST_PLACE_CHARACTERS),
    "what": text(_MOST_WHAT_CHARACTERS),
}
_MET: Readers = {"role": text(_MOST_PLACE_CHARACTERS), "organisation": text(_MOST_PLACE_CHARACTERS)}
_WORDS = text(MOST_WORDS)
PLAN_FIELDS: Readers = {
    "body": code,
    "title": text(MOST_TITLE_CHARACTERS),
    "language": choice(*LANGUAGES),
    "assessment": identifier,
    "starts_on": day,
    "ends_on": day,
    "programme": _items("programme", _PROGRAMME, "day what", ProgrammeEntry),
    "met": _items("met", _MET, "role", Met),
}
CHANGE_FIELDS: Readers = {
    **{name: read for name, read in PLAN_FIELDS.items() if name != "body"},
    "summary": _WORDS,
    "revision": whole,
}
PERSON_FIELDS: Readers = {"user": identifier, "email": text(254), "revision": whole}
FINDING_FIELDS: Readers = {
    "item": code,
    "said": choice(*FOUND),
    "answer": lambda value: value,
    "reason": _WORDS,
    "revision": whole,
}
OBSERVATION_FIELDS: Readers = {"kind": choice(*OBSERVED), "area": code, "text": _WORDS, "revision": whole}
RECOMMENDATION_FIELDS: Readers = {
    "text": _WORDS,
    "area": code,
    "principle": choice(*PRINCIPLES.ids),
    "cells": cells,
    "owner": code,
    "deadline": day,
    "revision": whole,
}
STEP_FIELDS: Readers = {
    "said": choice(*SAID),
    "after": whole,
    "reason": _WORDS,
    "evidence": evidence,
}
COMMENT_FIELDS: Readers = {"comment": _WORDS, "agrees": flag, "revision": whole}
REVISION_FIELDS: Readers = {"revision": whole}
#: Said with a reason, or with evidence, or it says nothing.
NEEDS_REASON = frozenset({"in_part", "not_accepted", "reopened"})


def read(values: Mapping[str, object], readers: Readers, *required: str) -> dict[str, Any]:
    """The fields that are given, typed, those of lists within too. Raises Invalid with all that is wrong."""
    lists = {name: values[name] for name in ("programme", "met") if values.get(name) is not None and name in readers}
    problems: list[FieldProblem] = []
    found: dict[str, Any] = {}
    try:
        plain = {name: value for name, value in values.items() if name not in lists}
        found = checked(plain, readers, *required)
    except Invalid as invalid:
        problems += invalid.problems
    for name, value in lists.items():
        try:
            found[name] = readers[name](value)
        except WrongError as wrong:
            problems.append(FieldProblem(f"/{name}", wrong.code, wrong.details))
        except Invalid as invalid:
            problems += invalid.problems
    if problems:
        raise Invalid(problems)
    return found


def changes(values: Mapping[str, object], readers: Readers, *needed: str) -> dict[str, Any]:
    """What is to be changed: null and nothing take back, except of what is needed. Raises Invalid."""
    found = read(values, readers, "revision")
    changed = {name: found.get(name) for name in values if name != "revision"}
    problems = [FieldProblem(f"/{name}", "required") for name in needed if name in changed and changed[name] is None]
    if problems:
        raise Invalid(problems)
    return changed


def require_span(starts_on: date, ends_on: date, programme: tuple[ProgrammeEntry, ...]) -> None:
    """Raise Invalid for a visit that ends before it begins, lasts too long, or has a programme on other days."""
    if ends_on < starts_on:
        raise Invalid([FieldProblem("/ends_on", "end-before-start", {"start": starts_on.isoformat()})])
    span = {"first": starts_on.isoformat(), "last": ends_on.isoformat()}
    if ends_on - starts_on > LONGEST:
        last = {"first": starts_on.isoformat(), "last": (starts_on + LONGEST).isoformat()}
        raise Invalid([FieldProblem("/ends_on", "bad-span", last)])
    outside = [place for place, entry in enumerate(programme) if not starts_on <= entry.day <= ends_on]
    if outside:
        raise Invalid([FieldProblem(f"/programme/{place}/day", "bad-span", span) for place in outside])


def standing_and_value(answer: object) -> tuple[str, object]:
    """The two parts of an answer in JSON, untried against its item. Raises Invalid."""
    known = {"choices": "standing, value"}
    if not isinstance(answer, dict):
        raise Invalid([FieldProblem("/answer", "required" if answer is None else "bad-value")])
    problems = [
        FieldProblem(f"/answer/{str(name)[:64]}", "unknown-field", known)
        for name in answer
        if name not in {"standing", "value"}
    ]
    standing = answer.get("standing")
    if not isinstance(standing, str) or standing not in STANDINGS:
        problems.append(FieldProblem("/answer/standing", "bad-choice", {"choices": ", ".join(STANDINGS)}))
    if problems:
        raise Invalid(problems)
    return str(standing), answer.get("value")
