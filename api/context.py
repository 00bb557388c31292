"""What a request stands in: the application's database, the request's own id, and who calls."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast
from uuid import uuid4

from flask import current_app, g

from interlace.reading.views import view_of

if TYPE_CHECKING:
    from datetime import date

    from interlace.db.connections import Database
    from interlace.identity.callers import Caller
    from interlace.reading.view import View
    from interlace.snapshots.store import SnapshotStore

DATABASE = "interlace.database"
SNAPSHOTS = "interlace.snapshots"


def database() -> Database:
    """The database of the application."""
    return cast("Database", current_app.extensions[DATABASE])


def snapshots() -> SnapshotStore:
    """The snapshots of this process."""
    return cast("SnapshotStore", current_app.extensions[SNAPSHOTS])


def today() -> date:
    """The day of this request (UTC), the same from its beginning to its end."""
    if "today" not in g:
        g.today = datetime.now(UTC).date()
    return cast("date", g.today)


def view(as_of: date | None = None) -> View:
    """What the caller sees of the tenant on a day, which is today unless another is named."""
    return view_of(snapshots(), database(), caller(), as_of or today(), today())


def request_id() -> str:
    """The name of this request in the log and in what is answered."""
    if "request_id" not in g:
        g.request_id = new_request_id()
    return str(g.request_id)


def new_request_id() -> str:
    """A name for a request."""
    return f"urn:uuid:{uuid4()}"


def caller() -> Caller:
    """Who calls; on guarded addresses only."""
    return cast("Caller", g.caller)
