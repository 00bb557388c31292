"""An action in four fields: what it is called, what it is about, when, and which strategy above it supports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.writing import perform
from interlace.register.codes import free_code
from web.blueprint import pages
from web.days import address
from web.desk import begun, cells, naming, typed
from web.desk.acting import acting_for, record_of_code
from web.desk.supporting import keep_links, links_of, offered
from web.desk.writing import revision_of, sent_well
from web.forms import Form
from web.frame import go, page

if TYPE_CHECKING:
    from flask import Response

    from interlace.db.unit import Unit
    from web.desk.acting import Acting, Record

#: Fields of the form in which a column of a service is asked for by another name.
_FIELDS = {"cells": "areas", "to": "supports"}


@pages.route("/t/<tenant>/desk/<body>/actions/new", methods=["GET", "POST"])
def desk_new_action(tenant: str, body: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Register what a body does."""
    acting, key = acting_for(body), begun.key_of("new-action", body)
    if request.method == "GET":
        asked = [cell for cell in request.args.getlist("cells") if cell in cells.ALL]
        form, kept = begun.begin(key, {**cells.fields_of(asked), "supports": request.args.getlist("supports")})
        return _form(acting, form, key, kept=kept)
    if (left := begun.later(key, address("desk_of", body=body, done="kept"))) is not None:
        return left
    form = Form.sent()
    if "suggest" in form.values:
        return _form(acting, form, key)
    values = _values(form, acting, new=True)
    made: list[str] = []

    def make(unit: Unit) -> None:
        made[:] = [free_code(unit, body, form.text("title"))]
        perform(unit, "action.record", {"code": made[0], **values})
        keep_links(unit, made[0], form.texts("supports"), ())

    if form.problems or not sent_well(form, make, key=key, fields=_FIELDS):
        return _form(acting, form, key, 422)
    return go(address("desk_saved", code=made[0]))


@pages.route("/t/<tenant>/desk/actions/<code>", methods=["GET", "POST"])
def desk_action(tenant: str, code: str) -> Response:  # noqa: ARG001
    """Change what is said of an action."""
    action, key = record_of_code("actions", code), begun.key_of("action", code)
    if request.method == "GET":
        form, kept = begun.begin(key, _fields(action))
        return _form(action.acting, form, key, action=action, kept=kept)
    where = address("desk_of", body=action.acting.code, done="saved")
    if (left := begun.later(key, address("desk_of", body=action.acting.code, done="kept"))) is not None:
        return left
    form = Form.sent()
    if "suggest" in form.values:
        return _form(action.acting, form, key, action=action)
    values = _values(form, action.acting, new=False)

    def make(unit: Unit) -> None:
        perform(unit, "action.change", action.id, revision_of(form), values)
        keep_links(unit, code, form.texts("supports"), form.texts("linked"))

    if form.problems or not sent_well(form, make, key=key, fields=_FIELDS):
        return _form(action.acting, form, key, 422, action=action)
    return go(where)


def _form(
    acting: Acting,
    form: Form,
    key: str,
    status: int = 200,
    *,
    action: Record | None = None,
    kept: object = None,
) -> Response:
    return page(
        "desk/action.html",
        status,
        acting=acting,
        form=form,
        key=key,
        kept=kept,
        action=action,
        areas=cells.area_choices(),
        principles=cells.principle_choices(),
        translations=typed.translations(),
        partners=form.texts("partners"),
        **offered(acting.row, form),
    )


def _fields(action: Record) -> dict[str, object]:
    """The fields of the form as an action stands."""
    names = ("title", "starts_on", "ends_on", "status", "budget_amount", "budget_currency", "url", "revision")
    linked = links_of(action["code"])
    return {
        **{name: action[name] for name in names},
        **{f"title_{language}": action.values.get(f"title_{language}") for language in typed.translations()},
        **cells.fields_of(action["cells"]),
        "partners": [naming.label_of_code("bodies", code) for code in action["partners"]],
        "supports": linked,
        "linked": linked,
    }


def _values(form: Form, acting: Acting, *, new: bool) -> dict[str, object]:
    """What the form says, as the services take it; what is wrong with it is noted."""
    cells.check(form, required=new)
    typed.check_period(form, "starts_on", "ends_on")
    names = ("title", "starts_on", "ends_on", "budget_currency", "url")
    return {
        **form.given(*names, *(f"title_{language}" for language in typed.translations())),
        "body": acting.code,
        "cells": cells.cells_of(form),
        "partners": naming.read_all(form, "partners", "bodies"),
        "status": form.text("status") or typed.status_by_period(form),
        "budget_amount": typed.plain_number(form.text("budget_amount")) or None,
    }
