"""Days on which something was said or told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.errors import FieldProblem, Invalid

if TYPE_CHECKING:
    from datetime import date

    from interlace.db.unit import Unit


def not_in_future(unit: Unit, name: str, day: date | None) -> None:
    """Raise Invalid for a day that is yet to come: nobody gives a word or a report ahead of time."""
    if day is not None and day > unit.today:
        raise Invalid([FieldProblem(f"/{name}", "in-future", {"today": unit.today.isoformat()})])
