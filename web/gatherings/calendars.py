"""Calendars: the address for one's calendar program, the file of one event, and what programs read there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from api.context import caller, database
from api.guard import public
from interlace import gatherings
from interlace.errors import Unknown
from interlace.gatherings.icalendar import MEDIA_TYPE
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.gatherings.asked import asker

if TYPE_CHECKING:
    from uuid import UUID


@pages.get("/t/<tenant>/commons/calendar")
def calendar_address(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Whether there is an address, and since when."""
    return page("gatherings/calendar.html", feed=gatherings.feed(database(), caller().principal), where=None)


@pages.post("/t/<tenant>/commons/calendar")
def calendar_renewal(tenant: str) -> Response:  # noqa: ARG001
    """Make another address, which is shown this once, or end it."""
    who = caller()
    if Form.sent().text("do") == "end":
        gatherings.end(database(), who.principal)
        return go(address("calendar_address"))
    secret = gatherings.renew(database(), who.principal)
    where = gatherings.address_of(database(), who.tenant, secret)
    told = page("gatherings/calendar.html", feed=gatherings.feed(database(), who.principal), where=where)
    told.headers["Cache-Control"] = "no-store"
    return told


@pages.get("/t/<tenant>/commons/calendar/<uuid:event_id>.ics")
def calendar_file(tenant: str, event_id: UUID) -> Response:  # noqa: ARG001
    """One event or study visit as a file."""
    return _file(gatherings.calendar_of(*asker(), event_id))


@pages.get("/calendar/<slug>/<secret>.ics")
@public
def calendar_feed(slug: str, secret: str) -> Response:
    """What a calendar program reads: it cannot sign in, so the address bears a secret."""
    try:
        content = gatherings.calendar_at(database(), slug, secret)
    except Unknown as error:
        return Response(f"{error}\n", 404, content_type="text/plain; charset=utf-8")
    return _file(content)


def _file(content: bytes) -> Response:
    told = Response(content, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    told.headers["Content-Disposition"] = 'attachment; filename="interlace.ics"'
    told.headers["X-Content-Type-Options"] = "nosniff"
    told.headers["Cache-Control"] = "private, no-store"
    return told
