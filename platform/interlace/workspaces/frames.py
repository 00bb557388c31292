"""The steps of a frame, and what each asks to be recorded. A frame is an instrument: an area is a step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.instruments import instrument_of
from policies.instruments import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from policies.instruments.model import Instrument, Item

#: The frame of workspaces that name no other.
USUAL = "national-strategy-frame"
KIND = "frame"


@dataclass(frozen=True)
class Step:
    """A step of a frame. Names are by language."""

    id: str
    name: Mapping[str, str]
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Frame:
    """A version of a frame, in its own order."""

    id: str
    version: str
    name: Mapping[str, str]
    steps: tuple[Step, ...]

    @cached_property
    def step_of(self) -> Mapping[str, Step]:
        """Steps by their id."""
        return {step.id: step for step in self.steps}

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """What can be recorded, by the id of the item."""
        return {item.id: item for step in self.steps for item in step.items}


def frame_of(session: Session, frame: str, version: str) -> Frame:
    """The frame of a workspace; where that version is shipped no more, the one that is. Raises Unknown."""
    try:
        return _read(instrument_of(session, frame, version))
    except Unknown:
        if frame not in shipped():
            raise
        return _read(shipped()[frame])


def chosen(session: Session, frame: str | None, version: str | None) -> Frame:
    """The frame that a new workspace is to have; the one that is shipped unless another is named. Raises Invalid."""
    if frame is None:
        return _read(shipped()[USUAL])
    try:
        found = instrument_of(session, frame, version or "")
    except Unknown as unknown:
        raise Invalid([FieldProblem("/frame", "bad-value")]) from unknown
    if found.kind != KIND:
        raise Invalid([FieldProblem("/frame", "bad-value")])
    return _read(found)


def _read(instrument: Instrument) -> Frame:
    items: dict[str, list[Item]] = {}
    for item in instrument.items:
        items.setdefault(item.area, []).append(item)
    steps = tuple(Step(area.id, dict(area.name), tuple(items.get(area.id, ()))) for area in instrument.areas)
    return Frame(instrument.id, instrument.version, dict(instrument.name), steps)
