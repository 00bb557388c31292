"""The visits that somebody may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from api.context import caller, database, view
from api.writing import tenant_id
from interlace import visits
from interlace.identity.permissions import Operation
from interlace.requests.entitled import reach
from web.blueprint import pages
from web.frame import page
from web.requests.mine import after
from web.visits.words import words

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

_A_PAGE = 50


def asker() -> tuple[Any, Any, UUID]:
    """Who asks, of which tenant."""
    return database(), caller().principal, tenant_id()


def may_plan() -> bool:
    """Whether there is any body to which the caller may plan a visit."""
    bodies = reach(view(), caller().principal, Operation.VISIT_MANAGE)
    return bodies is None or bool(bodies)


@pages.get("/t/<tenant>/visits")
def visit_list(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Visits, the last planned first; of one body, where the address names it."""
    body = request.args.get("body")
    found = visits.visits(*asker(), view(), bodies=[body] if body else [], first=_A_PAGE, after=after())
    return page(
        "visits/list.html",
        visits=found.visits,
        next_after=found.visits[-1].id if found.has_more else None,
        body=body,
        may_plan=may_plan(),
        **words(),
    )
