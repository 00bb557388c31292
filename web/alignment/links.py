"""Which strategies support which: a matrix where it can be seen at once, and always a list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from flask import request

from interlace.reading.standing import STANDINGS, standings
from interlace.reading.supports import STATUSES, AskedSupports, level_pairs, matrix, matrix_of, supports_page
from policies import LEVELS
from web.alignment.asking import after_asked, body_asked, branch_choices, one_of, row_of, several
from web.blueprint import pages
from web.days import shown
from web.frame import page
from web.names import named, named_by_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Response

    from interlace.reading.supports import Support
    from interlace.reading.view import View
    from web.names import Named

#: So many strategies a side of the matrix bears.
MOST = 40


class Side(NamedTuple):
    """A strategy at a side of the matrix, who owns it, and how it stands."""

    strategy: Named
    owner: Named | None
    standing: str


class Line(NamedTuple):
    """A link of the list."""

    source: Side
    target: Side
    link: Support


@pages.get("/t/<tenant>/alignment/links")
def alignment_links(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Strategies × strategies."""
    view, asked = shown(), _asked()
    found, whole = supports_page(view, asked), matrix(view, replace(asked, after=None), MOST)
    drawn = whole or matrix_of(view, found.items)
    sides = _sides(view, [*drawn.sources, *drawn.targets, *(row for one in found.items for row in one[:2])])
    return page(
        "alignment/links.html",
        found=found,
        items=[Line(sides[one.source], sides[one.target], one) for one in found.items],
        matrix=drawn,
        is_whole=whole is not None,
        sides=sides,
        pairs=[] if asked.from_level and asked.to_level else level_pairs(view, asked),
        branches=branch_choices(),
        most=MOST,
        filtered=any(request.args.get(name) for name in ("from_level", "to_level", "branch", "status", "holds", "to")),
        only_to=None if asked.target is None else named("strategies", asked.target),
    )


def _asked() -> AskedSupports:
    target, holds = request.args.get("to"), one_of("holds", ("yes", "no"))
    return AskedSupports(
        from_level=one_of("from_level", LEVELS.ids),
        to_level=one_of("to_level", LEVELS.ids),
        branch=body_asked(),
        statuses=[one for one in several("status") if one_of("status", STATUSES)],
        target=row_of("strategies", target) if target else None,
        holds=None if holds is None else holds == "yes",
        after=after_asked(),
    )


def _sides(view: View, rows: Iterable[int]) -> dict[int, Side]:
    stands = standings(view)
    return {row: _side(view, row, STANDINGS[stands[view.strategy_number(row)]]) for row in set(rows)}


def _side(view: View, row: int, standing: str) -> Side:
    owner = named_by_code("bodies", view.sight.column("strategies", "owner")[row], view)
    return Side(named("strategies", row, view), owner, standing)
