"""All actions: searched, chosen by who does them, in which area, and how they stand; in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from flask import request

from graph.tables import SCHEMA
from interlace.reading.pages import LONGEST_TEXT, Asked, page_of
from policies import AREAS, LEVELS, PRINCIPLES
from web.alignment.asking import after_asked, body_asked, one_of
from web.blueprint import pages
from web.days import shown
from web.frame import page
from web.names import named, named_by_code
from web.words import period, status_of_work

if TYPE_CHECKING:
    from flask import Response

    from graph.encoding import Int64s
    from interlace.reading.view import View
    from web.names import Named

STATUSES = SCHEMA["actions"]["status"].choices
SORTS = ("code", "title", "-starts_on", "ends_on")


class Listed(NamedTuple):
    """An action of the list; `delivers` tells whether it counts as cover on the day."""

    action: Named
    body: Named | None
    level: str
    standing: str
    period: str
    delivers: bool


@pages.get("/t/<tenant>/actions")
def actions(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The list of actions."""
    view = shown()
    found = page_of(view, "actions", _asked(view), _among(view).tolist())
    return page(
        "alignment/actions.html",
        found=found,
        items=[_listed(view, row) for row in found.rows],
        asked=any(request.args.get(name) for name in ("q", "level", "status", "area", "delivers", "body")),
    )


def _asked(view: View) -> Asked:
    filters: dict[str, list[Any]] = {}
    status, area, body = one_of("status", STATUSES), one_of("area", AREAS.ids), body_asked("body")
    if status:
        # An action without a status is under way.
        filters["status"] = [status, None] if status == "ongoing" else [status]
    if area:
        filters["cells"] = [f"{principle}:{area}" for principle in PRINCIPLES.ids]
    if body is not None:
        filters["body"] = [view.sight.column("bodies", "code")[body]]
    return Asked(
        filters=filters,
        text=request.args.get("q", "")[:LONGEST_TEXT] or None,
        sort=one_of("sort", SORTS),
        after=after_asked(),
    )


def _among(view: View) -> Int64s:
    """The actions (rows) of bodies of the level that is asked for, delivering or not."""
    register, works = view.graph.register, view.graph.works
    level, delivers = one_of("level", LEVELS.ids), one_of("delivers", ("yes", "no"))
    chosen = np.ones(len(works.delivering), dtype=np.bool_)
    if level:
        chosen &= register.bodies.level[register.actions.body] == LEVELS.index(level)
    if delivers:
        chosen &= works.delivering == (delivers == "yes")
    return view.work_rows[len(works.in_force) + np.flatnonzero(chosen)]


def _listed(view: View, row: int) -> Listed:
    column = view.sight.column
    body = named_by_code("bodies", column("actions", "body")[row], view)
    return Listed(
        action=named("actions", row, view),
        body=body,
        level="" if body is None else column("bodies", "level")[body.row],
        standing=status_of_work("actions", row, view),
        period=period(column("actions", "starts_on")[row], column("actions", "ends_on")[row]),
        delivers=bool(view.graph.works.delivering[view.action_number(row) - len(view.graph.works.in_force)]),
    )
