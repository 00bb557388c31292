"""Popolo: bodies as organizations, their membership of networks as memberships, as JSON of the Popolo project.

What Popolo has no property for stands under `interlace`, since objects may have further properties. People are never
written, and never taken over from a file of another's.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson
import polars as pl

from graph.exchange.reading import Note, Problem, Unreadable, json_of
from graph.tables import SCHEMA, Kind
from graph.whatif.changes import Change
from policies import LANGUAGES, LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graph.tables import Tables

#: Columns of bodies and relations that Popolo has no property for.
_FURTHER = {
    "bodies": ("population", "scope", "serves", "meets_every_months", "last_met_on"),
    "relations": ("declared_on", "mechanism", "evidence_url"),
}
_MEMBER = "member_of"
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_ORGANIZATION = frozenset(
    {"id", "name", "other_names", "classification", "parent_id", "founding_date", "dissolution_date", "identifiers"}
    | {"links", "interlace"}
)
_MEMBERSHIP = frozenset({"id", "member", "member_id", "organization_id", "role", "start_date", "end_date", "interlace"})
_WEBSITE = "website"
_DECEMBER = 12


@dataclass(frozen=True)
class Organizations:
    """Bodies and memberships as values of records: bodies before those that name them as their parent."""

    bodies: tuple[Mapping[str, Any], ...] = ()
    memberships: tuple[Mapping[str, Any], ...] = ()

    def changes(self) -> list[Change]:
        """The changes that would register all of them."""
        return [
            *(Change("add", "bodies", body) for body in self.bodies),
            *(Change("add", "relations", one) for one in self.memberships),
        ]


def write(tables: Tables) -> bytes:
    """All bodies of a register, and their memberships, whatever their periods."""
    members = tables.relations.filter(pl.col("kind") == _MEMBER).sort("source", "target", "valid_from")
    told = {
        "organizations": [_organization(row) for row in tables.bodies.sort("code").iter_rows(named=True)],
        "memberships": [_membership(row) for row in members.iter_rows(named=True)],
        "interlace": {"left_out": left_out(tables)},
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n"


def left_out(tables: Tables) -> dict[str, int]:
    """What of a register Popolo has no place for: relations by kind, and tables, with the number of records."""
    kinds = tables.relations.filter(pl.col("kind") != _MEMBER).group_by("kind").len().sort("kind")
    counts = {f"relations.{kind}": count for kind, count in kinds.iter_rows()}
    others = {name: tables[name].height for name in SCHEMA if name not in {"bodies", "relations"}}
    return {name: count for name, count in {**counts, **others}.items() if count}


def _organization(row: Mapping[str, Any]) -> dict[str, Any]:
    names = [
        {"name": value, "note": column}
        for column, value in row.items()
        if column.startswith("name_") and value is not None
    ]
    return _known(
        {
            "id": row["code"],
            "name": row["name"],
            "other_names": names or None,
            "classification": row["level"],
            "parent_id": row["parent"],
            "founding_date": row["valid_from"],
            "dissolution_date": row["valid_to"],
            "identifiers": [_identifier(text) for text in row["identifiers"] or ()] or None,
            "links": [{"url": row["website"], "note": _WEBSITE}] if row["website"] is not None else None,
            "interlace": _known({name: row[name] for name in _FURTHER["bodies"]}) or None,
        }
    )


def _identifier(text: str) -> dict[str, str]:
    scheme, colon, identifier = text.partition(":")
    if colon and scheme and identifier:
        return {"scheme": scheme, "identifier": identifier}
    return {"identifier": text}


def _membership(row: Mapping[str, Any]) -> dict[str, Any]:
    return _known(
        {
            "member": {"id": row["source"]},
            "organization_id": row["target"],
            "role": "member",
            "start_date": row["valid_from"],
            "end_date": row["valid_to"],
            "interlace": _known({name: row[name] for name in ("status", *_FURTHER["relations"])}) or None,
        }
    )


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def read(content: bytes | str) -> tuple[Organizations, list[Note]]:
    """The bodies and memberships of a Popolo file, and what of it is not taken over. Raises Unreadable.

    An organization's `classification` is one of the levels, by id or by name in any language. What a declared
    membership waits for, the word of the other side, is not taken from a file.
    """
    told = json_of(content)
    if not isinstance(told, dict):
        raise Unreadable([Problem("", "bad-value")])
    return _Reading(told).organizations()


class _Reading:
    """Reads one file, and gathers what is wrong and what has no place."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told
        self.problems: list[Problem] = []
        self.notes = [
            Note.of(f"/{name}", name, f"× {len(value)}" if isinstance(value, list) else value)
            for name, value in told.items()
            if name not in {"organizations", "memberships", "interlace"}
        ]

    def organizations(self) -> tuple[Organizations, list[Note]]:
        """All of them. Raises Unreadable."""
        bodies = [
            body
            for number, one in enumerate(self._list("organizations"))
            if (body := self._body(f"/organizations/{number}", one)) is not None
        ]
        memberships = [
            relation
            for number, one in enumerate(self._list("memberships"))
            if (relation := self._relation(f"/memberships/{number}", one)) is not None
        ]
        if self.problems:
            raise Unreadable(self.problems)
        return Organizations(tuple(_parents_first(bodies)), tuple(memberships)), self.notes

    def _list(self, name: str) -> list[Any]:
        value = self.told.get(name, [])
        if isinstance(value, list):
            return value
        self.problems.append(Problem(f"/{name}", "bad-list"))
        return []

    def _body(self, where: str, one: object) -> dict[str, Any] | None:
        if not isinstance(one, dict):
            self.problems.append(Problem(where, "bad-value"))
            return None
        self._others(where, one, _ORGANIZATION)
        values = {
            "code": self._text(where, one, "id", required=True),
            "name": self._text(where, one, "name", required=True),
            "level": self._level(where, one),
            "parent": self._text(where, one, "parent_id"),
            "valid_from": self._day(where, one, "founding_date", "01-01"),
            "valid_to": self._day(where, one, "dissolution_date", "12-31"),
            "identifiers": self._identifiers(where, one.get("identifiers")),
            "website": self._website(where, one.get("links")),
            **self._names(where, one.get("other_names")),
            **self._further(where, one, "bodies"),
        }
        return _known(values)

    def _relation(self, where: str, one: object) -> dict[str, Any] | None:
        if not isinstance(one, dict):
            self.problems.append(Problem(where, "bad-value"))
            return None
        member = one.get("member")
        code = member.get("id") if isinstance(member, dict) else one.get("member_id")
        if "person_id" in one or not isinstance(code, str):
            # Somebody’s own membership: no word of people is taken over.
            self.notes.append(Note.of(where, "memberships"))
            return None
        self._others(where, one, _MEMBERSHIP)
        own = one.get("interlace")
        if isinstance(own, dict) and own.get("status") not in {None, "declared"}:
            self.notes.append(Note.of(f"{where}/interlace/status", "status", own["status"]))
        values = {
            "source": code,
            "target": self._text(where, one, "organization_id", required=True),
            "kind": _MEMBER,
            "valid_from": self._day(where, one, "start_date", "01-01"),
            "valid_to": self._day(where, one, "end_date", "12-31"),
            **self._further(where, one, "relations"),
        }
        return _known(values)

    def _others(self, where: str, one: Mapping[str, Any], known: frozenset[str]) -> None:
        self.notes += [
            Note.of(f"{where}/{name}", name, value) for name, value in one.items() if name not in known and value
        ]

    def _text(self, where: str, one: Mapping[str, Any], name: str, *, required: bool = False) -> str | None:
        value = one.get(name)
        if isinstance(value, str) and value:
            return value
        if value is not None and not isinstance(value, str):
            self.problems.append(Problem(f"{where}/{name}", "bad-text"))
        elif required:
            self.problems.append(Problem(f"{where}/{name}", "required"))
        return None

    def _level(self, where: str, one: Mapping[str, Any]) -> str | None:
        told = self._text(where, one, "classification", required=True)
        if told is None or told in LEVELS:
            return told
        for term in LEVELS:
            if told.casefold() in {getattr(term.name, language).casefold() for language in LANGUAGES}:
                return term.id
        self.problems.append(Problem(f"{where}/classification", "bad-choice", {"choices": ", ".join(LEVELS.ids)}))
        return None

    def _day(self, where: str, one: Mapping[str, Any], name: str, rest: str) -> date | None:
        """A day; of a month or year alone its first day, or its last where `rest` is the end of a year."""
        told = self._text(where, one, name)
        if told is None:
            return None
        text = told[:10]
        if not _DAY.fullmatch(text):
            self.problems.append(Problem(f"{where}/{name}", "bad-date"))
            return None
        if text != told or len(text) < len("2026-01-01"):
            self.notes.append(Note.of(f"{where}/{name}", name, told))
        try:
            return _whole_day(text, last=rest == "12-31")
        except ValueError:
            self.problems.append(Problem(f"{where}/{name}", "bad-date"))
            return None

    def _identifiers(self, where: str, told: object) -> list[str] | None:
        found = []
        for number, one in enumerate(told if isinstance(told, list) else []):
            identifier = one.get("identifier") if isinstance(one, dict) else None
            if isinstance(identifier, str) and identifier and "|" not in identifier:
                scheme = one.get("scheme")
                found.append(f"{scheme}:{identifier}" if isinstance(scheme, str) and scheme else identifier)
            else:
                self.notes.append(Note.of(f"{where}/identifiers/{number}", "identifiers", one))
        return found or None

    def _website(self, where: str, told: object) -> str | None:
        """The link that is noted as the website, else the first."""
        links = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
        urls = [one for one in links if isinstance(one.get("url"), str) and one["url"]]
        chosen = next((one for one in urls if one.get("note") == _WEBSITE), urls[0] if urls else None)
        self.notes += [Note.of(f"{where}/links", "links", one["url"]) for one in urls if one is not chosen]
        return None if chosen is None else chosen["url"]

    def _names(self, where: str, told: object) -> dict[str, str]:
        names: dict[str, str] = {}
        for number, one in enumerate(told if isinstance(told, list) else []):
            note, name = (one.get("note"), one.get("name")) if isinstance(one, dict) else (None, None)
            if isinstance(note, str) and note.startswith("name_") and isinstance(name, str):
                names[note] = name
            else:
                self.notes.append(Note.of(f"{where}/other_names/{number}", "other_names", name))
        return names

    def _further(self, where: str, one: Mapping[str, Any], table: str) -> dict[str, Any]:
        own = one.get("interlace")
        if own is None:
            return {}
        found: dict[str, Any] = {}
        for name, value in own.items() if isinstance(own, dict) else ():
            fits = _fitting(table, name, value) if name in _FURTHER[table] else None
            if fits is not None:
                found[name] = fits
            elif name != "status":
                self.notes.append(Note.of(f"{where}/interlace/{name}", name, value))
        return found


