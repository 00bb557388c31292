"""The score tree: what `score` gives, and how it is written down and read again without losing a digit."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A cell of the register's grid: a principle and an area.
Cell: TypeAlias = tuple[str, str]
#: Between principle and area where a cell is written as one word. Ids have no colon.
_BETWEEN = ":"
#: Scores have so many decimals.
PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Score:
    """From 0 to 100: it is somewhere from `lower` to `upper`, and exactly there once all of it is settled.

    `items` counts the items that count, those that may yet drop out among them; `answered` those whose worth is known.
    """

    lower: Decimal
    upper: Decimal
    answered: int
    items: int

    @property
    def exact(self) -> bool:
        """Whether nothing is open any more."""
        return self.answered == self.items

    @property
    def middle(self) -> Decimal:
        """Half-way between the ends: for bands of groups alone, where no single body is told."""
        return (self.lower + self.upper) / 2


@dataclass(frozen=True)
class ScoreTree:
    """All scores of one assessment. None stands where nothing counts: all is outside competence, skipped or unscored.

    `core` is over the areas that are not optional, `extended` over all. The mappings hold every area of the
    instrument, and every principle and cell that a scored item names, in the instrument's order.
    """

    core: Score | None = None
    extended: Score | None = None
    areas: Mapping[str, Score | None] = field(default_factory=lambda: MappingProxyType({}))
    principles: Mapping[str, Score | None] = field(default_factory=lambda: MappingProxyType({}))
    cells: Mapping[Cell, Score | None] = field(default_factory=lambda: MappingProxyType({}))


def told(tree: ScoreTree) -> dict[str, object]:
    """The tree as JSON holds it: decimals as strings with six decimals, cells as `principle:area`."""
    return {
        "core": _told(tree.core),
        "extended": _told(tree.extended),
        "areas": {area: _told(one) for area, one in tree.areas.items()},
        "principles": {principle: _told(one) for principle, one in tree.principles.items()},
        "cells": {_BETWEEN.join(cell): _told(one) for cell, one in tree.cells.items()},
    }


def _told(one: Score | None) -> dict[str, object] | None:
    if one is None:
        return None
    return {"lower": str(one.lower), "upper": str(one.upper), "answered": one.answered, "items": one.items}


def read(value: Mapping[str, object]) -> ScoreTree:
    """The tree that `told` wrote. Raises ValueError for anything else.

    JSON objects that were kept in a database may have lost the order of their keys; scores do not depend on it.
    """
    if set(value) != {"core", "extended", "areas", "principles", "cells"}:
        raise ValueError("This is no score tree: it has other parts.")
    return ScoreTree(
        core=_read(value["core"]),
        extended=_read(value["extended"]),
        areas=_mapping(value["areas"]),
        principles=_mapping(value["principles"]),
        cells=MappingProxyType({_cell(key): one for key, one in _mapping(value["cells"]).items()}),
    )


def _cell(key: str) -> Cell:
    principle, between, area = key.partition(_BETWEEN)
    if not between:
        raise ValueError(f"“{key}” is no cell.")
    return principle, area


def _mapping(value: object) -> Mapping[str, Score | None]:
    if not isinstance(value, dict):
        raise ValueError("This is no score tree: a part is no object.")  # noqa: TRY004
    return MappingProxyType({name: _read(one) for name, one in value.items()})


def _read(value: object) -> Score | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != {"lower", "upper", "answered", "items"}:
        raise ValueError("This is no score.")
    return Score(
        lower=Decimal(str(value["lower"])),
        upper=Decimal(str(value["upper"])),
        answered=int(value["answered"]),
        items=int(value["items"]),
    )
