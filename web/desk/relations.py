"""Relations at the desk: declared, changed and ended by the body that says so; the other side is asked for its word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import today
from api.writing import perform
from policies import RELATION_KINDS
from web.blueprint import pages
from web.days import address
from web.desk import begun, naming, typed
from web.desk.acting import acting_for, record_of_id
from web.desk.writing import revision_of, sent_well
from web.forms import Form
from web.frame import go, page
from web.languages import told

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from web.desk.acting import Acting, Record

#: Where a body stands is not for the body alone to say, and is told elsewhere.
_KINDS = tuple(kind for kind in RELATION_KINDS.ids if kind != "part_of")
_COLUMNS = ("kind", "valid_from", "valid_to", "mechanism", "evidence_url")


@pages.route("/t/<tenant>/desk/<body>/relations/new", methods=["GET", "POST"])
def desk_new_relation(tenant: str, body: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Declare a relation to another body."""
    acting, key = acting_for(body), begun.key_of("new-relation", body)
    if request.method == "GET":
        form, kept = begun.begin(key, {})
        return _form(acting, form, key, kept=kept)
    if (left := begun.later(key, address("desk_of", body=body, done="kept"))) is not None:
        return left
    form = Form.sent()
    values = {"source": body, **_values(form)}
    if not form.problems and sent_well(form, lambda unit: perform(unit, "relation.declare", values), key=key):
        return go(address("desk_of", body=body, done="saved"))
    return _form(acting, form, key, 422)


@pages.route("/t/<tenant>/desk/relations/<uuid:record_id>", methods=["GET", "POST"])
def desk_relation(tenant: str, record_id: UUID) -> Response:  # noqa: ARG001
    """Change a relation that a body has declared."""
    relation = record_of_id("relations", record_id)
    if request.method == "GET":
        target = naming.label_of_code("bodies", relation["target"])
        form = Form.of({**{name: relation[name] for name in (*_COLUMNS, "revision")}, "target": target})
        return _form(relation.acting, form, "", relation=relation)
    form = Form.sent()
    values = _values(form)
    if not form.problems and sent_well(
        form, lambda unit: perform(unit, "relation.change", relation.id, revision_of(form), values)
    ):
        return go(address("desk_of", body=relation.acting.code, done="saved"))
    return _form(relation.acting, form, "", 422, relation=relation)


@pages.route("/t/<tenant>/desk/relations/<uuid:record_id>/end", methods=["GET", "POST"])
def desk_end_relation(tenant: str, record_id: UUID) -> Response:  # noqa: ARG001
    """Let a relation hold for the last time on a day; what was confirmed stays confirmed."""
    relation = record_of_id("relations", record_id)
    if request.method == "GET":
        form = Form.of({"on": today(), "revision": relation["revision"]})
    else:
        form = Form.sent()
        day = form.text("on") or None
        if sent_well(form, lambda unit: perform(unit, "relation.end", relation.id, revision_of(form), day)):
            return go(address("desk_of", body=relation.acting.code, done="ended"))
    status = 422 if form.problems else 200
    return page("desk/end_relation.html", status, relation=relation, acting=relation.acting, form=form)


def _values(form: Form) -> dict[str, object]:
    typed.check_period(form, "valid_from", "valid_to")
    return {**form.given(*_COLUMNS), "target": naming.read(form, "target", "bodies", required=True)}


def _form(
    acting: Acting, form: Form, key: str, status: int = 200, *, relation: Record | None = None, kept: object = None
) -> Response:
    kinds = [(kind, told(RELATION_KINDS[kind].name), told(RELATION_KINDS[kind].description)) for kind in _KINDS]
    return page(
        "desk/relation.html", status, acting=acting, form=form, key=key, kept=kept, relation=relation, kinds=kinds
    )
