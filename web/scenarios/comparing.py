"""Two scenarios on the same register, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import request

from interlace.errors import Conflict, Invalid
from interlace.scenarios import keeping, previewing
from web.blueprint import pages
from web.days import as_of
from web.forms import Form
from web.frame import page
from web.languages import say
from web.scenarios.asking import asker, desk

if TYPE_CHECKING:
    from flask import Response

    from interlace.scenarios.previewing import Compared


@pages.get("/t/<tenant>/scenarios/compare")
def scenario_comparison(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What each of two scenarios opens and closes that the other does not."""
    form = Form.of({name: request.args.get(name, "") for name in ("one", "other")})
    own = keeping.scenarios(*asker(), first=keeping.MOST_A_PAGE).scenarios
    ids = [_id(form.text(name)) for name in ("one", "other")]
    told: Compared | None = None
    if any(form.text(name) for name in ("one", "other")):
        if None in ids or ids[0] == ids[1]:
            form.wrong("other", say("Choose two different scenarios."))
        else:
            try:
                told = previewing.compare(desk(), ids[0], ids[1], "present", as_of())  # type: ignore[arg-type]
            except (Conflict, Invalid):
                form.wrong("other", say("The register does not admit one of them any more. Look at each by itself."))
    choices = [(str(one.id), one.title) for one in own]
    return page("scenarios/compare.html", 422 if form.problems else 200, form=form, told_apart=told, choices=choices)


def _id(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None
