"""The list of scenarios, and how another one is begun."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import request

from interlace.errors import Conflict, Invalid
from interlace.scenarios import keeping
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import say
from web.scenarios.asking import asker

if TYPE_CHECKING:
    from flask import Response

_LONGEST_KEY = 300


@pages.get("/t/<tenant>/scenarios")
def scenarios(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The caller's scenarios and those that they are shown."""
    found = keeping.scenarios(*asker(), after=_after())
    return page("scenarios/scenarios.html", found=found, done=request.args.get("done"))


def _after() -> UUID | None:
    try:
        return UUID(request.args.get("after", ""))
    except ValueError:
        return None


@pages.route("/t/<tenant>/scenarios/new", methods=["GET", "POST"])
def scenario_new(tenant: str) -> Response:  # noqa: ARG001
    """Begin a scenario, perhaps as a remedy for a finding."""
    finding = request.args.get("finding", "")[:_LONGEST_KEY]
    if request.method == "GET":
        about = say("To close the finding %(key)s", key=finding) if finding else ""
        form = Form.of({"title": say("A remedy") if finding else "", "description": about})
        return page("scenarios/new.html", form=form)
    form = Form.sent()
    try:
        made = keeping.create(*asker(), form.given("title", "description"))
    except Invalid as refused:
        form.refuse(refused)
    except Conflict as refused:
        form.refuse_whole(refused)
    else:
        return go(address("scenario", scenario_id=made.id))
    return page("scenarios/new.html", 422, form=form)