def _fitting(table: str, name: str, value: object) -> object:
    """The typed value of a column; None where it is not what the column holds."""
    column = SCHEMA[table][name]
    if column.kind is Kind.WHOLE:
        bounds = column.least or 0, column.most or 0
        return value if type(value) is int and bounds[0] <= value <= bounds[1] else None
    if not isinstance(value, str):
        return None
    if column.kind is Kind.DATE:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if not column.choices or value in column.choices else None


def _whole_day(text: str, *, last: bool) -> date:
    """The first or last day of a year, month or day as ISO 8601 writes them. Raises ValueError."""
    year, *rest = (int(part) for part in text.split("-"))
    if len(rest) > 1:
        return date(year, rest[0], rest[1])
    month = rest[0] if rest else (_DECEMBER if last else 1)
    begins = date(year, month, 1)
    return date(year, month, monthrange(year, month)[1]) if last else begins


def _parents_first(bodies: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The bodies, each after its parent and what it serves where these are among them; rings stay as they come."""
    left = {body["code"]: body for body in bodies}
    while left:
        ready = [
            body
            for body in left.values()
            if not {body.get("parent"), body.get("serves")} & (left.keys() - {body["code"]})
        ] or list(left.values())
        for body in ready:
            del left[body["code"]]
            yield body
