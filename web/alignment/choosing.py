"""Strategies of higher levels to choose from: whom each asks, and how it is carried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from interlace.reading.carried import carried, higher_strategies, rows_of
from interlace.reading.standing import standing
from interlace.reading.view import View
from policies import LEVELS
from web.alignment.asking import one_of
from web.blueprint import pages
from web.days import compare_to, shown
from web.frame import page
from web.names import named, named_by_code
from web.slices import asked_slice
from web.words import period

if TYPE_CHECKING:
    from flask import Response

    from interlace.reading.carried import Carried
    from web.names import Named


@dataclass(frozen=True)
class Higher:
    """A strategy of a higher level, and how it is carried on either day; nothing where it was not in force before."""

    strategy: Named
    owner: Named | None
    level: str
    period: str
    told: Carried
    before: Carried | None


@pages.get("/t/<tenant>/alignment")
def alignment(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Choose a strategy; those of the highest level stand first."""
    view, text = shown(), request.args.get("q", "").strip()
    level, before = one_of("level", LEVELS.ids), View(view.sight, compare_to())
    found = asked_slice(higher_strategies(view, [level] if level else [], text))
    return page(
        "alignment/choosing.html",
        found=found,
        items=[_higher(view, before, row) for row in found.items],
        asked=bool(level or text),
    )


def _higher(view: View, before: View, row: int) -> Higher:
    column = view.sight.column
    owner = named_by_code("bodies", column("strategies", "owner")[row], view)
    return Higher(
        strategy=named("strategies", row, view),
        owner=owner,
        level="" if owner is None else column("bodies", "level")[owner.row],
        period=period(column("strategies", "starts_on")[row], column("strategies", "ends_on")[row]),
        told=carried(view, rows_of(view, row)),
        before=carried_then(before, row),
    )


def carried_then(before: View, strategy: int) -> Carried | None:
    """How it was carried on another day; nothing where it was not in force."""
    return carried(before, rows_of(before, strategy)) if standing(before, strategy) == "in_force" else None
