"""Which strategy something supports: suggested by the cells that the two share, chosen by a person, kept as links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from api.context import view
from api.writing import perform
from interlace.db.records import find
from interlace.reading.shared_cells import Above, strategies_above, words_of
from web.blueprint import pages
from web.desk.acting import acting_for
from web.desk.cells import cells_of
from web.forms import Form
from web.frame import page
from web.names import Named, named

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from flask import Response

    from interlace.db.unit import Unit

#: So many strategies are suggested.
_MOST = 6


@dataclass(frozen=True)
class Suggestion:
    """A strategy to support: whose it is, whether that is the body's own, and how many of the cells it speaks of."""

    strategy: Named
    owner: Named
    own: bool
    shared: int


def suggestions(body: int, cells: Collection[str], linked: Sequence[str], apart_from: str) -> list[Suggestion]:
    """The strategies that a work of a body in these cells could support; those it is linked to stand first."""
    sight = view().sight
    rows = [row for code in linked if (row := sight.row_of_code("strategies", code)) is not None]
    above = strategies_above(view(), body, words_of(cells), _MOST + len(rows) + 1)
    known = {one.strategy: one for one in above}
    first = [known.get(row, Above(row, _owner(row), 1, ())) for row in rows]
    others = [one for one in above if one.strategy not in rows][:_MOST]
    told = [_told(one, body) for one in (*first, *others)]
    return [one for one in told if one.strategy.code != apart_from]


def _owner(strategy: int) -> int:
    code = view().sight.column("strategies", "owner")[strategy]
    row = view().sight.row_of_code("bodies", code)
    assert row is not None  # noqa: S101 - a strategy refers to a body that is there
    return row


def _told(one: Above, body: int) -> Suggestion:
    return Suggestion(
        named("strategies", one.strategy, view()),
        named("bodies", one.owner, view()),
        one.owner == body,
        len(one.shared),
    )


def links_of(work: str) -> list[str]:
    """The codes of the strategies that a work is linked to."""
    sight = view().sight
    return [sight.column("links", "to")[row] for row in sight.rows_where("links", "from", work)]


def keep_links(unit: Unit, work: str, wanted: Sequence[str], linked: Sequence[str]) -> None:
    """Let a work support these strategies; of those that it was shown to be linked to, no others any more."""
    there = {link["to"]: link for link in find(unit.session, "links", **{"from": work})}
    for code in linked:
        if code in there and code not in wanted:
            perform(unit, "link.remove", there[code].id, there[code].revision)
    for code in wanted:
        if code not in there:
            perform(unit, "link.make", {"from": work, "to": code})


@pages.get("/t/<tenant>/desk/<body>/suggestions")
def desk_suggestions(tenant: str, body: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What could be supported, for the areas and principles that are being chosen; a part of a page."""
    acting = acting_for(body)
    form = Form({name: request.args.getlist(name) for name in request.args})
    return page("desk/supports.html", 200, form=form, **offered(acting.row, form))


def offered(body: int, form: Form, apart_from: str = "", cells: Collection[str] | None = None) -> dict[str, object]:
    """What the part of a page that offers strategies to support has to know."""
    meant = cells_of(form) if cells is None else cells
    linked = form.texts("linked")
    chosen = [code for code in form.texts("supports") if code not in linked]
    return {
        "cells": meant,
        "suggestions": suggestions(body, meant, [*linked, *chosen], apart_from),
        "several": "linked" in form.values or "several" in form.values,
    }
