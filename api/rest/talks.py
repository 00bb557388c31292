"""Requests to talk: who may be asked, what was asked, and what came of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import Response, request
from marshmallow import fields, validate

from api.context import caller, database, view
from api.rest.beside import id_after, once, sent, tenant_id, told, told_list
from api.rest.changing import body
from api.rest.examples import ID
from api.rest.findings import FOUND
from api.rest.given import Given
from api.rest.operation import JSON, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, FIRST, Parameter, whole
from api.rest.schemas import shape, text
from interlace import talks
from interlace.db.models.talks import MOST_MESSAGE_CHARACTERS
from interlace.reading.pages import MOST, USUAL
from interlace.talks import STATES

if TYPE_CHECKING:
    from uuid import UUID

    from api.answers import Answer
    from interlace.talks import TalkTold

TALKS = Resource("talks", "“May we talk about how you closed this?”: asked of those who said that they may be asked.")

_PERSON = shape(
    "TalkPerson", {"name": text("Their name.", required=True), "email": text("Their address.", required=True)}
)
_COLUMNS: dict[str, fields.Field[Any]] = {
    "id": fields.UUID(required=True),
    "finding": text("The key of the finding that the asker wants to close.", required=True),
    "body": text("Code of the body whose people are asked.", required=True),
    "message": text("What was asked.", required=True),
    "state": fields.String(required=True, validate=validate.OneOf(STATES)),
    "asked_by_me": fields.Boolean(required=True),
    "for_bodies": fields.List(
        fields.String(), required=True, metadata={"description": "Codes of the bodies for which the asker acts."}
    ),
    "asked_at": fields.DateTime(required=True),
    "expires_at": fields.DateTime(required=True),
    "ended_at": fields.DateTime(required=True, allow_none=True),
    "with_whom": fields.Nested(
        _PERSON, required=True, allow_none=True, metadata={"description": "The other person, once it is accepted."}
    ),
}
_TALK = shape("Talk", _COLUMNS, description="A request to talk. It names people once both sides agree.")
_EXAMPLE = {
    "id": ID,
    "finding": FOUND["key"],
    "body": "pt-cascais",
    "message": "How did you win the parishes over?",
    "state": "asked",
    "asked_by_me": True,
    "for_bodies": ["pt-sintra"],
    "asked_at": "2026-03-31T10:15:00+00:00",
    "expires_at": "2026-05-30T10:15:00+00:00",
    "ended_at": None,
    "with_whom": None,
}
_OPEN: dict[str, fields.Field[Any]] = {
    "body": text("Code of a body for which you act.", required=True),
    "open_to_talk": fields.Boolean(required=True, metadata={"description": "Whether you may be asked on its behalf."}),
}
_OPEN_SHAPE = shape("OpenToTalk", _OPEN)
_EXAMPLE_OPEN = {"body": "pt-cascais", "open_to_talk": True}


def told_talk(one: TalkTold) -> dict[str, Any]:
    """A request to talk as JSON holds it."""
    values = asdict(one)
    return values | {"with_whom": None if one.with_whom is None else one.with_whom._asdict()}


@operation(
    TALKS, "GET", "/talks", "list_talks",
    Told(
        "A page.",
        {JSON: (shape("TalkList", {"items": fields.List(fields.Nested(_TALK), required=True)}), {"items": [_EXAMPLE]})},
        headers=("Link", *READ_HEADERS),
    ),
    parameters=[
        FIRST,
        AFTER,
        Parameter("state", "Only requests that stand so.", {"type": "string", "enum": [*STATES]}, many=True),
    ],
)  # fmt: skip
def list_talks() -> Response:
    """List what you asked for, what waits for your answer and what you answered; the latest first."""
    page = talks.talks(
        database(),
        caller().principal,
        tenant_id(),
        states=request.args.getlist("state"),
        first=whole("first", USUAL, 1, MOST),
        after=id_after(),
    )
    return sent(told_list([told_talk(one) for one in page.items], tuple(_COLUMNS), page.next_after))


@operation(
    TALKS, "GET", "/talks/<uuid:id>", "read_talk", Told("The request.", {JSON: (_TALK, _EXAMPLE)}, headers=READ_HEADERS)
)
def read_talk(record_id: UUID) -> Response:
    """Read a request that concerns you."""
    return sent(told(told_talk(talks.talk(database(), caller().principal, tenant_id(), record_id))))


@operation(
    TALKS, "POST", "/talks", "ask_talk",
    Told("It is asked.", {JSON: (_TALK, _EXAMPLE)}, 201),
    asks=Asks(
        shape(
            "NewTalk",
            {
                "finding": text("The key of an open finding of a body for which you act.", required=True),
                "body": text("Code of a body that is told of as having closed one.", required=True),
                "message": fields.String(required=True, validate=validate.Length(1, MOST_MESSAGE_CHARACTERS)),
            },
        ),
        {name: _EXAMPLE[name] for name in ("finding", "body", "message")},
    ),
)  # fmt: skip
def ask() -> Response:
    """Ask the people of a body that closed such a gap to talk. Your name is not told before they accept."""
    given = body()

    def make() -> Answer:
        made = talks.ask(database(), view(), caller().principal, tenant_id(), given)
        return told(told_talk(talks.talk(database(), caller().principal, tenant_id(), made)), 201)

    return once(make)


def _end(record_id: UUID, accept: bool | None) -> Response:
    who = caller().principal

    def make() -> Answer:
        if accept is None:
            return told(told_talk(talks.withdraw(database(), who, tenant_id(), record_id)))
        return told(told_talk(talks.answer(database(), who, tenant_id(), record_id, accept)))

    return once(make)


_ENDED = Told("How it stands.", {JSON: (_TALK, _EXAMPLE)})


@operation(TALKS, "POST", "/talks/<uuid:id>:accept", "accept_talk", _ENDED)
def accept(record_id: UUID) -> Response:
    """Accept a request: you and who asked are told each other’s names and addresses."""
    return _end(record_id, accept=True)


@operation(TALKS, "POST", "/talks/<uuid:id>:decline", "decline_talk", _ENDED)
def decline(record_id: UUID) -> Response:
    """Decline a request. Nothing is told of you."""
    return _end(record_id, accept=False)


@operation(TALKS, "POST", "/talks/<uuid:id>:withdraw", "withdraw_talk", _ENDED)
def withdraw(record_id: UUID) -> Response:
    """Take back a request of your own that nobody has answered."""
    return _end(record_id, accept=None)


@operation(
    TALKS, "GET", "/open-to-talk", "list_open_to_talk",
    Told(
        "The bodies.",
        {
            JSON: (
                shape("OpenToTalkList", {"items": fields.List(fields.Nested(_OPEN_SHAPE), required=True)}),
                {"items": [_EXAMPLE_OPEN]},
            )
        },
        headers=READ_HEADERS,
    ),
)  # fmt: skip
def list_open() -> Response:
    """List the bodies for which you act, and whether you may be asked on behalf of each."""
    found = talks.open_bodies(database(), caller().principal, tenant_id())
    return sent(told_list([one._asdict() for one in found], tuple(_OPEN)))


@operation(
    TALKS, "POST", "/open-to-talk", "set_open_to_talk",
    Told("It is kept.", {JSON: (_OPEN_SHAPE, _EXAMPLE_OPEN)}),
    asks=Asks(shape("NewOpenToTalk", dict(_OPEN)), _EXAMPLE_OPEN),
)  # fmt: skip
def set_open() -> Response:
    """Say whether you may be asked to talk on behalf of a body for which you act; unless said, you may not."""
    given = Given(*_OPEN)
    of, yes = given.text("body"), given.flag("open_to_talk")
    given.check()
    who = caller().principal
    return once(lambda: told(talks.set_open(database(), who, tenant_id(), of, yes)._asdict()))
