"""To be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.blueprint import pages
from web.frame import page

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/graph")
def picture(tenant: str) -> Response:  # noqa: ARG001
    """picture."""
    return page("stub.html", name="picture")
