"""Competences of single bodies: where the law gives a body another role than its level has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import caller, database
from api.writing import perform, tenant_id
from interlace.db import tenancy
from interlace.errors import Conflict, Invalid, Stale, Unknown
from interlace.identity.permissions import Operation
from interlace.reading.pages import Asked, page_of
from policies import AREAS, ROLES
from web.administration.access import asker
from web.blueprint import pages
from web.choosing import body_typed
from web.days import address, shown
from web.forms import Form
from web.frame import go, page
from web.languages import say

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

    from flask import Response

TABLE = "competences"
_TOLD = ("area", "role", "valid_from", "valid_to", "legal_basis")


@pages.get("/t/<tenant>/administration/competences")
def administration_competences(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """All that is stated of single bodies, chosen by body, area, role."""
    asker(Operation.COMPETENCES_WRITE)
    form = Form.of({"body": request.args.get("body", "")})
    filters: dict[str, list[Any]] = {}
    if form.text("body"):
        row = body_typed(shown(), form.text("body"), form, "body")
        filters["body"] = [] if row is None else [shown().sight.column("bodies", "code")[row]]
    for name, known in (("area", AREAS), ("role", ROLES)):
        if request.args.get(name) in known:
            filters[name] = [request.args[name]]
    found = page_of(shown(), TABLE, Asked(filters, sort="body", after=request.args.get("after")))
    rows = [shown().sight.told(TABLE, row) for row in found.rows]
    return page("administration/competences.html", listed=found, rows=rows, form=form)


@pages.get("/t/<tenant>/administration/competences/new")
def administration_competence_new(tenant: str) -> Response:  # noqa: ARG001
    """A form for another one."""
    asker(Operation.COMPETENCES_WRITE)
    return page("administration/competence.html", form=Form(), one=None)


@pages.post("/t/<tenant>/administration/competences/new")
def administration_competence_state(tenant: str) -> Response:  # noqa: ARG001
    """State the role of a body in an area."""
    asker(Operation.COMPETENCES_WRITE)
    form = Form.sent()
    row = body_typed(shown(), form.text("body"), form, "body") if form.text("body") else None
    if not form.text("body"):
        form.wrong("body", say("Please fill this in."))
    if row is not None:
        body = shown().sight.column("bodies", "code")[row]
        try:
            with tenancy.writing(database(), tenant_id(), caller().principal) as unit:
                perform(unit, "competence.state", {"body": body, **form.given(*_TOLD)})
        except Invalid as refused:
            form.refuse(refused)
        except Conflict as refused:
            form.refuse_whole(refused)
    if form.problems:
        return page("administration/competence.html", 422, form=form, one=None)
    return go(address("administration_competences", done="stated"))


@pages.get("/t/<tenant>/administration/competences/<uuid:record_id>")
def administration_competence(tenant: str, record_id: UUID) -> Response:  # noqa: ARG001
    """One of them, to be changed."""
    asker(Operation.COMPETENCES_WRITE)
    one = _one(record_id)
    return page("administration/competence.html", form=Form.of(one), one=one)


@pages.post("/t/<tenant>/administration/competences/<uuid:record_id>")
def administration_competence_change(tenant: str, record_id: UUID) -> Response:  # noqa: ARG001
    """Change it."""
    form = Form.sent()
    try:
        with tenancy.writing(database(), tenant_id(), caller().principal) as unit:
            perform(unit, "competence.change", record_id, _revision(form), form.given(*_TOLD))
    except Invalid as refused:
        form.refuse(refused)
    except (Stale, Conflict) as refused:
        form.refuse_whole(refused)
    if form.problems:
        return page("administration/competence.html", 422, form=form, one=_one(record_id))
    return go(address("administration_competences", done="changed"))


@pages.get("/t/<tenant>/administration/competences/<uuid:record_id>/removal")
def administration_competence_removal(tenant: str, record_id: UUID) -> Response:  # noqa: ARG001
    """What taking it out means, before it is done."""
    asker(Operation.COMPETENCES_WRITE)
    return page("administration/competence_removal.html", one=_one(record_id), form=Form())


@pages.post("/t/<tenant>/administration/competences/<uuid:record_id>/removal")
def administration_competence_remove(tenant: str, record_id: UUID) -> Response:  # noqa: ARG001
    """Take it out."""
    form = Form.sent()
    try:
        with tenancy.writing(database(), tenant_id(), caller().principal) as unit:
            perform(unit, "competence.remove", record_id, _revision(form))
    except (Stale, Conflict) as refused:
        form.refuse_whole(refused)
        return page("administration/competence_removal.html", 422, one=_one(record_id), form=form)
    return go(address("administration_competences", done="removed"))


def _one(record_id: UUID) -> dict[str, Any]:
    row = shown().sight.row_of(TABLE, record_id)
    if row is None:
        raise Unknown(f"There is no record {record_id} in {TABLE}.")
    return shown().sight.told(TABLE, row)


def _revision(form: Form) -> int:
    """At which revision the record was read; none that ever was where that was not sent."""
    given = form.text("revision")
    return int(given) if given.isdecimal() else -1
