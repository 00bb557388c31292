"""The strategy to be: what is told of it, and what it commits to on the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from interlace.workspaces.fields import COLUMNS
from policies import AREAS, PRINCIPLES
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import say, told
from web.workspaces.asking import words, workspace_of, writes
from web.workspaces.fields import begin, save, standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from flask import Response

_STRATEGY = tuple(f"strategy.{column}" for column in COLUMNS)
_CELLS = tuple(f"cell.{principle}.{area}" for principle in PRINCIPLES.ids for area in AREAS.ids)


@pages.route("/t/<tenant>/workspaces/<uuid:workspace_id>/strategy", methods=["GET", "POST"])
def workspace_strategy(tenant: str, workspace_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """What is told of the strategy to be."""
    return _page("workspaces/strategy.html", "workspace_strategy", workspace_id, _STRATEGY)


@pages.route("/t/<tenant>/workspaces/<uuid:workspace_id>/commitments", methods=["GET", "POST"])
def workspace_commitments(tenant: str, workspace_id: UUID) -> Response:  # noqa: ARG001
    """What it commits to, and how deeply."""
    return _page("workspaces/commitments.html", "workspace_commitments", workspace_id, _CELLS)


def _page(template: str, endpoint: str, workspace_id: UUID, names: Sequence[str]) -> Response:
    one = workspace_of(workspace_id)
    status = 200
    if request.method == "POST":
        form = Form.sent()
        save(workspace_id, form, names)
        if not form.problems:
            return go(address(endpoint, workspace_id=workspace_id, done="saved"))
        status = 422
    else:
        form = Form.of(begin(standing(workspace_id), names))
    said = words()
    labels = {f"strategy.{column}": said["columns"][column] for column in COLUMNS}
    labels |= {
        f"cell.{principle.id}.{area.id}": f"{told(area.name)}, {told(principle.name)}"
        for principle in PRINCIPLES
        for area in AREAS
    }
    return page(
        template,
        status,
        one=one,
        form=form,
        labels=labels,
        writes=writes(one) and one.state == "open",
        yes_no=[("yes", say("yes")), ("no", say("no"))],
        areas=[(area.id, told(area.name)) for area in AREAS],
        principles=[(principle.id, told(principle.name)) for principle in PRINCIPLES],
        done=None if form.problems else request.args.get("done"),
        **said,
    )
