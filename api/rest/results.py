"""Results for learning, targets, and released voices beside each other."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from api.answers import Answer
from api.context import caller, database, view
from api.rest.answering import CSV_TYPE, as_csv
from api.rest.beside import once, sent, tenant_id, told
from api.rest.changing import body
from api.rest.operation import CSV, JSON, READ_HEADERS, Asks, Resource, Told, form, operation
from api.rest.parameters import Parameter
from api.rest.result_shapes import (
    EXAMPLE_RESULTS,
    EXAMPLE_TARGET,
    EXAMPLE_VOICES,
    NEW_TARGET,
    RESULTS_SHAPE,
    TARGET_KEY,
    TARGET_SHAPE,
    VOICES_SHAPE,
    told_results,
    told_target,
    told_voices,
)
from graph.scoring.groups import CHOICES
from interlace.assessments.divergence import voices
from interlace.assessments.results import results
from interlace.assessments.tabled import COLUMNS, rows_of
from interlace.assessments.targets import set_target
from interlace.errors import FieldProblem, Invalid
from policies import PRINCIPLES

RESULTS = Resource(
    "assessment-results",
    "What a body can learn from what it sent: against its own earlier rounds, its targets, and the middle half of "
    "similar bodies. Nothing puts bodies in an order.",
)
_BODY = Parameter("body", "Code of the body.", required=True, example="pt-sintra")


def _asked_body() -> str:
    if not request.args.get("body"):
        raise Invalid([FieldProblem("/body", "required")])
    return request.args["body"]


@operation(
    RESULTS, "GET", "/assessment-results", "read_assessment_results",
    Told(
        "The results.",
        {JSON: (RESULTS_SHAPE, EXAMPLE_RESULTS), CSV: ({"type": "string"}, ",".join(COLUMNS) + "\r\n")},
        headers=READ_HEADERS,
    ),
    parameters=[
        _BODY,
        Parameter("instrument", "Which instrument; without it, the one that was sent last."),
        Parameter("group", "By what similar bodies are chosen; all of them are of the same level.",
                  {"type": "string", "enum": [*CHOICES], "default": CHOICES[0]}),
        Parameter("language", "In which help is told first.", {"type": "string", "maxLength": 16}),
    ],
)  # fmt: skip
def read_results() -> Response:
    """Read what a body can learn from what it sent last. Only those who speak for the body, or look after it, may."""
    found = results(
        database(),
        view(),
        caller().principal,
        tenant_id(),
        _asked_body(),
        instrument=request.args.get("instrument"),
        group=request.args.get("group", CHOICES[0]),
        language=request.args.get("language"),
    )
    if form() == CSV:
        headers = {"Cache-Control": "private, no-cache"}
        return sent(Answer(as_csv(rows_of(found), COLUMNS).encode(), CSV_TYPE, headers))
    names = {one.id: one.name.en for one in PRINCIPLES}
    return sent(told(told_results(found, names)))


@operation(
    RESULTS, "GET", "/assessment-voices", "read_assessment_voices",
    Told("The voices.", {JSON: (VOICES_SHAPE, EXAMPLE_VOICES)}, headers=READ_HEADERS),
    parameters=[
        _BODY,
        Parameter("round", "Which round; without it, the latest that was released.",
                  {"type": "string", "format": "uuid"}),
    ],
)  # fmt: skip
def read_voices() -> Response:
    """Read what the body, civil society and reviewers said, item by item, once it was released."""
    found = voices(database(), view(), caller().principal, tenant_id(), _asked_body(), round_id=_round())
    return sent(told(told_voices(found)))


def _round() -> UUID | None:
    try:
        return UUID(request.args["round"]) if "round" in request.args else None
    except ValueError as error:
        raise Invalid([FieldProblem("/round", "bad-value")]) from error


@operation(
    RESULTS, "POST", "/assessment-targets", "set_assessment_target",
    Told("How it stands.", {JSON: (TARGET_SHAPE, EXAMPLE_TARGET)}),
    asks=Asks(NEW_TARGET, {**EXAMPLE_TARGET, "revision": 0}),
    refuses=[412],
)  # fmt: skip
def set_one() -> Response:
    """Set, change or take back what a body wants to reach in an area. It is the body’s own to say."""
    given = body()

    def make() -> Answer:
        made = set_target(database(), caller().principal, tenant_id(), given)
        return told(told_target({name: str(given[name]) for name in TARGET_KEY}, made))

    return once(make)
