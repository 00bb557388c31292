"""To be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.blueprint import pages
from web.frame import page

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/alignment")
def alignment(tenant: str) -> Response:  # noqa: ARG001
    """alignment."""
    return page("stub.html", name="alignment")


@pages.get("/t/<tenant>/strategies/<code>")
def strategy(tenant: str, code: str) -> Response:  # noqa: ARG001
    """strategy."""
    return page("stub.html", name="strategy")


@pages.get("/t/<tenant>/actions/<code>")
def action(tenant: str, code: str) -> Response:  # noqa: ARG001
    """action."""
    return page("stub.html", name="action")
