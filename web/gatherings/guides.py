"""The eight themes as a page, each with public sources and the rules with whose findings it helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.guides import GUIDES
from web.blueprint import pages
from web.days import shown
from web.frame import page

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/guides")
def guides(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """All of them."""
    shown()  # Whoever may not read the register is told so.
    return page("gatherings/guides.html", guides=list(GUIDES.values()))
