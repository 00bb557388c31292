"""Expert visits: planned, written by the experts who are named, read by the body before anybody else."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import request
from marshmallow import fields

from api.context import caller, database, today, view
from api.rest import visit_shapes as shapes
from api.rest.beside import id_after, nothing, once, sent, tenant_id, told, told_list
from api.rest.changing import body
from api.rest.examples import OTHER_ID
from api.rest.operation import JSON, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, FIRST, Parameter, whole
from api.rest.request_shapes import page_of
from api.rest.schemas import shape
from interlace import visits
from interlace.reading.pages import MOST, USUAL
from interlace.visits import STATES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

    from flask import Response

    from api.answers import Answer
    from interlace.visits import AreaTold, Profile

VISITS = Resource("visits", "Experts who visit bodies: what they find and recommend, and the profile that comes of it.")
_ONE = Told("The visit.", {JSON: (shapes.VISIT, shapes.EXAMPLE_VISIT)}, headers=READ_HEADERS)
_DONE = Told("The visit.", {JSON: (shapes.VISIT, shapes.EXAMPLE_VISIT)})
_KNOWN = Asks(shapes.KNOWN, shapes.EXAMPLE_KNOWN)
_BODY = Parameter("body", "Only visits to these bodies (codes).", many=True)
_STATE = Parameter("state", "Only visits in these states.", {"type": "string", "enum": [*STATES]}, many=True)


def _asker() -> tuple[Any, Any, UUID]:
    return database(), caller().principal, tenant_id()


def _reader() -> tuple[Any, Any, UUID, date]:
    """For reads, which are for who may read the register at all."""
    return *_asker(), view().as_of


def _told(visit_id: UUID, status: int = 200) -> Answer:
    """A visit as it stands after a write."""
    headers = {"Location": f"{request.path}/{visit_id}"} if status == 201 else None  # noqa: PLR2004 - it is made
    return told(asdict(visits.visit(*_asker(), today(), visit_id)), status, headers)


def _write(perform: Callable[..., Any], visit_id: UUID) -> Response:
    """Perform what is asked of a visit, and tell it as it stands then."""
    given = body()

    def make() -> Answer:
        perform(*_asker(), visit_id, given)
        return _told(visit_id)

    return once(make)


@operation(
    VISITS,
    "GET",
    "/visits",
    "list_visits",
    page_of("Visit", shapes.VISIT, shapes.EXAMPLE_VISIT),
    parameters=[FIRST, AFTER, _BODY, _STATE],
)
def list_visits() -> Response:
    """List the visits that you may know of, the last planned first; those that are published are known to all."""
    page = visits.visits(
        *_asker(),
        view(),
        bodies=request.args.getlist("body"),
        states=request.args.getlist("state"),
        first=whole("first", USUAL, 1, MOST),
        after=id_after(),
    )
    items = [asdict(one) for one in page.visits]
    return sent(told_list(items, tuple(shapes.VISIT_COLUMNS), page.visits[-1].id if page.has_more else None))


@operation(
    VISITS,
    "POST",
    "/visits",
    "plan_visit",
    Told("It is planned.", {JSON: (shapes.VISIT, shapes.EXAMPLE_VISIT)}, 201, ("Location",)),
    asks=Asks(shapes.PLAN, shapes.EXAMPLE_PLAN),
)
def plan_visit() -> Response:
    """Plan a visit to a body, perhaps on an assessment that it has sent."""
    given = body()
    return once(lambda: _told(visits.plan(*_asker(), given), 201))


@operation(VISITS, "GET", "/visits/<uuid:id>", "read_visit", _ONE)
def read_visit(record_id: UUID) -> Response:
    """Read a visit: the body sees what the experts write once it is sent, all others once it is published."""
    return sent(told(asdict(visits.visit(*_reader(), record_id))))


@operation(
    VISITS,
    "POST",
    "/visits/<uuid:id>:change",
    "change_visit",
    _DONE,
    asks=Asks(shapes.CHANGE, {"title": "Second visit", "revision": 4}),
)
def change_visit(record_id: UUID) -> Response:
    """Change what is said of a visit; what is left out stays. The words of the profile are the experts’."""
    return _write(visits.change, record_id)


@operation(VISITS, "POST", "/visits/<uuid:id>:close", "close_visit", _DONE, asks=_KNOWN)
def close_visit(record_id: UUID) -> Response:
    """End a visit without a profile that others read."""
    return _write(visits.close, record_id)


@operation(
    VISITS,
    "POST",
    "/visits/<uuid:id>:name-expert",
    "name_visit_expert",
    _DONE,
    asks=Asks(shapes.PERSON, {"user": OTHER_ID}),
)
def name_expert(record_id: UUID) -> Response:
    """Name a member of the tenant as an expert; somebody who acts for the body cannot be one."""
    return _write(visits.name_expert, record_id)


@operation(
    VISITS,
    "POST",
    "/visits/<uuid:id>:release-expert",
    "release_visit_expert",
    Told("They are so no longer.", status=204),
    asks=Asks(shapes.RELEASED, {"user": OTHER_ID}),
)
def release_expert(record_id: UUID) -> Response:
    """Let somebody be an expert no longer; what they wrote stays."""
    given, seen = body(), _asker()

    def make() -> Answer:
        visits.release_expert(*seen, record_id, given)
        # Whoever steps back may know of the visit no longer.
        return nothing()

    return once(make)


@operation(
    VISITS,
    "GET",
    "/visits/<uuid:id>/items",
    "list_visit_items",
    Told(
        "The items.",
        {
            JSON: (
                shape("VisitItemList", {"items": fields.List(fields.Nested(shapes.ITEM), required=True)}),
                {"items": [shapes.EXAMPLE_ITEM]},
            )
        },
        headers=READ_HEADERS,
    ),
)
def list_items(record_id: UUID) -> Response:
    """List the items of the assessment: what the body answered, and what the experts say of that."""
    found = visits.items(*_reader(), record_id)
    return sent(told_list([asdict(one) for one in found], tuple(shapes.ITEM_COLUMNS)))


@operation(
    VISITS,
    "POST",
    "/visits/<uuid:id>:find",
    "find_visit_item",
    Told("The item.", {JSON: (shapes.ITEM, shapes.EXAMPLE_ITEM)}),
    asks=Asks(shapes.FINDING, shapes.EXAMPLE_FINDING),
)
def find_item(record_id: UUID) -> Response:
    """Say of an item that its answer is confirmed, adjusted with a reason, or not seen."""
    given = body()

    def make() -> Answer:
        item = visits.find(*_asker(), record_id, given)
        found = visits.items(*_asker(), today(), record_id)
        return told(next(asdict(one) for one in found if one.item == item))

    return once(make)


@operation(
    VISITS,
    "POST",
    "/visits/<uuid:id>:observe",
    "observe_visit",
    _DONE,
    asks=Asks(shapes.NEW_OBSERVATION, {"kind": "strength", "text": "Mediators in all schools."}),
)
def observe(record_id: UUID) -> Response:
    """Write down a strength or another observation."""
    return _write(visits.observe, record_id)


@operation(
    VISITS,
    "POST",
    "/visits/<uuid:id>:recommend",
    "recommend_after_visit",
    _DONE,
    asks=Asks(shapes.NEW_RECOMMENDATION, {"text": "Ask the residents’ associations first.", "deadline": "2027-12-31"}),
)
def recommend(record_id: UUID) -> Response:
    """Recommend something to the body or to another one."""
    return _write(visits.recommend, record_id)


@operation(VISITS, "POST", "/visits/<uuid:id>:conclude", "conclude_visit", _DONE, asks=_KNOWN)
def conclude(record_id: UUID) -> Response:
    """Let what was found stand: it becomes the reviewer’s voice on the assessment."""
    return _write(visits.conclude, record_id)


@operation(VISITS, "POST", "/visits/<uuid:id>:send", "send_visit", _DONE, asks=_KNOWN)
def send(record_id: UUID) -> Response:
    """Send the profile to the body, which reads and comments on it."""
    return _write(visits.send, record_id)


@operation(VISITS, "POST", "/visits/<uuid:id>:resume", "resume_visit", _DONE, asks=_KNOWN)
def resume(record_id: UUID) -> Response:
    """Take the profile back to write on; the body then comments anew."""
    return _write(visits.resume, record_id)


@operation(
    VISITS,
    "POST",
    "/visits/<uuid:id>:comment",
    "comment_visit",
    _DONE,
    asks=Asks(shapes.COMMENT, {"agrees": True, "comment": "Thank you.", "revision": 5}),
)
def comment(record_id: UUID) -> Response:
    """Say for the body whether it agrees with its profile, and what it adds."""
    return _write(visits.comment, record_id)


@operation(VISITS, "POST", "/visits/<uuid:id>:publish", "publish_visit", _DONE, asks=_KNOWN)
def publish(record_id: UUID) -> Response:
    """Let the whole tenant read the profile, once the body has said what it thinks of it."""
    return _write(visits.publish, record_id)


@operation(
    VISITS,
    "GET",
    "/visits/<uuid:id>/profile",
    "read_visit_profile",
    Told("The profile.", {JSON: (shapes.PROFILE, shapes.EXAMPLE_PROFILE)}, headers=READ_HEADERS),
)
def read_profile(record_id: UUID) -> Response:
    """Read the profile: areas as the body and as the experts see them, strengths, recommendations, the body’s words."""
    return sent(told(plain_profile(visits.profile(*_reader(), record_id))))


def plain_profile(profile: Profile) -> dict[str, Any]:
    """A profile as JSON holds it."""
    return {
        "visit": asdict(profile.visit),
        "body_name": profile.body_name,
        "instrument_name": profile.instrument_name,
        "instrument_status": profile.instrument_status,
        "areas": [_area(one) for one in profile.areas],
    }


def _area(one: AreaTold) -> dict[str, Any]:
    told_area = asdict(one)
    for side in ("body", "experts"):
        if told_area[side] is not None:
            told_area[side] |= {end: str(told_area[side][end]) for end in ("lower", "upper")}
    return told_area
