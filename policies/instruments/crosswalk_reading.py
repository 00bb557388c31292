"""From a file to a crosswalk, with every problem told by its line; checked against both versions if they are given."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from policies.instruments.crosswalk_checking import Entry, Read, check_against
from policies.instruments.crosswalks import Crosswalk, Dropped, Mapped, Origin
from policies.instruments.parsing import parse
from policies.instruments.parts import Part
from policies.instruments.reading import MOST_ITEMS, MOST_SOURCE_CHARACTERS, read_languages
from policies.instruments.telling import digest_of_values, exact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policies.instruments.model import Instrument

KIND = "crosswalk"
_FIELDS = ("kind", "instrument", "old_version", "new_version", "source", "languages", "items", "dropped", "added")
_MOST_ORIGINS = 50
_MOST_VALUES = 50


def is_crosswalk(content: bytes, name: str) -> bool:
    """Whether a file says that it is a crosswalk. Raises InstrumentInvalid where it cannot be read at all."""
    return parse(content, name).values.get("kind") == KIND


def read_crosswalk(
    content: bytes, name: str, old: Instrument | None = None, new: Instrument | None = None
) -> Crosswalk:
    """A crosswalk from the bytes of a TOML or JSON file; with both versions it is checked against them.

    Raises InstrumentInvalid, which names every problem.
    """
    values, problems = parse(content, name)
    part = Part(values, (), problems)
    if values.get("kind") != KIND:
        part.wrong("kind", "not-a-crosswalk")
        problems.refuse()
    part.only(_FIELDS)
    languages = read_languages(part)
    read = Read(_mapped(part, languages), _dropped(part, languages), _added(part))
    found = Crosswalk(
        instrument=part.code("instrument"),
        old_version=part.code("old_version"),
        new_version=part.code("new_version"),
        source=part.words("source", most=MOST_SOURCE_CHARACTERS),
        languages=languages,
        mapped=tuple(one.what for one in read.mapped),
        dropped=tuple(one.what for one in read.dropped),
        added=tuple(one.what for one in read.added),
    )
    if found.old_version and found.old_version == found.new_version:
        part.wrong("new_version", "same-version")
    if old is not None and new is not None:
        check_against(read, found, old, new, problems)
    problems.refuse()
    return replace(found, digest=digest_of_values(told_crosswalk(found)))


def _mapped(part: Part, languages: Sequence[str]) -> list[Entry[Mapped]]:
    found: dict[str, Entry[Mapped]] = {}
    for one in part.parts_of("items", MOST_ITEMS):
        one.only(("item", "of", "values", "changed"))
        origins = _origins(one)
        if one.has("values") and len(origins) > 1:
            one.wrong("values", "values-combined")
        changed = one.texts("changed", languages) if one.has("changed") else None
        mapped = Mapped(one.code("item"), origins, _values(one), changed)
        total = sum((origin.weight for origin in origins), Fraction(0))
        if origins and total != 1:
            one.wrong("of", "source-weights", item=mapped.item, sum=total)
        if mapped.item in found:
            one.wrong("item", "duplicate-id", id=mapped.item, first=part.problems.line(found[mapped.item].path))
        elif mapped.item:
            found[mapped.item] = Entry(mapped, one.path)
    return list(found.values())


def _origins(one: Part) -> tuple[Origin, ...]:
    given = one.list_of("of", _MOST_ORIGINS, required=True)
    if one.has("of") and not given:
        one.wrong("of", "missing", name="of")
    equal = Fraction(1, max(1, len(given)))
    found: dict[str, Origin] = {}
    for place, value in enumerate(given):
        origin = _origin(one, value, place, equal)
        if origin.item in found:
            line = one.problems.line((*one.path, "of"))
            one.problems.add((*one.path, "of", place), "duplicate-id", id=origin.item, first=line)
        elif origin.item:
            found[origin.item] = origin
    return tuple(found.values())


def _origin(one: Part, value: object, place: int, equal: Fraction) -> Origin:
    if not isinstance(value, dict):
        return Origin(one.code_of(value, "of", place), equal)
    part = Part(value, (*one.path, "of", place), one.problems)
    part.only(("item", "weight"))
    item, weight = part.code("item"), part.number("weight")
    if weight == 0:
        part.wrong("weight", "source-weightless", origin=item)
    return Origin(item, equal if weight is None else weight)


def _values(one: Part) -> Mapping[str, str]:
    given = one.get("values")
    if given is None:
        return MappingProxyType({})
    if not isinstance(given, dict) or len(given) > _MOST_VALUES:
        one.wrong("values", "bad-table")
        return MappingProxyType({})
    return MappingProxyType({old: one.code_of(new, "values", old) for old, new in given.items()})


def _dropped(part: Part, languages: Sequence[str]) -> list[Entry[Dropped]]:
    found: dict[str, Entry[Dropped]] = {}
    for one in part.parts_of("dropped", MOST_ITEMS):
        one.only(("item", "reason"))
        dropped = Dropped(one.code("item"), one.texts("reason", languages))
        if dropped.item in found:
            one.wrong("item", "duplicate-id", id=dropped.item, first=part.problems.line(found[dropped.item].path))
        elif dropped.item:
            found[dropped.item] = Entry(dropped, one.path)
    return list(found.values())


def _added(part: Part) -> list[Entry[str]]:
    given = part.list_of("added", MOST_ITEMS)
    codes = [(part.code_of(value, "added", place), place) for place, value in enumerate(given)]
    return [Entry(code, ("added", place)) for code, place in codes if code]


def told_crosswalk(crosswalk: Crosswalk) -> dict[str, Any]:
    """A crosswalk as JSON holds it, whole; `read_crosswalk` reads it."""
    return {
        "kind": KIND,
        "instrument": crosswalk.instrument,
        "old_version": crosswalk.old_version,
        "new_version": crosswalk.new_version,
        "source": crosswalk.source,
        "languages": list(crosswalk.languages),
        "items": [_told_mapped(one) for one in crosswalk.mapped],
        "dropped": [{"item": one.item, "reason": dict(one.reason)} for one in crosswalk.dropped],
        "added": list(crosswalk.added),
    }


def _told_mapped(one: Mapped) -> dict[str, Any]:
    values: dict[str, Any] = {
        "item": one.item,
        "of": [{"item": origin.item, "weight": exact(origin.weight)} for origin in one.origins],
    }
    if one.values:
        values["values"] = dict(one.values)
    if one.changed is not None:
        values["changed"] = dict(one.changed)
    return values
