"""All strategies: searched, chosen by level and by how they stand, in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from flask import request

from interlace.reading.pages import LONGEST_TEXT, Asked, page_of
from interlace.reading.standing import STANDINGS, in_branch, owner_levels, shown_strategies, standings
from policies import LEVELS
from web.alignment.asking import after_asked, body_asked, branch_choices, one_of
from web.blueprint import pages
from web.days import shown
from web.frame import page
from web.names import named, named_by_code
from web.words import period

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flask import Response

    from graph.encoding import Int64s
    from interlace.reading.view import View
    from web.names import Named

SORTS = ("code", "title", "-starts_on", "ends_on")


class Listed(NamedTuple):
    """A strategy of the list."""

    strategy: Named
    owner: Named | None
    level: str
    standing: str
    period: str


@pages.get("/t/<tenant>/strategies")
def strategies(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The list of strategies."""
    view = shown()
    asked = Asked(
        text=request.args.get("q", "")[:LONGEST_TEXT] or None,
        sort=one_of("sort", SORTS),
        after=after_asked(),
    )
    found = page_of(view, "strategies", asked, _among(view).tolist())
    return page(
        "alignment/strategies.html",
        found=found,
        items=list(_listed(view, found.rows)),
        branches=branch_choices(),
        asked=any(request.args.get(name) for name in ("q", "level", "standing", "branch")),
    )


def _among(view: View) -> Int64s:
    """The strategies (rows) that the filters leave."""
    chosen, level, stands = shown_strategies(view), one_of("level", LEVELS.ids), one_of("standing", STANDINGS)
    branch = body_asked()
    if level:
        chosen = chosen & (owner_levels(view) == LEVELS.index(level))
    if stands:
        chosen = chosen & (standings(view) == STANDINGS.index(stands))
    if branch is not None:
        chosen = chosen & in_branch(view, branch)
    return view.work_rows[np.flatnonzero(chosen)]


def _listed(view: View, rows: Sequence[int]) -> Iterator[Listed]:
    column, levels, stands = view.sight.column, owner_levels(view), standings(view)
    for row in rows:
        number = view.strategy_number(row)
        yield Listed(
            strategy=named("strategies", row, view),
            owner=named_by_code("bodies", column("strategies", "owner")[row], view),
            level=LEVELS.ids[levels[number]],
            standing=STANDINGS[stands[number]],
            period=period(column("strategies", "starts_on")[row], column("strategies", "ends_on")[row]),
        )
