"""What a body scored in a cell, recorded at the desk where it was measured with an instrument of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import view
from api.writing import perform
from graph.tables import SCHEMA
from policies import AREAS, PRINCIPLES
from web.blueprint import pages
from web.days import address
from web.desk.acting import acting_for
from web.desk.writing import sent_well
from web.forms import Form
from web.frame import go, page
from web.languages import number, say, told
from web.report.headings import value_names

if TYPE_CHECKING:
    from flask import Response

_FIELDS = ("measured_on", "principle", "area", "score_from", "score_to", "instrument", "version", "voice")


@pages.route("/t/<tenant>/desk/<body>/measurements/new", methods=["GET", "POST"])
def desk_new_measurement(tenant: str, body: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Record what a body scored in a cell on a day."""
    acting = acting_for(body)
    form = Form.sent() if request.method == "POST" else Form.of({"measured_on": view().as_of, "voice": "body"})
    if request.method == "POST":
        values = {"body": body, "items": _items(form), **form.given(*_FIELDS)}
        if not form.problems and sent_well(form, lambda unit: perform(unit, "measurement.record", values)):
            return go(address("desk_of", body=body, done="saved"))
    return page(
        "desk/measurement.html",
        422 if form.problems else 200,
        acting=acting,
        form=form,
        principles=[(term.id, told(term.name)) for term in PRINCIPLES],
        areas=[(term.id, told(term.name)) for term in AREAS],
        voices=list((value_names("measurements", "voice") or {}).items()),
    )


def _items(form: Form) -> int | None:
    """How many items it rests on. The field has another name: to a template, `items` of a form is something else."""
    told, most = form.text("rests_on"), SCHEMA["measurements"]["items"].most or 0
    if not told:
        return None
    if told.isdecimal() and 1 <= int(told[:9]) <= most:
        return int(told[:9])
    form.wrong(
        "rests_on", say("Expected: a whole number from %(least)s to %(most)s.", least=number(1), most=number(most))
    )
    return None
