"""Mentoring, study visits, networks and events of a tenant's bodies, offers that fit, and calendars."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import Response, request
from marshmallow import fields

from api.context import caller, database
from api.rest.beside import id_after, nothing, once, sent, tenant_id, told, told_list
from api.rest.changing import body, known_revision
from api.rest.examples import ID
from api.rest.gathering_shapes import COLUMNS, EXAMPLE, EXAMPLE_NEW, GATHERING, of_gathering, values
from api.rest.members import GONE
from api.rest.operation import JSON, MERGE_PATCH, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, FIRST, Parameter, whole
from api.rest.request_shapes import page_of
from api.rest.schemas import CODE, shape, text
from interlace import gatherings
from interlace.db.models.gatherings import KINDS, STATES
from interlace.gatherings.icalendar import MEDIA_TYPE
from interlace.reading.pages import MOST, USUAL

if TYPE_CHECKING:
    from uuid import UUID

GATHERINGS = Resource("gatherings", "What bodies offer, ask for and call together, for the commons.")
_TOLD = {JSON: (GATHERING, EXAMPLE)}


def _asker() -> tuple[Any, Any, UUID]:
    return database(), caller().principal, tenant_id()


@operation(
    GATHERINGS, "GET", "/gatherings", "list_gatherings", page_of("Gathering", GATHERING, EXAMPLE),
    parameters=[
        FIRST,
        AFTER,
        Parameter("kind", "Only of this kind.", {"type": "string", "enum": [*KINDS]}, many=True),
        Parameter("state", "Only those that stand so.", {"type": "string", "enum": [*STATES]}, many=True),
        Parameter("body", "Only of the body with this code.", {"type": "string", "pattern": CODE}, many=True),
    ],
)  # fmt: skip
def list_gatherings() -> Response:
    """List what the bodies of this tenant offer, ask for and call together, the latest first."""
    page = gatherings.gatherings(
        *_asker(),
        kinds=request.args.getlist("kind"),
        states=request.args.getlist("state"),
        bodies=request.args.getlist("body"),
        first=whole("first", USUAL, 1, MOST),
        after=id_after(),
    )
    return sent(told_list([of_gathering(one) for one in page.items], tuple(COLUMNS), page.next_after))


@operation(
    GATHERINGS, "POST", "/gatherings", "create_gathering", Told("It is made.", _TOLD, 201, ("Location",)),
    asks=Asks(
        shape(
            "NewGathering",
            {
                "kind": fields.String(required=True, metadata={"description": f"One of {', '.join(KINDS)}."}),
                "body": text("Code of a body for which you write.", required=True),
                **values(),
            },
        ),
        EXAMPLE_NEW,
    ),
)  # fmt: skip
def create_gathering() -> Response:
    """Make an offer, a request, a call, a network or an event; the commons knows of it once it is published."""
    given = body()

    def make() -> Any:  # noqa: ANN401 - an answer
        made = gatherings.create(*_asker(), given)
        return told(of_gathering(made), 201, {"Location": f"{request.path}/{made.id}"})

    return once(make)


@operation(
    GATHERINGS, "GET", "/gatherings/<uuid:id>", "read_gathering", Told("It.", _TOLD, headers=READ_HEADERS)
)  # fmt: skip
def read_gathering(record_id: UUID) -> Response:
    """Read one of them."""
    return sent(told(of_gathering(gatherings.gathering(*_asker(), record_id))))


@operation(
    GATHERINGS, "PATCH", "/gatherings/<uuid:id>", "change_gathering", Told("It.", _TOLD),
    asks=Asks(shape("GatheringPatch", values()), {"state": "open"}, (JSON, MERGE_PATCH)),
    conditional=True,
)  # fmt: skip
def change_gathering(record_id: UUID) -> Response:
    """Change what is given. What is published stays as it is until it is proposed anew. `If-Match` takes its
    `revision`.
    """
    return sent(told(of_gathering(gatherings.change(*_asker(), record_id, known_revision(), body()))))


@operation(GATHERINGS, "DELETE", "/gatherings/<uuid:id>", "remove_gathering", GONE, conditional=True)
def remove_gathering(record_id: UUID) -> Response:
    """Remove a draft; what is no draft is closed instead."""
    gatherings.remove(*_asker(), record_id, known_revision())
    return sent(nothing())


_CODES = fields.List(fields.String(), required=True)
_MATCH: dict[str, fields.Field[Any]] = {
    "entry": fields.UUID(required=True, metadata={"description": "The offer, as an entry of the commons."}),
    "title": text("Its title.", required=True),
    "body": text("Code of the body that offers, in its own tenant.", required=True),
    "body_name": text("Its name.", required=True),
    "tenant": text("The name of its tenant.", required=True),
    "until": fields.Date(required=True, allow_none=True),
    "areas": fields.List(fields.String(), required=True, metadata={"description": "Areas that both name."}),
    "principles": fields.List(fields.String(), required=True, metadata={"description": "Principles that both name."}),
    "languages": fields.List(fields.String(), required=True, metadata={"description": "Languages that both name."}),
    "same_level": fields.Boolean(required=True, metadata={"description": "Whether the bodies are of one level."}),
    "similar_size": fields.Boolean(
        required=True, metadata={"description": "Whether neither has more than three times the other's population."}
    ),
}
_EXAMPLE_MATCH = {
    "entry": ID,
    "title": "We help to start a participation council",
    "body": "es-bilbao",
    "body_name": "Bilbao",
    "tenant": "Spain",
    "until": None,
    "areas": ["participation"],
    "principles": [],
    "languages": ["en"],
    "same_level": True,
    "similar_size": True,
}


@operation(
    GATHERINGS, "GET", "/gatherings/<uuid:id>/matches", "list_mentoring_matches",
    Told(
        "The offers, by name of body.",
        {
            JSON: (
                shape("MentoringMatchList", {"items": fields.List(fields.Nested(shape("MentoringMatch", _MATCH)))}),
                {"items": [_EXAMPLE_MATCH]},
            )
        },
        headers=READ_HEADERS,
    ),
)  # fmt: skip
def list_matches(record_id: UUID) -> Response:
    """List offers of the commons that share something with a request for mentoring, and what. There is no best one."""
    items = [asdict(one) for one in gatherings.matches(*_asker(), record_id)]
    return sent(told_list(items, tuple(_MATCH)))


_CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


@operation(
    GATHERINGS, "GET", "/calendars/<uuid:id>", "read_calendar",
    Told("A calendar with one event or study visit.", {MEDIA_TYPE: ({"type": "string"}, _CALENDAR)}),
)  # fmt: skip
def read_calendar(record_id: UUID) -> Response:
    """Fetch an event or study visit, of this tenant or of the commons, as an iCalendar file (RFC 5545)."""
    return calendar_file(gatherings.calendar_of(*_asker(), record_id))


def calendar_file(content: bytes) -> Response:
    """A calendar as calendar programs open it."""
    response = Response(content, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="interlace.ics"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


_FEED = shape(
    "CalendarFeed",
    {"made_at": fields.DateTime(required=True, allow_none=True, metadata={"description": "Null where there is none."})},
    description="The address of your own calendar, which programs read without signing in.",
)
_NEW_FEED = shape(
    "NewCalendarFeed",
    {"address": text("The address, told this once. Whoever knows it reads the calendar.", required=True)},
)


@operation(
    GATHERINGS, "GET", "/calendar-feed", "read_calendar_feed",
    Told("Since when.", {JSON: (_FEED, {"made_at": "2026-11-30T10:15:00+00:00"})}, headers=READ_HEADERS),
)  # fmt: skip
def read_feed() -> Response:
    """See whether there is an address at which a calendar program reads your calendar."""
    return sent(told(asdict(gatherings.feed(database(), caller().principal))))


@operation(
    GATHERINGS, "POST", "/calendar-feed", "renew_calendar_feed",
    Told("The address.", {JSON: (_NEW_FEED, {"address": "https://interlace.example/calendar/portugal/….ics"})}, 201),
)  # fmt: skip
def renew_feed() -> Response:
    """Make an address for your calendar program, or another in its place; the one before is good no longer."""

    def make() -> Any:  # noqa: ANN401 - an answer
        secret = gatherings.renew(database(), caller().principal)
        return told({"address": gatherings.address_of(database(), caller().tenant, secret)}, 201, secret=True)

    return once(make, secret=True)


@operation(GATHERINGS, "DELETE", "/calendar-feed", "end_calendar_feed", GONE)
def end_feed() -> Response:
    """End the address: programs read nothing there any more."""
    gatherings.end(database(), caller().principal)
    return sent(nothing())
