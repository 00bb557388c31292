"""Consultations: what bodies are asked on a text, what they reply, and what becomes of each reply."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from uuid import UUID

from flask import request
from marshmallow import fields, validate

from api.rest.beside import id_after, sent, told, told_list
from api.rest.changing import body, known_revision
from api.rest.examples import ID
from api.rest.operation import JSON, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, FIRST, Parameter, whole
from api.rest.request_shapes import page_of
from api.rest.schemas import shape, text
from api.rest.workspace_shapes import (
    CONSULTATION,
    CONSULTATION_COLUMNS,
    CONSULTED,
    CONSULTED_COLUMNS,
    EXAMPLE_CONSULTATION,
    EXAMPLE_CONSULTED,
    EXAMPLE_REPLY,
    REPLY,
    REPLY_COLUMNS,
)
from api.rest.workspaces import asker, made, reader
from interlace import workspaces
from interlace.db.models.workspaces import MOST_BECAUSE_CHARACTERS, MOST_REPLY_CHARACTERS, VERDICTS
from interlace.errors import FieldProblem, Invalid
from interlace.reading.pages import MOST, USUAL
from interlace.workspaces.consulted import STATES

if TYPE_CHECKING:
    from flask import Response

CONSULTATIONS = Resource(
    "consultations", "Texts put to bodies with a question, their replies, and what became of each."
)
_ONE = {JSON: (CONSULTATION, EXAMPLE_CONSULTATION)}
_REPLY = {JSON: (REPLY, EXAMPLE_REPLY)}


def _first() -> int:
    return whole("first", USUAL, 1, MOST)


def _workspace() -> UUID | None:
    given = request.args.get("workspace")
    try:
        return None if given is None else UUID(given)
    except ValueError as error:
        raise Invalid([FieldProblem("/workspace", "bad-value")]) from error


@operation(
    CONSULTATIONS,
    "GET",
    "/consultations",
    "list_consultations",
    page_of("Consultation", CONSULTATION, EXAMPLE_CONSULTATION),
    parameters=[
        FIRST,
        AFTER,
        Parameter("workspace", "Only those of this workspace.", {"type": "string", "format": "uuid"}, example=ID),
        Parameter("body", "Only those that ask these bodies (codes).", many=True),
        Parameter("state", "Only those that stand so.", {"type": "string", "enum": [*STATES]}, many=True),
    ],
)
def list_consultations() -> Response:
    """List the consultations that you ask, that your bodies are asked, and those of which all may read; last first."""
    page = workspaces.consultations(
        *reader(),
        workspace=_workspace(),
        bodies=request.args.getlist("body"),
        states=request.args.getlist("state"),
        first=_first(),
        after=id_after(),
    )
    items = [asdict(one) for one in page.consultations]
    return sent(told_list(items, tuple(CONSULTATION_COLUMNS), page.consultations[-1].id if page.has_more else None))


@operation(
    CONSULTATIONS,
    "GET",
    "/consultations/<uuid:id>",
    "read_consultation",
    Told("The consultation.", _ONE, headers=READ_HEADERS),
)
def read_consultation(record_id: UUID) -> Response:
    """Read a consultation: its text for whoever asks and is asked, and for all once it is over."""
    return sent(told(asdict(workspaces.consultation(*reader(), record_id))))


@operation(
    CONSULTATIONS,
    "GET",
    "/consultations/<uuid:id>/bodies",
    "list_consulted_bodies",
    page_of("ConsultedBody", CONSULTED, EXAMPLE_CONSULTED),
    parameters=[FIRST, AFTER],
)
def list_consulted_bodies(record_id: UUID) -> Response:
    """List who is consulted and how each stands: answered, not answered yet, or consulted without a reply."""
    page = workspaces.consulted(*reader(), record_id, first=_first(), after=request.args.get("after"))
    items = [asdict(one) for one in page.bodies]
    return sent(told_list(items, tuple(CONSULTED_COLUMNS), page.bodies[-1].body if page.has_more else None))


@operation(
    CONSULTATIONS,
    "GET",
    "/consultations/<uuid:id>/replies",
    "list_consultation_replies",
    page_of("ConsultationReply", REPLY, EXAMPLE_REPLY),
    parameters=[FIRST, AFTER],
)
def list_consultation_replies(record_id: UUID) -> Response:
    """List what bodies replied and what became of each: your own, those of who agreed, and all once it is over."""
    page = workspaces.replies(*reader(), record_id, first=_first(), after=id_after())
    items = [asdict(one) for one in page.replies]
    return sent(told_list(items, tuple(REPLY_COLUMNS), page.replies[-1].id if page.has_more else None))


@operation(
    CONSULTATIONS,
    "POST",
    "/consultations/<uuid:id>:postpone",
    "postpone_consultation",
    Told("It lasts longer.", _ONE),
    asks=Asks(shape("ConsultationDeadline", {"due_on": fields.Date(required=True)}), {"due_on": "2027-02-28"}),
    conditional=True,
)
def postpone_consultation(record_id: UUID) -> Response:
    """Let a consultation last until a later day; bodies that have not replied are told. `If-Match` takes `revision`."""
    given, revision = body(), known_revision()
    return made(lambda: workspaces.postpone(*asker(), record_id, revision, given))


@operation(
    CONSULTATIONS,
    "POST",
    "/consultations/<uuid:id>:withdraw",
    "withdraw_consultation",
    Told("It is taken back.", _ONE),
    conditional=True,
)
def withdraw_consultation(record_id: UUID) -> Response:
    """Take back a consultation to which nobody has replied. `If-Match` takes its `revision`."""
    revision = known_revision()
    return made(lambda: workspaces.withdraw(*asker(), record_id, revision))


@operation(
    CONSULTATIONS,
    "POST",
    "/consultations/<uuid:id>:reply",
    "reply_to_consultation",
    Told("It is said.", _REPLY, 201),
    asks=Asks(
        shape(
            "NewConsultationReply",
            {
                "body": text("Code of a consulted body that you write for.", required=True),
                "text": text("What it says.", required=True, validate=validate.Length(1, MOST_REPLY_CHARACTERS)),
                "publish": fields.Boolean(
                    metadata={"description": "Whether all members read its replies from now on."}
                ),
            },
        ),
        {"body": "pt-norte", "text": "Housing is missing."},
    ),
)
def reply_to_consultation(record_id: UUID) -> Response:
    """Reply for a consulted body; again, where one word gives the other."""
    given = body()
    return made(lambda: workspaces.reply(*asker(), record_id, given), 201)


@operation(
    CONSULTATIONS,
    "POST",
    "/consultations/<uuid:id>:publish",
    "publish_consultation_replies",
    Told("All members read them.", _ONE),
    asks=Asks(
        shape("ConsultedBodyCode", {"body": text("Code of a consulted body that you write for.", required=True)}),
        {"body": "pt-norte"},
    ),
)
def publish_consultation_replies(record_id: UUID) -> Response:
    """Agree for a consulted body that all members read its replies before the deadline is over."""
    given = body()
    return made(lambda: workspaces.publish(*asker(), record_id, given))


@operation(
    CONSULTATIONS,
    "POST",
    "/consultations/<uuid:id>:answer",
    "answer_consultation_reply",
    Told("The body is told.", _REPLY),
    asks=Asks(
        shape(
            "ConsultationAnswer",
            {
                "reply": fields.UUID(required=True, metadata={"description": "The reply."}),
                "verdict": fields.String(required=True, validate=validate.OneOf(VERDICTS)),
                "because": text("Why.", required=True, validate=validate.Length(1, MOST_BECAUSE_CHARACTERS)),
                "anew": fields.Boolean(
                    metadata={
                        "description": "Whether it takes the place of the answer that was given; else a conflict."
                    }
                ),
            },
        ),
        {"reply": ID, "verdict": "taken_up", "because": "It is now an objective."},
    ),
)
def answer_consultation_reply(record_id: UUID) -> Response:
    """Say what becomes of a reply: taken up, in part or not, and why."""
    given = body()
    return made(lambda: workspaces.answer(*asker(), record_id, given))
