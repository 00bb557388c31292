"""What experts observe and recommend, one by one: written otherwise, taken out, answered and followed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import request

from api.context import caller, database, today, view
from api.rest import visit_shapes as shapes
from api.rest.beside import id_after, nothing, once, sent, tenant_id, told, told_list
from api.rest.changing import body
from api.rest.operation import JSON, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, FIRST, Parameter, whole
from api.rest.request_shapes import page_of
from api.rest.visits import VISITS
from interlace import visits
from interlace.reading.pages import MOST, USUAL

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Response

    from api.answers import Answer

RECOMMENDATIONS = Resource("visit-recommendations", "What experts recommend after a visit, and what becomes of it.")
_TOLD = {JSON: (shapes.RECOMMENDATION, shapes.EXAMPLE_RECOMMENDATION)}
_KNOWN = Asks(shapes.KNOWN, {"revision": 1})
_OWNER = Parameter("owner", "Only those to these bodies (codes).", many=True)
_OVERDUE = Parameter("overdue", "Only those whose day has passed undone.", {"type": "boolean"})


def _asker() -> tuple[Any, Any, UUID]:
    return database(), caller().principal, tenant_id()


@operation(
    RECOMMENDATIONS,
    "GET",
    "/visit-recommendations",
    "list_visit_recommendations",
    page_of("VisitRecommendation", shapes.RECOMMENDATION, shapes.EXAMPLE_RECOMMENDATION),
    parameters=[FIRST, AFTER, _OWNER, _OVERDUE],
)
def list_recommendations() -> Response:
    """List the recommendations that you may read, the last written first."""
    page = visits.recommendations(
        *_asker(),
        view(),
        owners=request.args.getlist("owner"),
        overdue_only=request.args.get("overdue") == "true",
        first=whole("first", USUAL, 1, MOST),
        after=id_after(),
    )
    items = [asdict(one) for one in page.recommendations]
    last = page.recommendations[-1].id if page.has_more else None
    return sent(told_list(items, tuple(shapes.RECOMMENDATION_COLUMNS), last))


@operation(
    RECOMMENDATIONS,
    "GET",
    "/visit-recommendations/<uuid:id>",
    "read_visit_recommendation",
    Told("The recommendation.", _TOLD, headers=READ_HEADERS),
)
def read_recommendation(record_id: UUID) -> Response:
    """Read a recommendation, and all that was said of it."""
    return sent(told(asdict(visits.recommendation(*_asker(), view().as_of, record_id))))


@operation(
    RECOMMENDATIONS,
    "POST",
    "/visit-recommendations/<uuid:id>:change",
    "change_visit_recommendation",
    Told("The recommendation.", _TOLD),
    asks=Asks(shapes.RECOMMENDATION_CHANGE, {"deadline": "2028-06-30", "revision": 1}),
)
def change_recommendation(record_id: UUID) -> Response:
    """Write a recommendation otherwise that nobody has answered; what is left out stays."""
    return _written(visits.change_recommendation, record_id)


@operation(
    RECOMMENDATIONS,
    "POST",
    "/visit-recommendations/<uuid:id>:remove",
    "remove_visit_recommendation",
    Told("It is gone.", status=204),
    asks=_KNOWN,
)
def remove_recommendation(record_id: UUID) -> Response:
    """Take a recommendation out that nobody has answered."""
    return _removed(visits.remove_recommendation, record_id)


@operation(
    RECOMMENDATIONS,
    "POST",
    "/visit-recommendations/<uuid:id>:say",
    "say_of_visit_recommendation",
    Told("The recommendation.", _TOLD),
    asks=Asks(shapes.STEP, shapes.EXAMPLE_STEP),
)
def say(record_id: UUID) -> Response:
    """Answer a recommendation, tell of the work, or confirm that it is done."""
    return _written(visits.say, record_id)


def _written(perform: Callable[..., Any], record_id: UUID) -> Response:
    given = body()

    def make() -> Answer:
        perform(*_asker(), record_id, given)
        return told(asdict(visits.recommendation(*_asker(), today(), record_id)))

    return once(make)


def _removed(perform: Callable[..., Any], record_id: UUID) -> Response:
    given = body()

    def make() -> Answer:
        perform(*_asker(), record_id, given)
        return nothing()

    return once(make)


@operation(
    VISITS,
    "POST",
    "/visit-observations/<uuid:id>:change",
    "change_visit_observation",
    Told("It is changed.", status=204),
    asks=Asks(shapes.OBSERVATION_CHANGE, {"text": "Mediators in most schools.", "revision": 1}),
)
def change_observation(record_id: UUID) -> Response:
    """Write an observation otherwise; what is left out stays."""
    return _removed(visits.change_observation, record_id)


@operation(
    VISITS,
    "POST",
    "/visit-observations/<uuid:id>:remove",
    "remove_visit_observation",
    Told("It is gone.", status=204),
    asks=_KNOWN,
)
def remove_observation(record_id: UUID) -> Response:
    """Take an observation out."""
    return _removed(visits.remove_observation, record_id)
