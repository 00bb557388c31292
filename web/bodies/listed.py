"""The list of bodies: searched, by level, by branch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from flask import request

import policies
from graph.encoding import NOBODY
from interlace.errors import Invalid
from interlace.reading.branches import branch_of
from interlace.reading.pages import Asked, rows_of
from interlace.reading.shown import folded
from web.blueprint import pages
from web.choosing import bodies_meant, body_typed
from web.days import address, shown
from web.forms import Form
from web.frame import go, page
from web.languages import say
from web.names import Named, named
from web.slices import asked_slice
from web.words import term

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from flask import Response

    from graph.encoding import Int64s
    from interlace.reading.view import View

_FILTERS = ("q", "level", "branch", "ended", "sort")
#: Whether bodies that do not exist on the day are listed too, or in place of the others.
_ENDED = {"": True, "all": None, "only": False}


@dataclass(frozen=True)
class Listed:
    """A body of the list, with how many strategies it has in force and actions under way."""

    body: Named
    level: str
    parent: Named | None
    declared_on: date | None
    strategies: int
    actions: int


@pages.get("/t/<tenant>/bodies")
def bodies(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The bodies of the register, in pages."""
    view = shown()
    form = Form({name: [given] for name in _FILTERS if (given := request.args.get(name, "").strip())})
    head = body_typed(view, form.text("branch"), form, "branch") if form.text("branch") else None
    if head is not None and form.text("branch") != (code := view.sight.column("bodies", "code")[head]):
        return go(address("bodies", **{**{name: form.text(name) for name in form.values}, "branch": code}))
    asked = Asked(
        filters={"level": [form.text("level")]} if form.text("level") else {},
        text=form.text("q") or None,
        live=_ENDED.get(form.text("ended"), True),
    )
    found = None
    if not form.problems:
        try:
            rows = rows_of(view, "bodies", asked, None if head is None else branch_of(view, head).tolist())
            found = asked_slice(_ordered(view, rows, form.text("sort")).tolist())
        except Invalid as refused:
            form.refuse(refused, {"level": "filter-level"})
    return page(
        "bodies/bodies.html",
        422 if form.problems else 200,
        form=form,
        labels={"q": say("Name or code"), "filter-level": say("Level"), "branch": say("Branch")},
        meant=bodies_meant(form, "branch"),
        found=found,
        live={True: "true", False: "false", None: None}[_ENDED.get(form.text("ended"), True)],
        bodies=_listed(view, found.items) if found else [],
        filtered=any(form.text(name) for name in _FILTERS if name != "sort"),
        empty_register=not len(view.sight.body_rows),
        levels=[(one, term(policies.LEVELS, one)) for one in policies.LEVELS.ids],
    )


def _ordered(view: View, rows: Int64s, sort: str) -> Int64s:
    """Bodies, given in the order of their codes, in the one that is asked for; unless asked otherwise each authority is
    followed by those below it, then come civil society and networks, then who does not exist on the day."""
    if sort == "code":
        return rows
    if sort == "name":
        named_rows = pl.DataFrame({"row": rows, "name": view.sight.tables["bodies"].frame["name"].gather(rows)})
        return named_rows.sort(folded(pl.col("name")), maintain_order=True)["row"].to_numpy()
    place = np.full(len(view.sight.body_rows), len(view.graph.body), dtype=np.int64)
    place[view.sight.body_rows[view.graph.body]] = np.arange(len(view.graph.body))
    ordered: Int64s = rows[np.argsort(place[rows], kind="stable")]
    return ordered


def _listed(view: View, rows: Sequence[int]) -> list[Listed]:
    strategies, actions = _numbers_of_works(view)
    level = view.sight.column("bodies", "level")
    return [
        Listed(
            named("bodies", row, view),
            term(policies.LEVELS, level[row]),
            None if (parent := view.parent(row)) is None else named("bodies", parent, view),
            last_declared(view, row),
            int(strategies[view.place_of(row)]),
            int(actions[view.place_of(row)]),
        )
        for row in rows
    ]


def _numbers_of_works(view: View) -> tuple[np.ndarray, np.ndarray]:
    """By place, how many strategies in force a body owns or shares, and how many actions it carries out; at the end
    for bodies without a place nothing."""
    graph = view.graph
    places = len(graph.body)
    doing = graph.place[graph.register.actions.body[graph.works.delivering]]
    counts = (np.bincount(who[who != NOBODY], minlength=places) for who in (graph.works.owner, doing))
    strategies, actions = (np.append(count, 0) for count in counts)
    return strategies, actions


def last_declared(view: View, body: int) -> date | None:
    """When a body declared its register complete for the last time up to the view's day."""
    sight = view.sight
    days = sight.column("declarations", "declared_on")
    rows = sight.rows_where("declarations", "body", sight.column("bodies", "code")[body])
    return max((days[row] for row in rows if days[row] <= view.as_of), default=None)
