"""What a practice says, as a door hands it over; all that is wrong with it is told at once, field by field."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from interlace.commons.addresses import has_mail_address
from interlace.db.base import CELLS, CODE, MOST_CODE_CHARACTERS
from interlace.db.models.practices import (
    LANGUAGE,
    MOST_SUMMARY_CHARACTERS,
    MOST_TITLE_CHARACTERS,
    MOST_WORDS,
)
from interlace.errors import FieldProblem, Invalid
from interlace.register.values import WHITE_SPACE
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: The texts of a practice beside title and summary, in the order in which they are read.
TEXTS = ("purpose", "stimulus", "process", "impact", "resources")
TRANSLATED = ("title", "summary", *TEXTS)
EVIDENCE = ("address", "record", "words")
FIELDS = (
    "title", "summary", "language", "place", "starts_on", "ends_on", "cells", *TEXTS,
    "evidence", "contacts", "actions", "findings", "translations",
)  # fmt: skip
MOST_CONTACTS = 10
MOST_ITEMS = 50
MOST_TRANSLATIONS = 10
MOST_ROLE_CHARACTERS = 100
MOST_EVIDENCE_CHARACTERS = 2_000
MOST_KEY_CHARACTERS = 300
_CODE = re.compile(CODE)
_LANGUAGE = re.compile(LANGUAGE)
_URL = re.compile(r"https?://[^\s\x00-\x1f]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class _Wrong(Exception):
    """A value is not what its field holds; `place` is where in it."""

    def __init__(self, code: str, place: str = "", **details: str) -> None:
        super().__init__(code)
        self.code, self.place, self.details = code, place, details


def read_values(given: Mapping[str, object], *required: str, also: tuple[str, ...] = ()) -> dict[str, Any]:
    """The typed values of the fields that are given; None empties one that may be empty. Raises Invalid.

    Those of `also` are left to the caller. No text holds a mail address: who can tell more is told as a role.
    """
    choices = {"choices": ", ".join((*also, *FIELDS))}
    unknown = [name for name in given if name not in FIELDS and name not in also]
    problems = [FieldProblem(f"/{str(name)[:64]}", "unknown-field", choices) for name in unknown]
    read: dict[str, Any] = {}
    for name in FIELDS:
        if name not in given and name not in required:
            continue
        try:
            read[name] = _READERS[name](given.get(name))
        except _Wrong as wrong:
            problems.append(FieldProblem(f"/{name}{wrong.place}", wrong.code, wrong.details))
    starts, ends = read.get("starts_on"), read.get("ends_on")
    if starts is not None and ends is not None and ends < starts:
        problems.append(FieldProblem("/ends_on", "end-before-start"))
    if problems:
        raise Invalid(problems)
    return read


def rules_of(findings: list[str]) -> list[str]:
    """The rules of findings, by key, each once."""
    return list(dict.fromkeys(key.partition(":")[0] for key in findings))


def _text(most: int, *, required: bool = False) -> Callable[[object], str | None]:
    def read(value: object) -> str | None:
        if value is None or (isinstance(value, str) and not value.strip(WHITE_SPACE)):
            if required:
                raise _Wrong("required")
            return None
        return _words(value, most)

    return read


def _words(value: object, most: int, place: str = "") -> str:
    if not isinstance(value, str):
        raise _Wrong("bad-text", place)
    kept = value.replace("\r\n", "\n").strip(WHITE_SPACE)
    if "\0" in kept:
        raise _Wrong("nul", place)
    if not all(character.isprintable() or character in "\n\t" for character in kept):
        raise _Wrong("bad-text", place)
    if len(kept) > most:
        raise _Wrong("too-long", place, most=str(most))
    if has_mail_address(kept):
        raise _Wrong("mail-address", place)
    return kept


def _language(value: object) -> str:
    if value is None or value == "":
        raise _Wrong("required")
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        raise _Wrong("bad-value")
    return value


def _day(value: object) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise _Wrong("bad-date")


def _items(value: object, most: int, read: Callable[[object, str], Any]) -> list[Any]:
    """A list, read item by item; the same twice counts once."""
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise _Wrong("bad-list")
    if len(value) > most:
        raise _Wrong("item-count", most=str(most))
    found = [read(item, f"/{place}") for place, item in enumerate(value)]
    return [item for place, item in enumerate(found) if item not in found[:place]]


def _cell(value: object, place: str) -> str:
    if not isinstance(value, str) or value not in CELLS:
        raise _Wrong("bad-value", place)
    return value


def _contact(value: object, place: str) -> str:
    role = _words(value, MOST_ROLE_CHARACTERS, place)
    if not role or "@" in role or "\n" in role:
        raise _Wrong("bad-value", place)
    return role


def _code(value: object, place: str) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value) or len(value) > MOST_CODE_CHARACTERS:
        raise _Wrong("bad-code", place)
    return value


def _key(value: object, place: str) -> str:
    known = isinstance(value, str) and 0 < len(value) <= MOST_KEY_CHARACTERS and value.isprintable()
    if not isinstance(value, str) or not known or value.partition(":")[0] not in RULES:
        raise _Wrong("bad-value", place)
    return value


def _evidence(value: object, place: str) -> dict[str, str]:
    if not isinstance(value, dict) or not {*value} <= {"kind", "text"} or value.get("kind") not in EVIDENCE:
        raise _Wrong("bad-value", place)
    said = _words(value.get("text"), MOST_EVIDENCE_CHARACTERS, f"{place}/text")
    if not said:
        raise _Wrong("required", f"{place}/text")
    if value["kind"] == "address" and not _URL.fullmatch(said):
        raise _Wrong("bad-url", f"{place}/text")
    return {"kind": str(value["kind"]), "text": said}


def _translations(value: object) -> dict[str, dict[str, str]]:
    """Language → the texts that there are in it."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _Wrong("bad-value")
    if len(value) > MOST_TRANSLATIONS:
        raise _Wrong("item-count", most=str(MOST_TRANSLATIONS))
    return {language: _translation(language, texts) for language, texts in value.items()}


def _translation(language: object, texts: object) -> dict[str, str]:
    place = f"/{str(language)[:64]}"
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        raise _Wrong("bad-value", place)
    if not isinstance(texts, dict) or not {*texts} <= {*TRANSLATED}:
        raise _Wrong("bad-value", place)
    read = {name: _words(texts[name], _MOST[name], f"{place}/{name}") for name in TRANSLATED if texts.get(name)}
    if not read.get("title"):
        raise _Wrong("required", f"{place}/title")
    return {name: said for name, said in read.items() if said}


_MOST = {"title": MOST_TITLE_CHARACTERS, "summary": MOST_SUMMARY_CHARACTERS, **dict.fromkeys(TEXTS, MOST_WORDS)}
_READERS: Mapping[str, Callable[[object], Any]] = {
    "title": _text(MOST_TITLE_CHARACTERS, required=True),
    "summary": _text(MOST_SUMMARY_CHARACTERS, required=True),
    "language": _language,
    "place": _text(MOST_TITLE_CHARACTERS),
    "starts_on": _day,
    "ends_on": _day,
    "cells": lambda value: _items(value, len(CELLS), _cell),
    **{name: _text(MOST_WORDS) for name in TEXTS},
    "evidence": lambda value: {"items": _items(value, MOST_ITEMS, _evidence)},
    "contacts": lambda value: _items(value, MOST_CONTACTS, _contact),
    "actions": lambda value: _items(value, MOST_ITEMS, _code),
    "findings": lambda value: _items(value, MOST_ITEMS, _key),
    "translations": _translations,
}
