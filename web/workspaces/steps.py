"""One step of a workspace: what is recorded, who takes part, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from interlace import workspaces
from interlace.db.models.workspaces import PARTS, PROOF_KINDS
from interlace.errors import Conflict, Invalid, Unknown
from web.blueprint import pages
from web.days import address
from web.desk import naming
from web.forms import Form
from web.frame import go, page
from web.workspaces.asking import asker, reader, words, workspace_of, writes
from web.workspaces.fields import begin, save, standing

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

#: So many earlier values of notes are shown.
_MOST_KEPT = 20
_DEEDS = ("notes", "prove", "unprove", "involve", "release")


@pages.route("/t/<tenant>/workspaces/<uuid:workspace_id>/steps/<step>", methods=["GET", "POST"])
def workspace_step(tenant: str, workspace_id: UUID, step: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """One step; what is sent is one deed."""
    if request.method == "GET":
        return _shown(workspace_id, step, Form())
    form = Form.sent()
    deed = form.text("do")
    if deed not in _DEEDS:
        raise Unknown("There is nothing such to do.")
    try:
        _do(workspace_id, step, deed, form)
    except Invalid as refused:
        form.refuse(refused)
    except Conflict as refused:
        form.refuse_whole(refused)
    if form.problems:
        return _shown(workspace_id, step, form, 422)
    return go(address("workspace_step", workspace_id=workspace_id, step=step, done=deed))


def _do(workspace_id: UUID, step: str, deed: str, form: Form) -> None:
    """Raises Unknown, Forbidden, Invalid, Conflict."""
    if deed == "notes":
        save(workspace_id, form, [f"notes.{step}"])
    elif deed == "prove":
        workspaces.prove(*asker(), workspace_id, form.given("item", "kind", "text"))
    elif deed == "unprove":
        workspaces.unprove(*asker(), workspace_id, form.given("proof"))
    elif deed == "release":
        workspaces.release(*asker(), workspace_id, {"step": step, "body": form.text("body")})
    else:
        body = naming.read(form, "body", "bodies", required=True)
        if body is not None:
            given = {"step": step, "body": body, **form.given("part", "note")}
            workspaces.involve(*asker(), workspace_id, given)


def _shown(workspace_id: UUID, step: str, form: Form, status: int = 200) -> Response:
    one, whole = workspace_of(workspace_id), workspaces.step(*reader(), workspace_id, step)
    name = f"notes.{step}"
    if form.text("do") != "notes":
        form.values |= Form.of(begin(standing(workspace_id), [name])).values
    ids = [each.id for each in one.steps]
    place = ids.index(step)
    return page(
        "workspaces/step.html",
        status,
        one=one,
        whole=whole,
        form=form,
        writes=writes(one),
        place=place + 1,
        before=one.steps[place - 1] if place else None,
        following=one.steps[place + 1] if place + 1 < len(ids) else None,
        kept=workspaces.kept(*reader(), workspace_id, name=name, first=_MOST_KEPT).kept,
        kinds=PROOF_KINDS,
        part_choices=PARTS,
        done=None if form.problems else request.args.get("done"),
        **words(),
    )
