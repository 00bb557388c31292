"""What a strategy commits to, on the grid: a depth in each cell, all changed in one write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import view
from api.writing import perform
from interlace.db.records import find
from policies import COMMITMENT_DEPTHS
from web.blueprint import pages
from web.days import address
from web.desk import begun, cells
from web.desk.acting import record_of_code
from web.desk.writing import revision_of, sent_well
from web.forms import Form
from web.frame import go, page
from web.languages import say

if TYPE_CHECKING:
    from flask import Response

    from interlace.db.unit import Unit
    from web.desk.acting import Record

_NOTHING = "0"


@pages.route("/t/<tenant>/desk/strategies/<code>/commitments", methods=["GET", "POST"])
def desk_commitments(tenant: str, code: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Say what a strategy commits to, and how deeply."""
    strategy, key = record_of_code("strategies", code), begun.key_of("commitments", code)
    if request.method == "GET":
        form, kept = begun.begin(key, _fields(code))
        return _form(strategy, form, key, kept=kept)
    if (left := begun.later(key, address("desk_of", body=strategy.acting.code, done="kept"))) is not None:
        return left
    form = Form.sent()
    for cell in cells.ALL:
        if form.text(f"depth:{cell}") not in {"", _NOTHING, *COMMITMENT_DEPTHS.ids}:
            form.wrong(f"depth:{cell}", say("Choose one of the depths."))
    if form.problems or not sent_well(form, lambda unit: _write(unit, strategy, form), key=key):
        return _form(strategy, form, key, 422)
    return go(address("desk_strategy", code=code, done="committed"))


def _fields(code: str) -> dict[str, object]:
    """Depth and revision of each cell that the strategy commits to."""
    sight = view().sight
    fields: dict[str, object] = {}
    for row in sight.rows_where("commitments", "strategy", code):
        told = sight.told("commitments", row)
        cell = f"{told['principle']}:{told['area']}"
        fields |= {f"depth:{cell}": told["depth"], f"revision:{cell}": told["revision"]}
    return fields


def _write(unit: Unit, strategy: Record, form: Form) -> None:
    """Make, change and take out commitments; what somebody else has changed since the form was filled is refused."""
    there = {
        f"{one['principle']}:{one['area']}": one for one in find(unit.session, "commitments", strategy=strategy["code"])
    }
    for cell in cells.ALL:
        depth, known = form.text(f"depth:{cell}") or _NOTHING, revision_of(form, f"revision:{cell}")
        principle, _, area = cell.partition(":")
        one = there.get(cell)
        if one is None:
            if depth != _NOTHING:
                values = {"principle": principle, "area": area, "depth": depth}
                perform(unit, "commitment.make", strategy.id, values)
        elif depth == _NOTHING and known:
            perform(unit, "commitment.remove", one.id, known)
        elif depth not in {_NOTHING, str(one["depth"])}:
            perform(unit, "commitment.change", one.id, known, depth)


def _form(strategy: Record, form: Form, key: str, status: int = 200, *, kept: object = None) -> Response:
    return page(
        "desk/commitments.html",
        status,
        strategy=strategy,
        acting=strategy.acting,
        form=form,
        key=key,
        kept=kept,
        is_new=request.args.get("done") == "new",
        areas=cells.area_choices(),
        principles=cells.principle_choices(),
        labels=_labels(),
    )


def _labels() -> dict[str, str]:
    """What the field of each cell is called where something is wrong with it."""
    areas = {area: name for area, name, _ in cells.area_choices()}
    principles = {principle: name for principle, name, _ in cells.principle_choices()}
    return {
        f"depth:{principle}:{area}": f"{area_name}, {name}"
        for principle, name in principles.items()
        for area, area_name in areas.items()
    }
