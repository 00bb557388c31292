"""What asking costs and what it spared, in the order of codes. No order by a number is offered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import request

from api.context import caller, database, today
from api.writing import tenant_id
from interlace import requests
from interlace.errors import FieldProblem, Invalid
from interlace.requests.burden import SIDES
from web.blueprint import pages
from web.frame import page
from web.requests.mine import may_ask_anybody

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/requests/burden")
def request_burden(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The burden of bodies, or of those who ask, in a span."""
    by = request.args.get("by", "")
    asked = requests.AskedBurden(
        by=by if by in SIDES else SIDES[0],
        since=_day("since"),
        until=_day("until"),
        after=request.args.get("after") or None,
    )
    found = requests.burden(database(), caller().principal, tenant_id(), today(), asked)
    last = found.rows[-1].body if found.has_more else None
    return page("requests/burden.html", found=found, by=asked.by, next_after=last, may_ask=may_ask_anybody())


def _day(name: str) -> date | None:
    given = request.args.get(name)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise Invalid([FieldProblem(f"/{name}", "bad-date")]) from error
