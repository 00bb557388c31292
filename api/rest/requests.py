"""The request register: bodies are asked once, whoever wants to know, and hear what came of their answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import request
from marshmallow import fields

from api.context import caller, database, today, view
from api.rest.beside import id_after, once, sent, tenant_id, told, told_list
from api.rest.changing import body
from api.rest.operation import JSON, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, DAY, FIRST, Parameter, whole
from api.rest.request_shapes import (
    ANSWER,
    ASKING,
    ASKING_COLUMNS,
    ASKS,
    BURDEN,
    BURDEN_COLUMNS,
    EXAMPLE_ASKING,
    EXAMPLE_ASKS,
    EXAMPLE_BURDEN,
    EXAMPLE_FORESEEN,
    EXAMPLE_QUESTION,
    EXAMPLE_REQUEST,
    PREVIEW,
    QUESTION,
    QUESTION_COLUMNS,
    REPLY,
    REQUEST,
    REQUEST_COLUMNS,
    page_of,
)
from api.rest.schemas import shape
from interlace import requests
from interlace.reading.pages import MOST, USUAL
from interlace.register.values import day
from interlace.requests.burden import SIDES
from interlace.requests.listing import SHOWN_STATES

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from flask import Response

    from interlace.reading.view import View

REQUESTS = Resource("requests", "What bodies are asked, by whom, why and until when; and what came of it.")
QUESTIONS = Resource("questions", "What bodies are asked, as they see it: each thing once, with all who ask.")
_ONE = Told("The request.", {JSON: (REQUEST, EXAMPLE_REQUEST)}, headers=READ_HEADERS)
_BODY = Parameter("body", "Only those to these bodies (codes).", many=True)
_STATE = Parameter("state", "Only those in these states.", {"type": "string", "enum": [*SHOWN_STATES]}, many=True)


def _asker() -> tuple[Any, Any, UUID]:
    return database(), caller().principal, tenant_id()


def _reader() -> tuple[Any, Any, UUID, View]:
    return database(), caller().principal, tenant_id(), view()


@operation(
    REQUESTS,
    "GET",
    "/requests",
    "list_requests",
    page_of("Request", REQUEST, EXAMPLE_REQUEST),
    parameters=[FIRST, AFTER],
)
def list_requests() -> Response:
    """List your requests and those in the name of your bodies, the last first; whoever may ask everybody sees all."""
    page = requests.requests(*_reader(), first=whole("first", USUAL, 1, MOST), after=id_after())
    items = [asdict(one) for one in page.requests]
    return sent(told_list(items, tuple(REQUEST_COLUMNS), page.requests[-1].id if page.has_more else None))


@operation(
    REQUESTS,
    "POST",
    "/requests",
    "make_request",
    Told("It is asked.", {JSON: (REQUEST, EXAMPLE_REQUEST)}, 201, ("Location",)),
    asks=Asks(ASKS, EXAMPLE_ASKS),
)
def make_request() -> Response:
    """Ask bodies for items. What the register knows already, and what others ask already, reaches no body again."""
    given, seen = body(), view()

    def make() -> Any:  # noqa: ANN401 - an answer
        made = requests.ask(*_asker(), seen, given)
        return told(asdict(made), 201, {"Location": f"{request.path}/{made.id}"})

    return once(make)


@operation(
    REQUESTS,
    "POST",
    "/requests:preview",
    "preview_request",
    Told(
        "What it would come to.",
        {
            JSON: (
                PREVIEW,
                {"asked": 0, "joined": 0, "already_known": 1, "items": [EXAMPLE_FORESEEN]},
            )
        },
    ),
    asks=Asks(ASKS, EXAMPLE_ASKS),
    once=False,
)
def preview_request() -> Response:
    """See what asking would come to. Nothing is written, and nobody is told."""
    found = requests.preview(*_asker(), view(), body())
    counts = {"asked": found.asked, "joined": found.joined, "already_known": found.already_known}
    return sent(told({**counts, "items": [asdict(one) for one in found.foreseen]}))


@operation(REQUESTS, "GET", "/requests/<uuid:id>", "read_request", _ONE)
def read_request(record_id: UUID) -> Response:
    """Read a request and how far it has come."""
    return sent(told(asdict(requests.request(*_reader(), record_id))))


@operation(
    REQUESTS,
    "GET",
    "/requests/<uuid:id>/askings",
    "list_request_askings",
    page_of("Asking", ASKING, EXAMPLE_ASKING),
    parameters=[FIRST, AFTER],
)
def list_askings(record_id: UUID) -> Response:
    """List what a request asks of whom, and what became of each."""
    page = requests.askings(*_reader(), record_id, first=whole("first", USUAL, 1, MOST), after=id_after())
    items = [asdict(one) for one in page.askings]
    return sent(told_list(items, tuple(ASKING_COLUMNS), page.askings[-1].id if page.has_more else None))


@operation(
    REQUESTS,
    "POST",
    "/requests/<uuid:id>:withdraw",
    "withdraw_request",
    Told("The request.", {JSON: (REQUEST, {**EXAMPLE_REQUEST, "withdrawn_at": "2026-12-01T08:00:00+00:00"})}),
)
def withdraw_request(record_id: UUID) -> Response:
    """Take a request back: questions for which nobody waits any more end."""
    return once(lambda: told(asdict(requests.withdraw(*_asker(), record_id))))


@operation(
    REQUESTS,
    "POST",
    "/requests/<uuid:id>:reply",
    "reply_to_answers",
    Told(
        "What was replied to.",
        {
            JSON: (
                shape("RepliedList", {"items": fields.List(fields.Nested(ASKING), required=True)}),
                {"items": [EXAMPLE_ASKING | {"reply": "It is in the report."}]},
            )
        },
    ),
    asks=Asks(REPLY, {"text": "It is in the report, on page 12. Thank you."}),
)
def reply_to_answers(record_id: UUID) -> Response:
    """Tell bodies that have answered a request what came of it."""
    given = body()
    return once(lambda: told({"items": [asdict(one) for one in requests.reply(*_asker(), record_id, given)]}))


@operation(
    QUESTIONS,
    "GET",
    "/questions",
    "list_questions",
    page_of("Question", QUESTION, EXAMPLE_QUESTION),
    parameters=[FIRST, AFTER, _BODY, _STATE],
)
def list_questions() -> Response:
    """List what is asked of the bodies that you write for, the last first."""
    page = requests.questions(
        *_reader(),
        bodies=request.args.getlist("body") or None,
        states=request.args.getlist("state"),
        first=whole("first", USUAL, 1, MOST),
        after=id_after(),
    )
    items = [asdict(one) for one in page.questions]
    return sent(told_list(items, tuple(QUESTION_COLUMNS), page.questions[-1].id if page.has_more else None))


@operation(
    QUESTIONS,
    "GET",
    "/questions/<uuid:id>",
    "read_question",
    Told("The question.", {JSON: (QUESTION, EXAMPLE_QUESTION)}, headers=READ_HEADERS),
)
def read_question(record_id: UUID) -> Response:
    """Read what a body of yours is asked."""
    return sent(told(asdict(requests.question(*_reader(), record_id))))


@operation(
    QUESTIONS,
    "POST",
    "/questions/<uuid:id>:answer",
    "answer_question",
    Told("The question.", {JSON: (QUESTION, EXAMPLE_QUESTION)}),
    asks=Asks(ANSWER, {"answer": "nothing_changed"}),
)
def answer_question(record_id: UUID) -> Response:
    """Answer a question for all who ask it. “Nothing changed” renews the body’s declaration where it is about that."""
    given = body()
    return once(lambda: told(asdict(requests.answer(*_asker(), record_id, given))))


def _day(name: str) -> date | None:
    return day(name, request.args[name]) if name in request.args else None


@operation(
    REQUESTS,
    "GET",
    "/burden",
    "read_burden",
    page_of(
        "Burden",
        BURDEN,
        EXAMPLE_BURDEN,
    ),
    parameters=[
        FIRST,
        AFTER,
        Parameter(
            "by",
            "Of those who are asked, or who ask.",
            {"type": "string", "enum": [*SIDES], "default": "body"},
        ),
        Parameter("since", "The first day; a year before the last unless given.", DAY, example="2026-01-01"),
        Parameter("until", "Its last day; today unless given.", DAY, example="2026-12-31"),
    ],
)
def read_burden() -> Response:
    """See what asking costs and what it spared, body by body in the order of codes. Nothing here is a ranking."""
    asked = requests.AskedBurden(
        by=request.args.get("by", "body"),
        since=_day("since"),
        until=_day("until"),
        first=whole("first", USUAL, 1, MOST),
        after=request.args.get("after"),
    )
    page = requests.burden(*_asker(), today(), asked)
    items = [row._asdict() for row in page.rows]
    after = (page.rows[-1].body or "") if page.has_more else None
    return sent(told_list(items, tuple(BURDEN_COLUMNS), after))
