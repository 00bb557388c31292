"""From a file to an instrument: everything that is wrong is told at once, each with its line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from policies.instruments.model import AnswerType, Condition, Instrument, InstrumentArea, Item, Kind
from policies.instruments.options import read_options
from policies.instruments.parsing import parse
from policies.instruments.parts import Part, is_language
from policies.instruments.prefills import ACTION_IN_CELLS, PREFILLS
from policies.instruments.routing import check_routing
from policies.instruments.telling import digest_of
from policies.instruments.weights import AreaRead, ItemRead, weigh_areas, weigh_items
from policies.vocabularies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policies.instruments.model import Text

MOST_ITEMS = 1_000
MOST_AREAS = 100
MOST_LANGUAGES = 30
MOST_CONDITIONS = 20
MOST_SOURCE_CHARACTERS = 1_000
_MOST_CELLS = 80
_FULL_SHARE = 100
STATUSES = ("official", "unofficial")
EVIDENCE = ("none", "asked", "required")
_FIELDS = (
    "id",
    "version",
    "name",
    "kind",
    "status",
    "source",
    "licence",
    "languages",
    "description",
    "areas",
    "items",
)
_AREA_FIELDS = ("id", "name", "weight", "optional")
_ITEM_FIELDS = (
    "id",
    "area",
    "question",
    "type",
    "weight",
    "principle",
    "cells",
    "options",
    "full_at",
    "help",
    "evidence",
    "asked_if",
    "prefill",
)


def read(content: bytes, name: str) -> Instrument:
    """An instrument from the bytes of a TOML or JSON file. Raises InstrumentInvalid, which names every problem."""
    values, problems = parse(content, name)
    part = Part(values, (), problems)
    if values.get("kind") == "crosswalk":
        part.wrong("kind", "not-an-instrument")
        problems.refuse()
    part.only(_FIELDS)
    languages = read_languages(part)
    areas = _areas(part, languages)
    items = _items(part, languages, areas)
    found = Instrument(
        id=part.code("id"),
        version=part.code("version"),
        name=part.texts("name", languages),
        kind=part.choice("kind", [*Kind]),
        status=part.choice("status", STATUSES),
        source=part.words("source", most=MOST_SOURCE_CHARACTERS),
        languages=languages,
        areas=weigh_areas(areas, problems),
        items=weigh_items(items, problems),
        description=_optional_texts(part, "description", languages),
        licence=part.words("licence", required=False, most=MOST_SOURCE_CHARACTERS) or None,
    )
    check_routing(items, problems)
    problems.refuse()
    return replace(found, digest=digest_of(found))


def read_languages(part: Part) -> tuple[str, ...]:
    """The languages in which every text of a file must be."""
    found = []
    for place, one in enumerate(part.list_of("languages", MOST_LANGUAGES, required=True)):
        if isinstance(one, str) and is_language(one):
            found.append(one)
        else:
            part.problems.add((*part.path, "languages", place), "bad-language")
    if part.has("languages") and not found:
        part.wrong("languages", "missing-language", language="en")
    return tuple(dict.fromkeys(found))


def _optional_texts(part: Part, name: str, languages: Sequence[str]) -> Text | None:
    return part.texts(name, languages) if part.has(name) else None


def _areas(part: Part, languages: Sequence[str]) -> list[AreaRead]:
    found: dict[str, AreaRead] = {}
    for one in part.parts_of("areas", MOST_AREAS, required=True):
        one.only(_AREA_FIELDS)
        name, weight = one.code("id"), one.number("weight")
        area = InstrumentArea(name, one.texts("name", languages), weight or Fraction(0), one.flag("optional"))
        if name in found:
            one.wrong("id", "duplicate-id", id=name, first=part.problems.line(found[name].path))
        elif name:
            found[name] = AreaRead(area, one.path, one.has("weight"))
    return list(found.values())


def _items(part: Part, languages: Sequence[str], areas: Sequence[AreaRead]) -> list[ItemRead]:
    known = {area.area.id for area in areas}
    found: dict[str, ItemRead] = {}
    asked: set[str] = set()
    for one in part.parts_of("items", MOST_ITEMS, required=True):
        one.only(_ITEM_FIELDS)
        item = _item(one, languages)
        asked.add(item.area)
        if item.area and item.area not in known:
            one.wrong("area", "unknown-area", area=item.area)
        if item.id in found:
            one.wrong("id", "duplicate-id", id=item.id, first=part.problems.line(found[item.id].path))
        elif item.id:
            found[item.id] = ItemRead(item, one.path, one.has("weight"))
    for area in areas:
        if area.area.id not in asked:
            part.problems.add(area.path, "empty-area", area=area.area.id)
    return list(found.values())


def _item(one: Part, languages: Sequence[str]) -> Item:
    told = one.choice("type", [*AnswerType])
    kind = AnswerType(told) if told else AnswerType.TEXT
    weight = one.number("weight")
    if told == AnswerType.TEXT and weight:
        one.wrong("weight", "text-weight")
    cells = _cells(one)
    return Item(
        id=one.code("id"),
        area=one.code("area"),
        question=one.texts("question", languages),
        type=kind,
        weight=weight or Fraction(0),
        principle=one.choice("principle", PRINCIPLES.ids, required=False) or None,
        cells=cells,
        options=read_options(one, kind, languages) if told else (),
        full_at=_full_at(one, kind),
        help=_optional_texts(one, "help", languages),
        evidence=one.choice("evidence", EVIDENCE, required=False, usual="asked"),
        asked_if=_conditions(one),
        prefill=_prefill(one, cells),
    )


def _cells(one: Part) -> tuple[tuple[str, str], ...]:
    found = []
    for place, cell in enumerate(one.list_of("cells", _MOST_CELLS)):
        principle, _, area = cell.partition(":") if isinstance(cell, str) else ("", "", "")
        if principle in PRINCIPLES and area in AREAS:
            found.append((principle, area))
        else:
            one.problems.add((*one.path, "cells", place), "bad-cell", cell=cell)
    return tuple(dict.fromkeys(found))


def _full_at(one: Part, kind: AnswerType) -> Decimal | None:
    numeric = kind in {AnswerType.NUMBER, AnswerType.SHARE}
    if not numeric:
        if one.has("full_at"):
            one.wrong("full_at", "full-elsewhere")
        return None
    if not one.has("full_at"):
        # A number that weighs nothing is only read; a share is full at the whole.
        if kind is AnswerType.NUMBER and one.number("weight") != 0:
            one.wrong("", "no-full")
        return Decimal(_FULL_SHARE) if kind is AnswerType.SHARE else None
    found = one.number("full_at")
    if found is None:
        return None
    if found <= 0 or (kind is AnswerType.SHARE and found > _FULL_SHARE) or 10**6 % found.denominator:
        one.wrong("full_at", "bad-full")
        return None
    return Decimal(found.numerator) / Decimal(found.denominator)


def _conditions(one: Part) -> tuple[Condition, ...]:
    found = []
    for part in one.parts_of("asked_if", MOST_CONDITIONS):
        part.only(("item", "one_of"))
        options = part.list_of("one_of", MOST_CONDITIONS, required=True)
        ids = [part.code_of(option, "one_of", place) for place, option in enumerate(options)]
        found.append(Condition(part.code("item"), tuple(ids)))
    return tuple(found)


def _prefill(one: Part, cells: Sequence[tuple[str, str]]) -> str | None:
    if not one.has("prefill"):
        return None
    key = one.get("prefill")
    if not isinstance(key, str) or key not in PREFILLS:
        one.wrong("prefill", "unknown-prefill", choices=", ".join(PREFILLS), prefill=key)
        return None
    if key == ACTION_IN_CELLS and not cells:
        one.wrong("prefill", "prefill-cells")
    return str(key)
