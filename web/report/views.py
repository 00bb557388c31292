"""To be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.blueprint import pages
from web.frame import page

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/report")
def report(tenant: str) -> Response:  # noqa: ARG001
    """report."""
    return page("stub.html", name="report")
