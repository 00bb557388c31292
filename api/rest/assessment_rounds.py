"""Rounds of assessments: opened for bodies, brought to more, changed, closed; voices opened to each other."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import request

from api.context import caller, database, view
from api.rest.assessment_shapes import (
    ADDED,
    EXAMPLE_BODIES,
    EXAMPLE_NEW,
    EXAMPLE_ROUND,
    NEW_ROUND,
    RELEASE,
    RELEASED,
    ROUND,
    ROUND_COLUMNS,
    ROUND_PATCH,
    page_of,
)
from api.rest.beside import id_after, once, sent, tenant_id, told, told_list
from api.rest.changing import body, known_revision
from api.rest.given import Given
from api.rest.operation import JSON, MERGE_PATCH, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, FIRST, whole
from interlace import assessments
from interlace.reading.pages import MOST, USUAL

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

ROUNDS = Resource("assessment-rounds", "Bodies fill in an instrument until a day, in up to three voices.")
_TOLD = {JSON: (ROUND, EXAMPLE_ROUND)}


def _asker() -> tuple[Any, Any, UUID]:
    return database(), caller().principal, tenant_id()


@operation(
    ROUNDS,
    "GET",
    "/assessment-rounds",
    "list_assessment_rounds",
    page_of("AssessmentRound", ROUND, EXAMPLE_ROUND),
    parameters=[FIRST, AFTER],
)
def list_rounds() -> Response:
    """List the rounds of the bodies that you look after and of those on which you speak, the last first."""
    page = assessments.rounds(*_asker(), view(), first=whole("first", USUAL, 1, MOST), after=id_after())
    items = [asdict(one) for one in page.rounds]
    return sent(told_list(items, tuple(ROUND_COLUMNS), page.rounds[-1].id if page.has_more else None))


@operation(
    ROUNDS,
    "POST",
    "/assessment-rounds",
    "open_assessment_round",
    Told("It is open, and people are told.", _TOLD, 201, ("Location",)),
    asks=Asks(NEW_ROUND, EXAMPLE_NEW),
)
def open_round() -> Response:
    """Ask bodies to fill in an instrument until a day. Each voice has an assessment of its own, blind to the others."""
    given = body()

    def make() -> Any:  # noqa: ANN401 - an answer
        made = assessments.open_round(*_asker(), given)
        return told(asdict(made), 201, {"Location": f"{request.path}/{made.id}"})

    return once(make)


@operation(
    ROUNDS,
    "GET",
    "/assessment-rounds/<uuid:id>",
    "read_assessment_round",
    Told("The round.", _TOLD, headers=READ_HEADERS),
)
def read_round(record_id: UUID) -> Response:
    """Read a round and how many of its voices were sent."""
    return sent(told(asdict(assessments.round_of(*_asker(), view(), record_id))))


@operation(
    ROUNDS,
    "PATCH",
    "/assessment-rounds/<uuid:id>",
    "change_assessment_round",
    Told("The round.", _TOLD),
    asks=Asks(ROUND_PATCH, {"due_on": "2027-02-28"}, (JSON, MERGE_PATCH)),
    conditional=True,
)
def change_round(record_id: UUID) -> Response:
    """Change title, description or day of a round that is open. `If-Match` takes its `revision`."""
    given = {**body(), "revision": known_revision()}
    return sent(told(asdict(assessments.change_round(*_asker(), record_id, given))))


@operation(
    ROUNDS,
    "POST",
    "/assessment-rounds/<uuid:id>:add-bodies",
    "add_bodies_to_assessment_round",
    Told("The round.", _TOLD),
    asks=Asks(ADDED, {"bodies": EXAMPLE_BODIES}),
)
def add_bodies(record_id: UUID) -> Response:
    """Bring a round to more bodies, or more civil-society bodies and reviewers to those that it has."""
    given = body()
    return once(lambda: told(asdict(assessments.add_bodies(*_asker(), record_id, given))))


@operation(
    ROUNDS,
    "POST",
    "/assessment-rounds/<uuid:id>:close",
    "close_assessment_round",
    Told("The round.", {JSON: (ROUND, {**EXAMPLE_ROUND, "closed_at": "2027-02-01T08:00:00+00:00"})}),
)
def close_round(record_id: UUID) -> Response:
    """Close a round: nothing more is answered or sent in it, drafts stay."""
    return once(lambda: told(asdict(assessments.close_round(*_asker(), record_id))))


@operation(
    ROUNDS,
    "POST",
    "/assessment-rounds/<uuid:id>:reopen",
    "reopen_assessment_round",
    Told("The round.", _TOLD),
)
def reopen_round(record_id: UUID) -> Response:
    """Open a closed round again, as long as no voice of it was released."""
    return once(lambda: told(asdict(assessments.reopen_round(*_asker(), record_id))))


@operation(
    ROUNDS,
    "POST",
    "/assessment-rounds/<uuid:id>:release",
    "release_assessments",
    Told("They can be read together.", {JSON: (RELEASED, {"released": 3})}),
    asks=Asks(RELEASE, {"body": "pt-loures"}),
)
def release(record_id: UUID) -> Response:
    """Open the voices on a body to each other, once each was sent or the round is closed."""
    given = Given("body")
    code = given.text("body")
    given.check()
    return once(lambda: told({"released": assessments.release(*_asker(), record_id, code)}))
