"""What a request stands in: the application's database, the request's own id, and who calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import uuid4

from flask import current_app, g

if TYPE_CHECKING:
    from interlace.db.connections import Database
    from interlace.identity.callers import Caller

DATABASE = "interlace.database"


def database() -> Database:
    """The database of the application."""
    return cast("Database", current_app.extensions[DATABASE])


def request_id() -> str:
    """The name of this request in the log and in what is answered."""
    if "request_id" not in g:
        g.request_id = f"urn:uuid:{uuid4()}"
    return str(g.request_id)


def caller() -> Caller:
    """Who calls; on guarded addresses only."""
    return cast("Caller", g.caller)
