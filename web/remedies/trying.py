"""Steps of a recommendation made into a scenario, to be tried before anybody agrees on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.context import caller, database
from api.writing import tenant_id
from graph.remedies.telling import values_of
from interlace.errors import Conflict, Forbidden, Invalid
from interlace.reading.remedies import recommended as found_for
from interlace.scenarios import keeping
from web.blueprint import pages
from web.days import address, shown
from web.forms import Form
from web.frame import go
from web.languages import say
from web.remedies.recommended import recommended_page
from web.remedies.wording import tried_changes

if TYPE_CHECKING:
    from flask import Response


@pages.post("/t/<tenant>/recommendations/try")
def recommendation_try(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Make a scenario of one step, or of all up to it. What is recommended is found again, not taken from the form."""
    form = Form.sent()
    changes, steps = _whole(form, "changes"), _whole(form, "steps")
    alone = form.text("alone") == "yes"
    try:
        found = found_for(shown(), form.text("branch") or None, changes)
        chosen = found.steps[steps - 1 : steps] if alone else found.steps[:steps]
        made = keeping.create(
            database(),
            caller().principal,
            tenant_id(),
            {
                "title": say("Recommended on %(day)s", day=shown().as_of.isoformat()),
                "changes": [
                    {"verb": one.verb, "table": one.table, "values": values_of(one.values)}
                    for one in tried_changes(chosen)
                ],
            },
        )
    except (Invalid, Conflict, Forbidden) as refused:
        return recommended_page(form, str(refused))
    return go(address("scenario", scenario_id=made.id))


def _whole(form: Form, name: str) -> int:
    """A number that the form bears."""
    text = form.text(name)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0  # noqa: PLR2004 - a sane number
