"""Workspaces: the list, a new one, and one with its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import view
from interlace import workspaces
from interlace.errors import Conflict, Forbidden, Invalid, Stale
from interlace.identity.permissions import Operation
from interlace.workspaces.opening import AUTHORITIES
from web.blueprint import pages
from web.days import address
from web.desk import naming
from web.forms import Form
from web.frame import go, page
from web.names import named_by_code
from web.rights import may, own_bodies
from web.workspaces.asking import after, asker, reader, words, workspace_of, writes

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from web.names import Named


@pages.get("/t/<tenant>/workspaces")
def workspace_list(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The workspaces that the caller may know of."""
    found = workspaces.workspaces(*reader(), after=after(), bodies=request.args.getlist("body"))
    return page(
        "workspaces/list.html",
        workspaces=found.workspaces,
        next_after=found.workspaces[-1].id if found.has_more else None,
        may_open=bool(_own()) or may(Operation.RECORDS_WRITE),
        body=request.args.get("body"),
        done=request.args.get("done"),
        **words(),
    )


def _own() -> list[Named]:
    """The authorities that the caller writes for."""
    named = (named_by_code("bodies", code, view()) for code in own_bodies() if may(Operation.RECORDS_WRITE, code))
    level = view().sight.column("bodies", "level")
    return [one for one in named if one is not None and level[one.row] in AUTHORITIES]


@pages.route("/t/<tenant>/workspaces/new", methods=["GET", "POST"])
def workspace_new(tenant: str) -> Response:  # noqa: ARG001
    """Open a workspace."""
    own = _own()
    if not own and not may(Operation.RECORDS_WRITE):
        raise Forbidden("Workspaces are opened by those who write for an authority.")
    if request.method == "GET":
        code = request.args.get("body") or (own[0].code if own else "")
        return _new(Form.of({"body": naming.label_of_code("bodies", code) if code else ""}))
    form = Form.sent()
    body = naming.read(form, "body", "bodies", required=True)
    try:
        if body is not None:
            made = workspaces.open_(*asker(), {"body": body, "title": form.text("title")})
            return go(address("workspace_one", workspace_id=made.id, done="opened"))
    except Invalid as refused:
        form.refuse(refused)
    except (Conflict, Forbidden) as refused:
        form.refuse_whole(refused)
    return _new(form, 422)


def _new(form: Form, status: int = 200) -> Response:
    return page("workspaces/new.html", status, form=form)


@pages.get("/t/<tenant>/workspaces/<uuid:workspace_id>")
def workspace_one(tenant: str, workspace_id: UUID) -> Response:  # noqa: ARG001
    """One workspace: its steps, its consultations, and what is still missing."""
    one = workspace_of(workspace_id)
    asked = workspaces.consultations(*reader(), workspace=workspace_id)
    return page(
        "workspaces/one.html",
        one=one,
        writes=writes(one),
        consultations=asked.consultations,
        done=request.args.get("done"),
        **words(),
    )


@pages.route("/t/<tenant>/workspaces/<uuid:workspace_id>/closing", methods=["GET", "POST"])
def workspace_close(tenant: str, workspace_id: UUID) -> Response:  # noqa: ARG001
    """Is it to be given up?"""
    one, form = workspace_of(workspace_id), Form()
    if not writes(one):
        raise Forbidden("A workspace is closed by those who write in it.")
    if request.method == "POST":
        form = Form.sent()
        try:
            revision = int(form.text("revision")) if form.text("revision").isdecimal() else 0
            workspaces.close(*asker(), workspace_id, revision)
            return go(address("workspace_list", done="closed"))
        except (Conflict, Stale) as refused:
            form.refuse_whole(refused)
            one = workspace_of(workspace_id)
    return page("workspaces/closing.html", 409 if form.problems else 200, one=one, form=form)
