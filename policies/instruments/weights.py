"""Weights are exact and sum to 1: those of the core areas, and those of the scored items of each area.

Where none is given they are equal. Where one is given, all have to be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from policies.instruments.model import AnswerType, InstrumentArea, Item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policies.instruments.places import Path
    from policies.instruments.problems import Problems


@dataclass(frozen=True)
class AreaRead:
    """An area as the file has it, where it stands, and whether it says its weight."""

    area: InstrumentArea
    path: Path
    weighed: bool


@dataclass(frozen=True)
class ItemRead:
    """An item as the file has it, where it stands, and whether it says its weight."""

    item: Item
    path: Path
    weighed: bool


def weigh_areas(read: Sequence[AreaRead], problems: Problems) -> tuple[InstrumentArea, ...]:
    """Areas with their weights. An optional area that says none weighs as much as a core area does on average."""
    core = [one for one in read if not one.area.optional]
    if read and not core:
        problems.add(read[0].path, "no-core")
        return tuple(one.area for one in read)
    weighed = any(one.weighed for one in core)
    if weighed:
        for one in core:
            if not one.weighed:
                problems.add(one.path, "weight-missing")
        total = sum((Fraction(one.area.weight) for one in core), Fraction(0))
        if total != 1 and all(one.weighed for one in core):
            first = next(one for one in core if one.weighed)
            problems.add((*first.path, "weight"), "area-weights", sum=total)
    equal = Fraction(1, len(core)) if core else Fraction(0)
    return tuple(
        one.area if one.weighed or (weighed and not one.area.optional) else replace(one.area, weight=equal)
        for one in read
    )


def weigh_items(read: Sequence[ItemRead], problems: Problems) -> tuple[Item, ...]:
    """Items with their weights, in the order of the file."""
    areas: dict[str, list[ItemRead]] = {}
    for one in read:
        if one.item.type is not AnswerType.TEXT:
            areas.setdefault(one.item.area, []).append(one)
    equal: dict[str, Fraction] = {}
    for area, inside in areas.items():
        if any(one.weighed for one in inside):
            _check_items(area, inside, problems)
        else:
            equal[area] = Fraction(1, len(inside))
    return tuple(
        replace(one.item, weight=equal[one.item.area])
        if one.item.type is not AnswerType.TEXT and one.item.area in equal
        else one.item
        for one in read
    )


def _check_items(area: str, inside: Sequence[ItemRead], problems: Problems) -> None:
    missing = [one for one in inside if not one.weighed]
    for one in missing:
        problems.add(one.path, "weight-missing")
    total = sum((Fraction(one.item.weight) for one in inside), Fraction(0))
    # Where all weigh nothing, the area is there to be read and not to be scored.
    if not missing and total not in {0, 1}:
        problems.add((*inside[0].path, "weight"), "item-weights", area=area, sum=total)
