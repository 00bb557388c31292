"""Strategies that work against each other, at the desk: marked with a reason, and resolved on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import view
from api.writing import perform
from interlace.errors import Conflict
from interlace.identity.permissions import Operation
from interlace.reading.visible import above_of
from web.blueprint import pages
from web.days import address
from web.desk import naming
from web.desk.acting import record_of_code, record_of_id
from web.desk.writing import revision_of, sent_well
from web.forms import Form
from web.frame import go, page
from web.names import named, named_by_code
from web.rights import may, own_bodies
from web.words import told_record

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from web.desk.acting import Record
    from web.names import Named


@pages.route("/t/<tenant>/desk/strategies/<code>/against/new", methods=["GET", "POST"])
def desk_oppose(tenant: str, code: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Mark a strategy and another one as working against each other."""
    strategy = record_of_code("strategies", code)
    form = Form.sent() if request.method == "POST" else Form()
    if request.method == "POST":
        other = naming.read(form, "other", "strategies", required=True)
        values = {"strategy": code, "other": other, **form.given("marked_by", "marked_on", "reason")}
        if not form.problems and sent_well(form, lambda unit: perform(unit, "opposition.mark", values)):
            return go(address("strategy", code=code) + "#against")
    return page(
        "desk/oppose.html",
        422 if form.problems else 200,
        acting=strategy.acting,
        strategy=named("strategies", strategy.row, view()),
        form=form,
        markers=[(one.code, one.name) for one in _markers(strategy)],
    )


def _markers(strategy: Record) -> list[Named]:
    """For whom the caller may mark it: their own bodies first, as far as they own it or are above an owner."""
    above = above_of(view().sight.snapshot, view().as_of)
    concerned = {*strategy.behind, *(code for owner in strategy.behind for code in above(owner))}  # type: ignore[attr-defined]
    codes = [code for code in own_bodies() if code in concerned]
    codes += [code for code in strategy.behind if may(Operation.CONSENT_GIVE, code)]
    found = (named_by_code("bodies", code, view()) for code in dict.fromkeys(codes))
    return [one for one in found if one is not None]


@pages.route("/t/<tenant>/desk/oppositions/<uuid:record_id>", methods=["GET", "POST"])
def desk_resolve(tenant: str, record_id: UUID) -> Response:  # noqa: ARG001
    """Say from which day on two strategies no longer work against each other, and how that came about."""
    opposition = record_of_id("oppositions", record_id)
    if opposition["resolved_on"] is not None:
        raise Conflict(f"This was resolved on {opposition['resolved_on']} already.")
    form = Form.of({"revision": opposition["revision"], "resolved_on": view().as_of})
    if request.method == "POST":
        form = Form.sent()
        told = (form.text("resolved_on") or None, form.text("how"))
        known = revision_of(form)
        if sent_well(form, lambda unit: perform(unit, "opposition.resolve", opposition.id, known, *told)):
            return go(address("strategy", code=opposition["strategy"]) + "#against")
    return page(
        "desk/resolve.html",
        422 if form.problems else 200,
        acting=opposition.acting,
        opposition=told_record("oppositions", opposition.row, view()),
        record=opposition,
        form=form,
    )
