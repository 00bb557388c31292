"""What pulls together and what does not, at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.summary import summarise
from web.blueprint import pages
from web.days import shown
from web.frame import page

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/")
def overview(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The national view."""
    return page("overview/national.html", summary=summarise(shown().analysis))
