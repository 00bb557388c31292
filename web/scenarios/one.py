"""One scenario: its changes, and beside them what they would come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from interlace.errors import Conflict, Invalid, Stale
from interlace.scenarios import keeping
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.scenarios.asking import asker, revision_of, scenario_of, tried, with_changes
from web.scenarios.words import added, sentence_of

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from interlace.scenarios.previewing import At


@pages.get("/t/<tenant>/scenarios/<uuid:scenario_id>")
def scenario(tenant: str, scenario_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """A scenario with what it comes to: on the register that it stands on, or on the present one."""
    return shown_scenario(scenario_id)


def shown_scenario(scenario_id: UUID, form: Form | None = None) -> Response:
    """The page of a scenario; with a form that could not be sent, and what is wrong with it."""
    found = scenario_of(scenario_id)
    at: At = "present" if request.args.get("at") == "present" else "base"
    preview, troubles = tried(found, at)
    lines = [sentence_of(change, found.changes) for change in found.changes]
    people = keeping.people(*asker(), scenario_id)
    return page(
        "scenarios/scenario.html",
        422 if form and form.problems else 200,
        one=found,
        at=at,
        preview=preview,
        troubles=troubles,
        lines=lines,
        added=added(found.changes),
        people=people,
        form=form or Form(),
        done=request.args.get("done"),
    )


@pages.post("/t/<tenant>/scenarios/<uuid:scenario_id>/drop")
def scenario_drop(tenant: str, scenario_id: UUID) -> Response:  # noqa: ARG001
    """Take a change out of a scenario."""
    found, form = scenario_of(scenario_id), Form.sent()
    number = form.text("number")
    kept = [change for place, change in enumerate(found.changes) if str(place) != number]
    try:
        with_changes(found, revision_of(form), kept)
    except (Stale, Conflict) as refused:
        form.refuse_whole(refused)
        return shown_scenario(scenario_id, form)
    return go(address("scenario", scenario_id=scenario_id))


@pages.route("/t/<tenant>/scenarios/<uuid:scenario_id>/change", methods=["GET", "POST"])
def scenario_change(tenant: str, scenario_id: UUID) -> Response:  # noqa: ARG001
    """What a scenario is called and about."""
    found = scenario_of(scenario_id)
    if request.method == "GET":
        form = Form.of({"title": found.title, "description": found.description, "revision": found.revision})
        return page("scenarios/change.html", one=found, form=form)
    form = Form.sent()
    try:
        keeping.change(*asker(), scenario_id, revision_of(form), form.given("title", "description"))
    except Invalid as refused:
        form.refuse(refused)
    except Stale as refused:
        form.refuse_whole(refused)
    else:
        return go(address("scenario", scenario_id=scenario_id))
    return page("scenarios/change.html", 422, one=found, form=form)


@pages.route("/t/<tenant>/scenarios/<uuid:scenario_id>/remove", methods=["GET", "POST"])
def scenario_remove(tenant: str, scenario_id: UUID) -> Response:  # noqa: ARG001
    """Remove a scenario, once that was confirmed."""
    found, form = scenario_of(scenario_id), Form.of({})
    if request.method == "POST":
        form = Form.sent()
        try:
            keeping.remove(*asker(), scenario_id, revision_of(form))
        except Stale as refused:
            form.refuse_whole(refused)
        else:
            return go(address("scenarios", done="removed"))
    return page("scenarios/removal.html", 422 if form.problems else 200, one=found, form=form)
