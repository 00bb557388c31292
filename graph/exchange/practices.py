"""A good practice as files of other formats carry it: what is told to everybody, never what stays in its tenant."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from graph.exchange.strategies import Committed


@dataclass(frozen=True)
class Practice:
    """One practice of a body (code and name); `cells` have no depth. `further` is what has no field of its own.

    Of `further` the texts are texts; `contacts` (roles) and `rules` (of the findings that it speaks to) lists of them;
    `evidence` a list of objects with `kind` and `text`; `translations` language → name of a text → the text.
    """

    title: str
    language: str
    summary: str | None = None
    body: str | None = None
    body_name: str | None = None
    purpose: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    cells: tuple[Committed, ...] = ()
    further: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def read_further(told: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What of `told` is what its name holds, and the names of what is not."""
    further = {name: value for name, value in told.items() if name in _HOLDS and _HOLDS[name](value)}
    return further, [name for name in told if name not in further]


def _text(value: object) -> bool:
    return isinstance(value, str)


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _evidence(value: object) -> bool:
    return isinstance(value, list) and all(_object_of(one, _text) and {*one} == {"kind", "text"} for one in value)


def _translations(value: object) -> bool:
    return _object_of(value, lambda texts: _object_of(texts, _text))


def _object_of(value: object, holds: Callable[[object], bool]) -> bool:
    return isinstance(value, dict) and all(holds(one) for one in value.values())


_HOLDS: Mapping[str, Callable[[object], bool]] = {
    **dict.fromkeys(("place", "stimulus", "process", "impact", "resources"), _text),
    "evidence": _evidence,
    "contacts": _texts,
    "rules": _texts,
    "translations": _translations,
}
FURTHER = tuple(_HOLDS)
