"""Where assessments begin: what waits for the caller, the rounds that they know of, and what stands beside."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import current_app, request

from api.context import view
from interlace import assessments
from interlace.errors import FieldProblem, Invalid
from interlace.identity.permissions import Operation
from web.assessments.words import asker, words
from web.blueprint import NAME, pages
from web.frame import page
from web.languages import say
from web.rights import may, own_bodies

if TYPE_CHECKING:
    from flask import Response

_FIRST = 50
MOST = 200


def after() -> UUID | None:
    """The id that the page is to come after. Raises Invalid."""
    given = request.args.get("after")
    try:
        return UUID(given) if given else None
    except ValueError as error:
        raise Invalid([FieldProblem("/after", "bad-cursor")]) from error


def may_open() -> bool:
    """Whether the caller may open a round for some body."""
    return may(Operation.ROUND_MANAGE) or any(may(Operation.ROUND_MANAGE, body) for body in own_bodies())


def neighbours() -> list[tuple[str, str]]:
    """The pages beside, as far as the application has them: endpoint and name."""
    beside = (
        ("instrument_list", say("Instruments")),
        ("visit_list", say("Expert visits")),
    )
    return [(endpoint, name) for endpoint, name in beside if f"{NAME}.{endpoint}" in current_app.view_functions]


@pages.get("/t/<tenant>/assessments")
def assessment_list(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What waits for the caller, what they have sent, and rounds, the last first."""
    mine = assessments.assessments(*asker(), view(), yours=True, first=MOST).assessments
    found = assessments.rounds(*asker(), view(), first=_FIRST, after=after())
    return page(
        "assessments/list.html",
        waiting=[one for one in mine if one.state in {"open", "in_review"} and not (one.closed and one.version == 1)],
        sent=[one for one in mine if one.state in {"sent", "released"}],
        drafts=[one for one in mine if one.state in {"open", "in_review"} and one.closed and one.version == 1],
        rounds=found.rounds,
        next_after=found.rounds[-1].id if found.has_more else None,
        may_open=may_open(),
        neighbours=neighbours(),
        done=request.args.get("done"),
        **words(),
    )
