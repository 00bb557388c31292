"""A text put to bodies, by those who work in a workspace; a later deadline; taking it back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import request

from api.context import today, view
from interlace import workspaces
from interlace.errors import Conflict, Forbidden, Invalid, Stale
from interlace.requests.entitled import below
from policies import LEVELS
from web.blueprint import pages
from web.days import address
from web.desk import naming
from web.forms import Form, chosen
from web.frame import go, page
from web.languages import told
from web.workspaces.asking import asker, reader, words, workspace_of, writes
from web.workspaces.consultations import answers

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from interlace.workspaces import WorkspaceTold

_USUAL_SPAN = timedelta(days=42)
_FIELDS = {"bodies": "bodies", "due_on": "due_on"}


@pages.route("/t/<tenant>/workspaces/<uuid:workspace_id>/consult", methods=["GET", "POST"])
def workspace_consult(tenant: str, workspace_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """Put a text to bodies: by name, or all of some levels below."""
    one = workspace_of(workspace_id)
    if not writes(one):
        raise Forbidden("Bodies are consulted by those who write in the workspace.")
    if request.method == "GET":
        return _form(one, Form.of({"due_on": (today() + _USUAL_SPAN).isoformat()}))
    form = Form.sent()
    bodies = [*naming.read_all(form, "bodies", "bodies"), *_below(one, form)]
    try:
        if not form.problems:
            given = {**form.given("title", "text", "question", "due_on"), "bodies": list(dict.fromkeys(bodies)) or None}
            made = workspaces.consult(*asker(), workspace_id, given)
            return go(address("consultation_one", consultation_id=made.id, done="asked"))
    except Invalid as refused:
        form.refuse(refused, _FIELDS)
    except Conflict as refused:
        form.refuse_whole(refused)
    return _form(one, form, 422)


def _below(one: WorkspaceTold, form: Form) -> list[str]:
    levels = chosen(form, "levels", LEVELS.ids)
    return below(view(), one.body, levels) if levels else []


def _form(one: WorkspaceTold, form: Form, status: int = 200) -> Response:
    named = [text for text in form.texts("bodies") if text]
    found = [(level.id, told(level.name), below(view(), one.body, [level.id])) for level in LEVELS]
    return page(
        "workspaces/consult.html",
        status,
        one=one,
        form=form,
        named=named,
        levels_below=[(level, name, len(codes)) for level, name, codes in found if codes],
        **words(),
    )


@pages.route("/t/<tenant>/consultations/<uuid:consultation_id>/change", methods=["GET", "POST"])
def consultation_change(tenant: str, consultation_id: UUID) -> Response:  # noqa: ARG001
    """Let a consultation last longer, or take it back."""
    one = workspaces.consultation(*reader(), consultation_id)
    if not answers(one):
        raise Forbidden("A consultation is changed by those who write in its workspace.")
    form = Form.of({"due_on": one.due_on.isoformat()})
    if request.method == "POST":
        form = Form.sent()
        revision = int(form.text("revision")) if form.text("revision").isdecimal() else 0
        try:
            if form.text("do") == "withdraw":
                workspaces.withdraw(*asker(), consultation_id, revision)
            else:
                workspaces.postpone(*asker(), consultation_id, revision, form.given("due_on"))
            return go(address("consultation_one", consultation_id=consultation_id, done="changed"))
        except Invalid as refused:
            form.refuse(refused)
        except (Conflict, Stale) as refused:
            form.refuse_whole(refused)
            one = workspaces.consultation(*reader(), consultation_id)
    return page("workspaces/change.html", 422 if form.problems else 200, one=one, form=form, **words())
