"""What somebody decides about their own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.blueprint import pages
from web.frame import page

if TYPE_CHECKING:
    from flask import Response


@pages.get("/account")
def account() -> Response:
    """The account of whoever is signed in."""
    return page("account/account.html")
