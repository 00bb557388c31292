"""Whom a scenario is shown to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from api.context import caller
from interlace.errors import Conflict, Invalid, Unknown
from interlace.scenarios import keeping
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go
from web.languages import say
from web.scenarios.asking import asker
from web.scenarios.one import shown_scenario

if TYPE_CHECKING:
    from flask import Response


@pages.post("/t/<tenant>/scenarios/<uuid:scenario_id>/share")
def scenario_share(tenant: str, scenario_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """Show it to another member, by their address."""
    form = Form.sent()
    try:
        keeping.share(*asker(), scenario_id, email=form.text("email"))
    except Invalid:
        form.wrong("email", say("Nobody of this programme has this address, or it is your own."))
    except Conflict as refused:
        form.refuse_whole(refused)
    else:
        return go(address("scenario", scenario_id=scenario_id, done="shared"))
    return shown_scenario(scenario_id, form)


@pages.post("/t/<tenant>/scenarios/<uuid:scenario_id>/unshare")
def scenario_unshare(tenant: str, scenario_id: UUID) -> Response:  # noqa: ARG001
    """Show it to somebody no longer, or turn away oneself."""
    try:
        person = UUID(Form.sent().text("user"))
    except ValueError as error:
        raise Unknown("There is no such person.") from error
    keeping.unshare(*asker(), scenario_id, person)
    if person == caller().principal.id:
        return go(address("scenarios", done="turned-away"))
    return go(address("scenario", scenario_id=scenario_id, done="unshared"))
