"""Measurements: what a body scored in a cell on a day by an instrument, as a range from the least to the most."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from interlace.db.records import find
from interlace.errors import FieldProblem, Invalid
from interlace.identity.permissions import Operation
from interlace.register import keeping
from interlace.register.access import current, load, must, new
from interlace.register.days import not_in_future

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from graph.scoring import ScoreTree
    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit
    from policies.instruments.model import Instrument


def record(unit: Unit, values: Mapping[str, object]) -> StoredRecord:
    """Record what a body scored in a cell, today unless another day is told.

    Raises Forbidden, Invalid; Conflict where that was measured by this instrument on that day already.
    """
    given = new(unit, "measurements", {"measured_on": unit.today, **values})
    must(unit, Operation.RECORDS_WRITE, given.values["body"])
    not_in_future(unit, "measured_on", given.values["measured_on"])
    if Decimal(given.values["score_from"]) > Decimal(given.values["score_to"]):
        raise Invalid([FieldProblem("/score_to", "less-than", {"start": "score_from"})])
    return keeping.add(unit, "measurement.record", "measurements", given)


def withdraw(unit: Unit, measurement_id: UUID, revision: int) -> StoredRecord:
    """Take a measurement back. Raises Unknown, Forbidden, Stale."""
    measured = load(unit, "measurements", measurement_id)
    must(unit, Operation.RECORDS_WRITE, measured["body"])
    told = {name: measured[name] for name in ("body", "instrument", "principle", "area")}
    day = measured["measured_on"].isoformat()
    return keeping.remove(unit, "measurement.withdraw", current(measured, revision), **told, measured_on=day)


def record_measurements(
    unit: Unit, body: str, tree: ScoreTree, instrument: Instrument, on: date, *, voice: str = "body"
) -> int:
    """Put the cells of a score into the register; how many there are, none of a body that is not there any more.

    What the same instrument measured of the body on the same day before is replaced. Leave is asked by whoever
    releases the score; cells that are wholly outside the body's competence are not measured.
    """
    if not any(find(unit.session, "bodies", code=body)):
        return 0
    before = {
        (one["principle"], one["area"]): one
        for one in find(unit.session, "measurements", body=body, instrument=instrument.id, measured_on=on)
    }
    scored = {cell: score for cell, score in tree.cells.items() if score is not None}
    for cell, earlier in before.items():
        if cell not in scored:
            unit.remove(earlier)
    for (principle, area), score in scored.items():
        values = {
            "score_from": _written(score.lower),
            "score_to": _written(score.upper),
            "items": score.items or None,
            "version": instrument.version,
            "voice": voice,
        }
        if (principle, area) in before:
            unit.change(before[principle, area], **values)
        else:
            key = {"body": body, "measured_on": on, "principle": principle, "area": area, "instrument": instrument.id}
            unit.add("measurements", {**key, **values})
    if scored or before:
        unit.did("measurement.record", f"bodies:{body}", instrument=instrument.id, cells=len(scored))
    return len(scored)


def _written(score: Decimal) -> str:
    """A score as registers hold it, without zeros that say nothing."""
    text = f"{score:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
