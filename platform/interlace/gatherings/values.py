"""What a gathering says, as a door hands it over, by its kind. All that is wrong is told at once."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from interlace.db.models.gatherings import (
    KINDS,
    LANGUAGE,
    MOST_PLACES,
    MOST_TEXT_CHARACTERS,
    MOST_TITLE_CHARACTERS,
    STATES,
)
from interlace.errors import FieldProblem, Invalid
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from interlace.db.models import Gathering

MOST_ITEMS = 50
MOST_LANGUAGES = 20
MOST_LINE_CHARACTERS = 500
_COMMON = ("state", "language", "title", "text", "principles", "areas", "languages")
#: What each kind has besides what all have.
OF_KIND: Mapping[str, tuple[str, ...]] = {
    "mentoring_offer": ("until", "places"),
    "mentoring_request": ("until",),
    "study_visit": ("starts_on", "ends_on", "until", "places", "place", "who_may_apply", "programme", "report"),
    "network": ("until", "online", "who_may_apply"),
    "event": (
        "starts_at",
        "ends_at",
        "time_zone",
        "until",
        "place",
        "online",
        "programme",
        "papers",
        "minutes",
        "decisions",
    ),
}
#: All fields that one kind or another has; `kind` and `body` are told once, when it is made.
FIELDS = tuple(dict.fromkeys([*_COMMON, *(name for names in OF_KIND.values() for name in names)]))
_REQUIRED = {
    "study_visit": ("starts_on", "ends_on"),
    "event": ("starts_at", "ends_at", "time_zone"),
}
_CONTENT = (
    "place",
    "online",
    "programme",
    "who_may_apply",
    "report",
    "papers",
    "minutes",
    "decisions",
    "starts_at",
    "ends_at",
    "time_zone",
)
_LISTS = ("papers", "decisions")
_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,}")


@dataclass(frozen=True)
class Values:
    """A gathering as it is to be. Moments are those of the clocks of `time_zone`; days of an event follow from them."""

    state: str = "draft"
    language: str = "en"
    title: str = ""
    text: str = ""
    principles: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    until: date | None = None
    places: int | None = None
    place: str | None = None
    online: str | None = None
    programme: str | None = None
    who_may_apply: str | None = None
    report: str | None = None
    papers: tuple[str, ...] = ()
    """Addresses."""
    minutes: str | None = None
    decisions: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    time_zone: str | None = None


def read_kind(given: object) -> str:
    """One of the kinds. Raises Invalid."""
    if given not in KINDS:
        problem = "required" if given is None else "bad-choice"
        raise Invalid([FieldProblem("/kind", problem, {} if given is None else {"choices": ", ".join(KINDS)})])
    return str(given)


def read_values(kind: str, given: Mapping[str, object], before: Values | None = None) -> Values:
    """The values of a gathering of a kind; what is not given stays as it was before. Raises Invalid."""
    known = (*_COMMON, *OF_KIND[kind])
    reader = _Reader()
    for name in given:
        if name not in known:
            reader.wrong(str(name)[:64], "unknown-field", choices=", ".join(known))
    merged: dict[str, Any] = {} if before is None else asdict(before)
    for name in known:
        if name in given:
            merged[name] = _READERS[name](reader, name, given[name])
    values = Values(**merged)
    for name in ("title", "text", *_REQUIRED.get(kind, ())):
        if getattr(values, name) in {None, ""} and not reader.has(name):
            reader.wrong(name, "required")
    values = _timed(values, reader) if kind == "event" else values
    _in_order(values, reader)
    reader.check()
    return values


def _timed(values: Values, reader: _Reader) -> Values:
    if values.starts_at is None or values.ends_at is None:
        return values
    if values.ends_at <= values.starts_at and not reader.has("ends_at"):
        reader.wrong("ends_at", "end-before-start", start=values.starts_at.isoformat(timespec="minutes"))
    days = {"starts_on": values.starts_at.date(), "ends_on": max(values.ends_at, values.starts_at).date()}
    return Values(**{**{field.name: getattr(values, field.name) for field in fields(values)}, **days})


def _in_order(values: Values, reader: _Reader) -> None:
    if values.starts_on and values.ends_on and values.ends_on < values.starts_on:
        reader.wrong("ends_on", "end-before-start", start=values.starts_on.isoformat())


class _Reader:
    """Reads one value after another, and keeps what was wrong with each."""

    def __init__(self) -> None:
        self._problems: list[FieldProblem] = []

    def wrong(self, name: str, code: str, **details: str) -> None:
        self._problems.append(FieldProblem("/" + name.replace("~", "~0").replace("/", "~1"), code, details))

    def has(self, name: str) -> bool:
        return any(problem.pointer == f"/{name}" for problem in self._problems)

    def check(self) -> None:
        if self._problems:
            raise Invalid(self._problems)

    def text(self, name: str, given: object, most: int = MOST_TEXT_CHARACTERS) -> str | None:
        if given is None:
            return None
        if not isinstance(given, str):
            self.wrong(name, "bad-text")
            return None
        told = given.strip().replace("\r\n", "\n")
        if "\0" in told:
            self.wrong(name, "nul")
        elif len(told) > most:
            self.wrong(name, "too-long", most=str(most))
        return told or None

    def title(self, name: str, given: object) -> str:
        told = self.text(name, given, MOST_TITLE_CHARACTERS)
        return " ".join(told.split()) if told else ""

    def long(self, name: str, given: object) -> str:
        return self.text(name, given) or ""

    def line(self, name: str, given: object) -> str | None:
        told = self.text(name, given, MOST_LINE_CHARACTERS)
        return " ".join(told.split()) if told else None

    def address(self, name: str, given: object) -> str | None:
        told = self.line(name, given)
        if told is not None and not _ADDRESS.fullmatch(told):
            self.wrong(name, "bad-url")
        return told

    def language(self, name: str, given: object) -> str:
        if isinstance(given, str) and re.fullmatch(LANGUAGE, given):
            return given
        self.wrong(name, "required" if given is None else "bad-value")
        return "en"

    def state(self, name: str, given: object) -> str:
        if given not in STATES:
            self.wrong(name, "bad-choice", choices=", ".join(STATES))
            return "draft"
        return str(given)

    def items(self, name: str, given: object) -> tuple[str, ...]:
        if given is None:
            return ()
        if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
            self.wrong(name, "bad-list")
            return ()
        if len(given) > MOST_ITEMS:
            self.wrong(name, "item-count", most=str(MOST_ITEMS))
            return ()
        told = [self.line(name, one) for one in given]
        return tuple(dict.fromkeys(one for one in told if one))

    def among(self, name: str, given: object, known: Sequence[str]) -> tuple[str, ...]:
        told = self.items(name, given)
        if not set(told) <= set(known):
            self.wrong(name, "bad-choice", choices=", ".join(known))
            return ()
        return tuple(sorted(told, key=known.index))

    def languages(self, name: str, given: object) -> tuple[str, ...]:
        told = self.items(name, given)
        if len(told) > MOST_LANGUAGES or not all(re.fullmatch(LANGUAGE, one) for one in told):
            self.wrong(name, "bad-value")
            return ()
        return tuple(sorted(told))

    def papers(self, name: str, given: object) -> tuple[str, ...]:
        told = self.items(name, given)
        if not all(_ADDRESS.fullmatch(one) for one in told):
            self.wrong(name, "bad-url")
        return told

    def day(self, name: str, given: object) -> date | None:
        if given is None or given == "":
            return None
        if isinstance(given, date) and not isinstance(given, datetime):
            return given
        try:
            if isinstance(given, str) and len(given) == len("2026-01-31"):
                return date.fromisoformat(given)
        except ValueError:
            pass
        self.wrong(name, "bad-date")
        return None

    def moment(self, name: str, given: object) -> datetime | None:
        """A moment of the clocks there, such as 2026-10-01T09:30."""
        if given is None or given == "":
            return None
        if isinstance(given, datetime) and given.tzinfo is None:
            return given.replace(second=0, microsecond=0)
        if isinstance(given, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", given):
            try:
                return datetime.fromisoformat(given).replace(second=0)
            except ValueError:
                pass
        self.wrong(name, "bad-date")
        return None

    def zone(self, name: str, given: object) -> str | None:
        told = self.line(name, given)
        if told is None:
            return None
        try:
            ZoneInfo(told)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.wrong(name, "bad-value")
        return told

    def places(self, name: str, given: object) -> int | None:
        if given is None:
            return None
        if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= MOST_PLACES:
            self.wrong(name, "bad-whole", least="1", most=str(MOST_PLACES))
            return None
        return given


_READERS: Mapping[str, Callable[[_Reader, str, object], Any]] = {
    "state": _Reader.state,
    "language": _Reader.language,
    "title": _Reader.title,
    "text": _Reader.long,
    "principles": lambda reader, name, given: reader.among(name, given, PRINCIPLES.ids),
    "areas": lambda reader, name, given: reader.among(name, given, AREAS.ids),
    "languages": _Reader.languages,
    "starts_on": _Reader.day,
    "ends_on": _Reader.day,
    "until": _Reader.day,
    "places": _Reader.places,
    "place": _Reader.line,
    "online": _Reader.address,
    "programme": _Reader.text,
    "who_may_apply": _Reader.text,
    "report": _Reader.text,
    "papers": _Reader.papers,
    "minutes": _Reader.text,
    "decisions": _Reader.items,
    "starts_at": _Reader.moment,
    "ends_at": _Reader.moment,
    "time_zone": _Reader.zone,
}


def stored(values: Values) -> dict[str, Any]:
    """The columns of a row that hold these values."""
    told = {field.name: getattr(values, field.name) for field in fields(values)}
    content: dict[str, Any] = {}
    for name in _CONTENT:
        value = told.pop(name)
        if isinstance(value, datetime):
            value = value.isoformat(timespec="minutes")
        if value:
            content[name] = list(value) if isinstance(value, tuple) else value
    return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()} | {
        "content": content
    }


def values_of(row: Gathering) -> Values:
    """What a row holds, as values."""
    told: dict[str, Any] = {name: row.content.get(name) for name in _CONTENT}
    for name in _LISTS:
        told[name] = tuple(told[name] or ())
    for name in ("starts_at", "ends_at"):
        told[name] = datetime.fromisoformat(told[name]) if told[name] else None
    for field in fields(Values):
        if field.name not in told:
            value = getattr(row, field.name)
            told[field.name] = tuple(value) if isinstance(value, list) else value
    return Values(**told)
