"""The instruments that a programme can ask with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.context import caller, database
from api.writing import tenant_id
from interlace import instruments
from interlace.identity.permissions import Operation
from web.blueprint import pages
from web.frame import page
from web.instruments.words import kinds, said, statuses
from web.rights import may

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/instruments")
def instrument_list(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What is shipped, and what administrators loaded."""
    who = (database(), caller().principal, tenant_id())
    return page(
        "instruments/list.html",
        found=instruments.instruments(*who),
        crosswalks=instruments.crosswalks(*who),
        said=said,
        kinds=kinds(),
        statuses=statuses(),
        may_load=may(Operation.SETTINGS_CHANGE),
    )
