"""A scenario applied, once its numbers were seen and confirmed; or moved to the register as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from interlace.errors import Conflict, Forbidden, Invalid, Stale
from interlace.scenarios import applying
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.scenarios.asking import desk, revision_of, scenario_of, tried
from web.scenarios.one import shown_scenario
from web.scenarios.words import added, sentence_of, told_problems

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from web.scenarios.words import Trouble


@pages.route("/t/<tenant>/scenarios/<uuid:scenario_id>/apply", methods=["GET", "POST"])
def scenario_apply(tenant: str, scenario_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """Make all changes of a scenario, or none, with each conflict named."""
    found, form = scenario_of(scenario_id), Form.of({})
    conflicts: list[Trouble] = []
    if request.method == "POST":
        form = Form.sent()
        try:
            applying.apply(desk(), scenario_id, revision_of(form))
        except (Conflict, Invalid) as refused:
            conflicts = told_problems(found.changes, refused)
        except (Forbidden, Stale) as refused:
            form.refuse_whole(refused)
        else:
            return go(address("scenario", scenario_id=scenario_id, done="applied"))
    preview, troubles = tried(found, "present")
    return page(
        "scenarios/apply.html",
        422 if conflicts or form.problems else 200,
        one=found,
        form=form,
        preview=preview,
        troubles=conflicts or troubles,
        refused=bool(conflicts),
        added=added(found.changes),
        lines=[sentence_of(change, found.changes) for change in found.changes],
    )


@pages.post("/t/<tenant>/scenarios/<uuid:scenario_id>/move")
def scenario_move(tenant: str, scenario_id: UUID) -> Response:  # noqa: ARG001
    """Let a scenario stand on the register as it is now."""
    form = Form.sent()
    try:
        applying.move(desk(), scenario_id, revision_of(form))
    except (Stale, Conflict) as refused:
        form.refuse_whole(refused)
        return shown_scenario(scenario_id, form)
    return go(address("scenario", scenario_id=scenario_id, done="moved"))
