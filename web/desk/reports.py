"""Reports at the desk: how a strategy or an action goes, told today or as of an earlier day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import today, view
from api.writing import perform
from web.blueprint import pages
from web.days import address
from web.desk import begun, typed
from web.desk.acting import record_of_id, work_of
from web.desk.writing import revision_of, sent_well
from web.forms import Form
from web.frame import go, page
from web.names import named

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from web.desk.acting import Record


@pages.route("/t/<tenant>/desk/works/<code>/report", methods=["GET", "POST"])
def desk_new_report(tenant: str, code: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Tell how a strategy or action goes."""
    work, key = work_of(code), begun.key_of("new-report", code)
    if request.method == "GET":
        form, kept = begun.begin(key, {"reported_on": today()})
        return _form(work, form, key, kept=kept)
    if (left := begun.later(key, address("desk_of", body=work.acting.code, done="kept"))) is not None:
        return left
    form = Form.sent()
    values = {"subject": code, **_values(form)}
    if sent_well(form, lambda unit: perform(unit, "report.give", values), key=key):
        return go(address("desk_of", body=work.acting.code, done="saved"))
    return _form(work, form, key, 422)


@pages.route("/t/<tenant>/desk/reports/<uuid:record_id>", methods=["GET", "POST"])
def desk_report(tenant: str, record_id: UUID) -> Response:  # noqa: ARG001
    """Correct what was told."""
    report = record_of_id("reports", record_id)
    work = work_of(report["subject"])
    names = ("reported_on", "progress", "note", "revision")
    form = Form.sent() if request.method == "POST" else Form.of({name: report[name] for name in names})
    values = _values(form)
    if request.method == "POST" and sent_well(
        form, lambda unit: perform(unit, "report.correct", report.id, revision_of(form), values)
    ):
        return go(address("desk_of", body=work.acting.code, done="saved"))
    return _form(work, form, "", 422 if form.problems else 200, report=report)


def _values(form: Form) -> dict[str, object]:
    given = form.given("reported_on", "note")
    return {**given, "progress": typed.plain_number(form.text("progress")).removesuffix("%") or None}


def _form(
    work: Record, form: Form, key: str, status: int = 200, *, report: Record | None = None, kept: object = None
) -> Response:
    one = named(work.table, work.row, view())
    return page("desk/report.html", status, work=one, acting=work.acting, form=form, key=key, kept=kept, report=report)
