"""To be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.blueprint import pages
from web.frame import page

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/findings")
def findings(tenant: str) -> Response:  # noqa: ARG001
    """findings."""
    return page("stub.html", name="findings")


@pages.get("/t/<tenant>/findings/<key>")
def finding(tenant: str, key: str) -> Response:  # noqa: ARG001
    """finding."""
    return page("stub.html", name="finding")
