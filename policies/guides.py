"""Guides: eight themes of intercultural policy in our own words, each with public sources, and the rules it helps with.

Which eight, and what they say, is ours; the sources are the Council of Europe's own pages.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policies.rules import RULES
from policies.vocabularies import AREAS, DATA, PRINCIPLES, Text, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_TEXTS = ("title", "summary", "first_step")
_LISTS = ("areas", "principles", "rules")
_SOURCE = {"title": str, "address": str, "language": str, "seen": bool}


@dataclass(frozen=True)
class Source:
    """A public page. `seen` says that its content was looked at when the guide was written; others are only named."""

    title: str
    address: str
    language: str
    seen: bool


@dataclass(frozen=True)
class Guide:
    """A theme, what it is about, what to do first, and where to read on."""

    id: str
    title: Text
    summary: Text
    first_step: Text
    areas: tuple[str, ...]
    principles: tuple[str, ...]
    rules: tuple[str, ...]
    sources: tuple[Source, ...]


def read_guides(path: Path) -> dict[str, Guide]:
    """All guides of a file, in its order.

    Raises ValueError that names the guide and the field where something is missing, unknown or no known id.
    """
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: _guide(f"{path.name}, {name}", name, entry) for name, entry in told.items()}


def _guide(where: str, name: str, entry: Mapping[str, Any]) -> Guide:
    unknown = sorted(set(entry) - {*_TEXTS, *_LISTS, "sources"})
    if unknown:
        raise ValueError(f"{where}: `{unknown[0]}` is no field of a guide")
    texts = {field: text_of(where, entry, field) for field in _TEXTS}
    known = {"areas": AREAS.ids, "principles": PRINCIPLES.ids, "rules": tuple(RULES)}
    lists = {field: _ids(where, field, entry.get(field), known[field]) for field in _LISTS}
    return Guide(
        name,
        texts["title"],
        texts["summary"],
        texts["first_step"],
        lists["areas"],
        lists["principles"],
        lists["rules"],
        _sources(where, entry.get("sources")),
    )


def _ids(where: str, field: str, given: object, known: Sequence[str]) -> tuple[str, ...]:
    if not isinstance(given, list) or not given:
        raise ValueError(f"{where}: `{field}` needs at least one")
    for one in given:
        if one not in known:
            raise ValueError(f"{where}: `{field}` has {one!r}, which nothing is called")
    return tuple(given)


def _sources(where: str, given: object) -> tuple[Source, ...]:
    if not isinstance(given, list) or not given:
        raise ValueError(f"{where}: `sources` needs at least one")
    for entry in given:
        if set(entry) != set(_SOURCE) or not all(isinstance(entry[name], kind) for name, kind in _SOURCE.items()):
            raise ValueError(f"{where}: a source has {', '.join(_SOURCE)}")
        if not entry["address"].startswith(("https://", "http://")):
            raise ValueError(f"{where}: {entry['address']!r} is no address")
    return tuple(Source(**entry) for entry in given)


#: Every guide by its id, in the order in which they are told.
GUIDES: Mapping[str, Guide] = read_guides(DATA / "guides.toml")


def helping_with(rule: str) -> tuple[Guide, ...]:
    """The guides that help with what a rule finds, in their order."""
    return tuple(guide for guide in GUIDES.values() if rule in guide.rules)
