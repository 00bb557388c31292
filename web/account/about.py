"""Help with words and pages, and the accessibility statement. Open to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.guard import public
from web.blueprint import pages
from web.frame import page

if TYPE_CHECKING:
    from flask import Response


@pages.get("/help")
@public
def help_page() -> Response:
    """What the words mean and where things are."""
    return page("account/help.html")


@pages.get("/accessibility")
@public
def accessibility() -> Response:
    """How accessible the pages are, and how to complain."""
    return page("account/accessibility.html")
