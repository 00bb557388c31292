"""Parts in strategies at the desk: recorded by the body that took part, or by an owner of the strategy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import view
from api.writing import perform
from policies import PARTICIPATION_DEPTHS, PHASES
from web.blueprint import pages
from web.days import address
from web.desk import begun, naming
from web.desk.acting import acting_for, record_of_code
from web.desk.writing import sent_well
from web.forms import Form
from web.frame import go, page
from web.languages import told
from web.names import named

if TYPE_CHECKING:
    from flask import Response

    from web.desk.acting import Acting
    from web.names import Named


@pages.route("/t/<tenant>/desk/<body>/parts/new", methods=["GET", "POST"])
def desk_new_part(tenant: str, body: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Record a body’s own part in a strategy."""
    acting, key = acting_for(body), begun.key_of("new-part", body)
    if request.method == "GET":
        form, kept = begun.begin(key, {})
        return _form(acting, form, key, kept=kept)
    if (left := begun.later(key, address("desk_of", body=body, done="kept"))) is not None:
        return left
    form = Form.sent()
    strategy = naming.read(form, "strategy", "strategies", required=True)
    values = {"strategy": strategy, "body": body, **form.given("phase", "depth")}
    if not form.problems and sent_well(form, lambda unit: perform(unit, "participation.record", values), key=key):
        return go(address("desk_of", body=body, done="saved"))
    return _form(acting, form, key, 422)


@pages.route("/t/<tenant>/desk/strategies/<code>/parts/new", methods=["GET", "POST"])
def desk_strategy_part(tenant: str, code: str) -> Response:  # noqa: ARG001
    """Record who took part in a strategy of one’s own."""
    strategy = record_of_code("strategies", code)
    one = named("strategies", strategy.row, view())
    form = Form.sent() if request.method == "POST" else Form()
    if request.method == "POST":
        body = naming.read(form, "body", "bodies", required=True)
        values = {"strategy": code, "body": body, **form.given("phase", "depth")}
        if not form.problems and sent_well(form, lambda unit: perform(unit, "participation.record", values)):
            return go(address("desk_of", body=strategy.acting.code, done="saved"))
    return _form(strategy.acting, form, "", 422 if form.problems else 200, strategy=one)


def _form(
    acting: Acting, form: Form, key: str, status: int = 200, *, strategy: Named | None = None, kept: object = None
) -> Response:
    return page(
        "desk/part.html",
        status,
        acting=acting,
        form=form,
        key=key,
        kept=kept,
        strategy=strategy,
        phases=[(term.id, told(term.name), told(term.description)) for term in PHASES],
        depths=[(term.id, told(term.name), told(term.description)) for term in PARTICIPATION_DEPTHS],
    )
