"""A workspace adopted, once what will be written was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from interlace import workspaces
from interlace.errors import Conflict, Invalid, Stale
from policies import AREAS, COMMITMENT_DEPTHS, PARTICIPATION_DEPTHS, PRINCIPLES
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import say, told
from web.workspaces.asking import asker, reader, words, workspace_of, writes

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response


@pages.route("/t/<tenant>/workspaces/<uuid:workspace_id>/adoption", methods=["GET", "POST"])
def workspace_adopt(tenant: str, workspace_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """Adopt it; before, the page says exactly what will be written."""
    one, form = workspace_of(workspace_id), Form()
    if one.state != "open":
        return go(address("workspace_one", workspace_id=workspace_id))
    if request.method == "POST":
        form = Form.sent()
        try:
            revision = int(form.text("revision")) if form.text("revision").isdecimal() else 0
            workspaces.adopt(*asker(), workspace_id, revision)
            return go(address("workspace_one", workspace_id=workspace_id, done="adopted"))
        except Invalid as refused:
            form.refuse(refused)
        except Stale:
            form.wrong(
                "", say("Something was written meanwhile, or a body has replied. Look at what will be written now.")
            )
        except Conflict as refused:
            form.refuse_whole(refused)
    foreseen = workspaces.adoption(*reader(), workspace_id)
    missing = Form()
    if foreseen.problems:
        missing.refuse(Invalid(foreseen.problems))
    return page(
        "workspaces/adoption.html",
        409 if form.problems else 200,
        one=one,
        form=form,
        foreseen=foreseen,
        missing=missing.problems,
        writes=writes(one),
        cells=[
            (
                told(AREAS[cell.area].name),
                told(PRINCIPLES[cell.principle].name),
                told(COMMITMENT_DEPTHS[str(cell.depth)].name),
            )
            for cell in foreseen.commitments
        ],
        depths={depth.id: told(depth.name) for depth in PARTICIPATION_DEPTHS},
        **words(),
    )
