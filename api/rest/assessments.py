"""Assessments: filled in by several people at once, looked through, sent and frozen, corrected by a new version."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import request
from marshmallow import fields

from api.context import caller, database, view
from api.rest.assessment_shapes import (
    ANSWER,
    AREA,
    ASSESSMENT,
    ASSESSMENT_COLUMNS,
    COMMENT,
    COMMENT_COLUMNS,
    EXAMPLE_ANSWER,
    EXAMPLE_AREA,
    EXAMPLE_ASSESSMENT,
    EXAMPLE_COMMENT,
    EXAMPLE_GIVEN,
    EXAMPLE_HANDING,
    EXAMPLE_PERSON,
    EXAMPLE_REVIEW,
    EXAMPLE_SNAPSHOT,
    GIVEN_ANSWER,
    HANDING,
    NEW_COMMENT,
    PERSON,
    PUT,
    REVIEW,
    SNAPSHOT,
    page_of,
    whole_list,
)
from api.rest.beside import id_after, nothing, once, sent, tenant_id, told, told_list
from api.rest.changing import body, known_revision
from api.rest.examples import ID
from api.rest.given import Given
from api.rest.members import GONE
from api.rest.operation import JSON, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, FIRST, Parameter, whole
from api.rest.schemas import shape, text
from interlace import assessments
from interlace.db.models.assessments import STATES
from interlace.errors import FieldProblem, Invalid
from interlace.reading.pages import MOST, USUAL

if TYPE_CHECKING:
    from flask import Response

    from interlace.assessments import AssessmentTold

ASSESSMENTS = Resource("assessments", "One voice on one body in a round: its own, civil society’s, or a reviewer’s.")
_TOLD = {JSON: (ASSESSMENT, EXAMPLE_ASSESSMENT)}
_AREA = Parameter("area", "Only items of this area.")
_ITEM = Parameter("item", "Only about this item.")


def _asker() -> tuple[Any, Any, UUID]:
    return database(), caller().principal, tenant_id()


def _reader() -> tuple[Any, Any, UUID, Any]:
    return *_asker(), view()


def _one(found: AssessmentTold) -> Any:  # noqa: ANN401 - an answer
    return told(asdict(found))


def _round() -> UUID | None:
    given = request.args.get("round")
    try:
        return None if given is None else UUID(given)
    except ValueError as error:
        raise Invalid([FieldProblem("/round", "bad-value")]) from error


@operation(
    ASSESSMENTS,
    "GET",
    "/assessments",
    "list_assessments",
    page_of("Assessment", ASSESSMENT, EXAMPLE_ASSESSMENT),
    parameters=[
        FIRST,
        AFTER,
        Parameter("round", "Only those of this round.", {"type": "string", "format": "uuid"}),
        Parameter("body", "Only those on this body (code)."),
        Parameter(
            "state", "Only those in these states.", {"type": "string", "enum": [*STATES]}, many=True, example="open"
        ),
        Parameter("yours", "Only those in which you speak.", {"type": "boolean", "default": False}),
    ],
)
def list_assessments() -> Response:
    """List the assessments in which you speak, and how far others have come whose rounds you look after."""
    page = assessments.assessments(
        *_reader(),
        round_id=_round(),
        body=request.args.get("body"),
        states=request.args.getlist("state"),
        yours=request.args.get("yours") == "true",
        first=whole("first", USUAL, 1, MOST),
        after=id_after(),
    )
    items = [asdict(one) for one in page.assessments]
    return sent(told_list(items, tuple(ASSESSMENT_COLUMNS), page.assessments[-1].id if page.has_more else None))


@operation(
    ASSESSMENTS,
    "GET",
    "/assessments/<uuid:id>",
    "read_assessment",
    Told("The assessment.", _TOLD, headers=READ_HEADERS),
)
def read_assessment(record_id: UUID) -> Response:
    """Read whose voice an assessment is, and how far it has come."""
    return sent(_one(assessments.assessment(*_reader(), record_id)))


@operation(
    ASSESSMENTS,
    "GET",
    "/assessments/<uuid:id>/answers",
    "list_assessment_answers",
    whole_list("AssessmentAnswer", ANSWER, EXAMPLE_ANSWER),
    parameters=[_AREA],
)
def list_answers(record_id: UUID) -> Response:
    """List how each item stands: in your own voice with who said what, in another, once released, as it was sent."""
    found = assessments.answers(*_reader(), record_id, area=request.args.get("area"))
    return sent(told({"items": [asdict(one) for one in found]}))


@operation(
    ASSESSMENTS,
    "POST",
    "/assessments/<uuid:id>:answer",
    "answer_assessment",
    Told("It stands.", {JSON: (PUT, {"item": "commitment-1", "revision": 1})}),
    asks=Asks(GIVEN_ANSWER, EXAMPLE_GIVEN),
    refuses=[412],
)
def answer(record_id: UUID) -> Response:
    """Answer one item. Where somebody else did so meanwhile, yours is kept beside theirs, and both of you are told."""
    given = body()

    def make() -> Any:  # noqa: ANN401 - an answer
        revision = assessments.answer(*_asker(), record_id, given)
        return told({"item": given.get("item"), "revision": revision})

    return once(make)


@operation(
    ASSESSMENTS,
    "POST",
    "/assessments/<uuid:id>:confirm",
    "confirm_assessment_answers",
    Told(
        "They are confirmed.",
        {JSON: (shape("ConfirmedAnswers", {"confirmed": fields.Integer(required=True)}), {"confirmed": 3})},
    ),
    asks=Asks(shape("AnswersToConfirm", {"area": text("Which area; all unless given.", allow_none=True)}), {}),
)
def confirm(record_id: UUID) -> Response:
    """Confirm all answers of an area, or of the whole, that came from the register or the last round."""
    given = body()
    return once(lambda: told({"confirmed": assessments.confirm_area(*_asker(), record_id, given)}))


@operation(
    ASSESSMENTS,
    "POST",
    "/assessments/<uuid:id>:prefill",
    "prefill_assessment",
    Told(
        "What is known is filled in.",
        {
            JSON: (
                shape(
                    "PrefilledAnswers",
                    {
                        "from_register": fields.Integer(required=True),
                        "from_earlier": fields.Integer(required=True),
                    },
                ),
                {"from_register": 4, "from_earlier": 12},
            )
        },
    ),
)
def prefill(record_id: UUID) -> Response:
    """Fill in what the register and the last round know, where nobody has answered; somebody is to confirm it."""
    seen = view()
    return once(lambda: told(asdict(assessments.prefill(*_asker(), seen, record_id))))


@operation(
    ASSESSMENTS,
    "GET",
    "/assessments/<uuid:id>/areas",
    "list_assessment_areas",
    whole_list("AssessmentArea", AREA, EXAMPLE_AREA),
)
def list_areas(record_id: UUID) -> Response:
    """See how far each area has come, and who is on it."""
    return sent(told({"items": [asdict(one) for one in assessments.areas(*_reader(), record_id)]}))


@operation(
    ASSESSMENTS,
    "GET",
    "/assessments/<uuid:id>/people",
    "list_assessment_people",
    whole_list("AssessmentPerson", PERSON, EXAMPLE_PERSON),
)
def list_people(record_id: UUID) -> Response:
    """List the people of your own voice, to whom areas can be handed."""
    return sent(told({"items": [asdict(one) for one in assessments.people(*_reader(), record_id)]}))


@operation(
    ASSESSMENTS,
    "POST",
    "/assessments/<uuid:id>:hand-over",
    "hand_over_assessment_area",
    GONE,
    asks=Asks(HANDING, EXAMPLE_HANDING),
)
def hand_over(record_id: UUID) -> Response:
    """Hand an area to somebody of your own voice, who is told."""
    given = body()

    def make() -> Any:  # noqa: ANN401 - an answer
        assessments.hand_over(*_asker(), record_id, given)
        return nothing()

    return once(make)


@operation(
    ASSESSMENTS,
    "POST",
    "/assessments/<uuid:id>:take-from",
    "take_assessment_area_from",
    GONE,
    asks=Asks(HANDING, EXAMPLE_HANDING),
)
def take_from(record_id: UUID) -> Response:
    """Take an area from somebody again."""
    given = body()

    def make() -> Any:  # noqa: ANN401 - an answer
        assessments.take_from(*_asker(), record_id, given)
        return nothing()

    return once(make)


@operation(
    ASSESSMENTS,
    "GET",
    "/assessments/<uuid:id>/comments",
    "list_assessment_comments",
    page_of("AssessmentComment", COMMENT, EXAMPLE_COMMENT),
    parameters=[FIRST, AFTER, _ITEM],
)
def list_comments(record_id: UUID) -> Response:
    """List what people of your own voice said to each other."""
    page = assessments.comments(
        *_reader(),
        record_id,
        item=request.args.get("item"),
        first=whole("first", USUAL, 1, MOST),
        after=id_after(),
    )
    items = [asdict(one) for one in page.comments]
    return sent(told_list(items, tuple(COMMENT_COLUMNS), page.comments[-1].id if page.has_more else None))


@operation(
    ASSESSMENTS,
    "POST",
    "/assessments/<uuid:id>/comments",
    "comment_assessment",
    Told("It is said.", {JSON: (shape("MadeAssessmentComment", {"id": fields.UUID(required=True)}), {"id": ID})}, 201),
    asks=Asks(NEW_COMMENT, {"item": "commitment-1", "text": "Is the plan of 2019 meant?"}),
)
def comment(record_id: UUID) -> Response:
    """Say something to the others of your own voice. The other voices never read it."""
    given = body()
    return once(lambda: told({"id": assessments.comment(*_asker(), record_id, given)}, 201))


@operation(
    ASSESSMENTS,
    "POST",
    "/assessments/<uuid:id>:uncomment",
    "remove_assessment_comment",
    GONE,
    asks=Asks(shape("RemovedAssessmentComment", {"comment": fields.UUID(required=True)}), {"comment": ID}),
)
def uncomment(record_id: UUID) -> Response:
    """Take back a comment of your own."""
    given = Given("comment")
    comment_id = given.id("comment")
    given.check()

    def make() -> Any:  # noqa: ANN401 - an answer
        assessments.remove_comment(*_asker(), record_id, comment_id)
        return nothing()

    return once(make)


@operation(
    ASSESSMENTS,
    "GET",
    "/assessments/<uuid:id>/review",
    "read_assessment_review",
    Told("What is to be known before it is sent.", {JSON: (REVIEW, EXAMPLE_REVIEW)}, headers=READ_HEADERS),
)
def read_review(record_id: UUID) -> Response:
    """See what keeps it from being sent, what is not answered, and what nobody has confirmed."""
    return sent(told(asdict(assessments.review(*_reader(), record_id))))


@operation(
    ASSESSMENTS,
    "POST",
    "/assessments/<uuid:id>:ask-review",
    "ask_assessment_review",
    Told("It is looked through.", {JSON: (ASSESSMENT, {**EXAMPLE_ASSESSMENT, "state": "in_review"})}),
    conditional=True,
)
def ask_review(record_id: UUID) -> Response:
    """Say that it is ready to be looked through: nothing is answered until somebody sends it or takes it back."""
    revision = known_revision()
    return once(lambda: _one(assessments.ask_review(*_asker(), record_id, revision)))


@operation(
    ASSESSMENTS,
    "POST",
    "/assessments/<uuid:id>:take-back",
    "take_back_assessment_review",
    Told("It is filled in further.", _TOLD),
    conditional=True,
)
def take_back_review(record_id: UUID) -> Response:
    """Go on filling in."""
    revision = known_revision()
    return once(lambda: _one(assessments.take_back_review(*_asker(), record_id, revision)))


@operation(
    ASSESSMENTS,
    "POST",
    "/assessments/<uuid:id>:send",
    "send_assessment",
    Told("It is sent and frozen.", {JSON: (ASSESSMENT, {**EXAMPLE_ASSESSMENT, "state": "sent"})}),
    conditional=True,
)
def send(record_id: UUID) -> Response:
    """Send what was looked through. It is frozen with its scores; what is not answered makes them ranges."""
    revision = known_revision()
    return once(lambda: _one(assessments.send(*_asker(), record_id, revision)))


@operation(
    ASSESSMENTS,
    "POST",
    "/assessments/<uuid:id>:correct",
    "correct_assessment",
    Told("A new version.", {JSON: (shape("CorrectedAssessment", {"id": fields.UUID(required=True)}), {"id": ID})}, 201),
)
def correct(record_id: UUID) -> Response:
    """Begin a new version of what was sent, with its answers; the earlier one stays as it was."""
    return once(lambda: told({"id": assessments.correct(*_asker(), record_id)}, 201))


@operation(
    ASSESSMENTS,
    "GET",
    "/assessments/<uuid:id>/snapshot",
    "read_assessment_snapshot",
    Told("What was sent.", {JSON: (SNAPSHOT, EXAMPLE_SNAPSHOT)}, headers=READ_HEADERS),
)
def read_snapshot(record_id: UUID) -> Response:
    """Read what was sent: instrument, answers and scores, and whether they come out the same today."""
    return sent(told(asdict(assessments.snapshot(*_reader(), record_id))))
