"""The competence matrix: which role a level has in each policy area, unless it is stated otherwise of a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import caller, database
from api.writing import perform, tenant_id
from interlace.db import tenancy
from interlace.errors import Stale
from interlace.identity.permissions import Operation
from policies import AREAS, LEVELS, ROLES
from web.administration.access import asker
from web.blueprint import pages
from web.days import address, shown
from web.forms import Form
from web.frame import go, page
from web.languages import say

if TYPE_CHECKING:
    from flask import Response

#: Competence is a matter of authorities.
_LEVELS = [term.id for term in LEVELS if term.authority]
_USUAL = "local"


@pages.get("/t/<tenant>/administration/matrix")
def administration_matrix(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The whole matrix to read, one level of it to change."""
    asker(Operation.SETTINGS_CHANGE)
    level = _level(request.args.get("level"))
    roles = shown().sight.snapshot.settings.competence_matrix.get(level, {})
    return _shown(level, Form.of({**roles, "revision": shown().revision}))


def _level(given: str | None) -> str:
    return given if given in _LEVELS else _USUAL


def _shown(level: str, form: Form, status: int = 200) -> Response:
    matrix = shown().sight.snapshot.settings.competence_matrix
    return page("administration/matrix.html", status, level=level, levels=_LEVELS, matrix=matrix, form=form)


@pages.post("/t/<tenant>/administration/matrix")
def administration_matrix_change(tenant: str) -> Response:  # noqa: ARG001
    """Change the roles of one level; those of the others stay."""
    asker(Operation.SETTINGS_CHANGE)
    form = Form.sent()
    level, revision = _level(form.text("level")), form.text("revision")
    roles = {area: form.text(area) for area in AREAS.ids if form.text(area) in ROLES}
    matrix = {name: dict(stated) for name, stated in shown().sight.snapshot.settings.competence_matrix.items()}
    matrix.pop(level, None)
    # Levels stand in their own order, so that a matrix that says the same is the same.
    told = {name: stated for name in LEVELS.ids if (stated := {**matrix, level: roles}.get(name))}
    try:
        with tenancy.writing(database(), tenant_id(), caller().principal) as unit:
            known = int(revision) if revision.isdecimal() else 0
            perform(unit, "settings.change", known, {"competence_matrix": told})
    except Stale:
        form.wrong("", say("Somebody changed the settings meanwhile. Open this page again, then make your changes."))
        return _shown(level, form, 422)
    return go(address("administration_matrix", level=level, done="changed"))
