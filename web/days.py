"""The two days of every page of a register, both in its address: the one that is shown, and one to compare it to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import g, request, url_for

from api.context import caller, today, view
from interlace.errors import FieldProblem, Invalid

if TYPE_CHECKING:
    from interlace.reading.view import View

AS_OF, COMPARE_TO = "as_of", "compare_to"
_QUARTER = timedelta(days=91)


def as_of() -> date:
    """The day that is shown: today unless the address names another. Raises Invalid."""
    return _day(AS_OF) or today()


def compare_to() -> date:
    """The day that it is compared to: a quarter of a year before unless the address names another. Raises Invalid."""
    return _day(COMPARE_TO) or as_of() - _QUARTER


def _day(name: str) -> date | None:
    given = request.args.get(name, "")
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise Invalid([FieldProblem(f"/{name}", "bad-date")]) from error


def shown() -> View:
    """What the caller sees of the register on the day that is shown."""
    if "shown" not in g:
        g.shown = view(as_of())
    found: View = g.shown
    return found


def compared() -> View:
    """The same on the day that it is compared to."""
    return view(compare_to())


def address(endpoint: str, **values: object) -> str:
    """The address of a page of the same tenant, on the same days: `address("body", code="PT-lisboa")`."""
    days = {name: request.args[name] for name in (AS_OF, COMPARE_TO) if request.args.get(name)}
    return url_for(f"web.{endpoint}", **{"tenant": caller().tenant, **days, **values})  # type: ignore[arg-type]
