"""The instrument of a round, and which of its items are asked by what was answered so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from graph.scoring import Asked, asked_items
from interlace.assessments.values import read
from interlace.db.models import AssessmentAnswer, LoadedInstrument
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.instruments import instrument_of
from policies.instruments import Answer, shipped

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.models import AssessmentRound
    from policies.instruments import Instrument, Item

__all__ = [
    "Asked",
    "answers_of",
    "asked_items",
    "instrument_of",
    "instrument_of_round",
    "item_of",
    "items_of_area",
    "newest_version",
]


def instrument_of_round(session: Session, found: AssessmentRound) -> Instrument:
    """What a round asks. Raises Unknown where the installation no longer has it."""
    return instrument_of(session, found.instrument, found.version)


def newest_version(session: Session, instrument: str) -> str:
    """The version that a round is opened with unless it names one: what the tenant loaded last, else what is shipped.

    Raises Unknown.
    """
    rows = select(LoadedInstrument.version).where(LoadedInstrument.instrument == instrument)
    loaded = session.scalar(rows.order_by(LoadedInstrument.loaded_at.desc(), LoadedInstrument.version.desc()).limit(1))
    if loaded is not None:
        return loaded
    known = shipped().get(instrument)
    if known is None:
        raise Unknown(f"There is no instrument {instrument[:64]}.")
    return known.version


def answers_of(session: Session, instrument: Instrument, assessment: UUID) -> dict[str, Answer]:
    """What stands for each item so far, also where nobody has confirmed it yet."""
    items = instrument.items_by_id
    rows = session.execute(
        select(AssessmentAnswer.item, AssessmentAnswer.standing, AssessmentAnswer.value).where(
            AssessmentAnswer.assessment == assessment
        )
    )
    return {row.item: read(items[row.item], row.standing, row.value) for row in rows if row.item in items}


def item_of(instrument: Instrument, given: object, where: str = "/item") -> Item:
    """An item by its id. Raises Invalid."""
    if given is None or given == "":
        raise Invalid([FieldProblem(where, "required")])
    found = instrument.items_by_id.get(given) if isinstance(given, str) else None
    if found is None:
        raise Invalid([FieldProblem(where, "bad-value")])
    return found


def items_of_area(instrument: Instrument, area: object, where: str = "/area") -> Mapping[str, Item]:
    """The items of an area by their id. Raises Invalid where there is no such area."""
    if area is None or area == "":
        raise Invalid([FieldProblem(where, "required")])
    if area not in {one.id for one in instrument.areas}:
        raise Invalid([FieldProblem(where, "bad-value")])
    return {item.id: item for item in instrument.items if item.area == area}
