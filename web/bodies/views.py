"""To be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.blueprint import pages
from web.frame import page

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/bodies")
def bodies(tenant: str) -> Response:  # noqa: ARG001
    """bodies."""
    return page("stub.html", name="bodies")


@pages.get("/t/<tenant>/bodies/<code>")
def body(tenant: str, code: str) -> Response:  # noqa: ARG001
    """body."""
    return page("stub.html", name="body")
