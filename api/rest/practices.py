"""Good practices of bodies: written, proposed, archived. Others read them in the commons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, request
from marshmallow import fields, validate

from api.context import caller, database
from api.rest.beside import id_after, nothing, once, sent, tenant_id, told, told_list
from api.rest.changing import body, known_revision
from api.rest.commons_shapes import REASON
from api.rest.examples import ID, OTHER_ID
from api.rest.findings import FOUND
from api.rest.given import Given
from api.rest.members import GONE
from api.rest.operation import JSON, MERGE_PATCH, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, FIRST, Parameter, whole
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from interlace import practices
from interlace.db.models.practices import MOST_SUMMARY_CHARACTERS, MOST_TITLE_CHARACTERS, STATES
from interlace.practices.plain import of_practice
from interlace.practices.values import EVIDENCE, FIELDS, MOST_ITEMS, TEXTS
from interlace.reading.pages import MOST, USUAL

if TYPE_CHECKING:
    from uuid import UUID

    from api.answers import Answer

PRACTICES = Resource("practices", "What bodies did that others can learn from, as those who write it see it.")
_SAYS = {
    "purpose": "What it is for.",
    "stimulus": "What set it off.",
    "process": "How it was done.",
    "impact": "What came of it.",
    "resources": "What it took.",
}


def _texts(description: str) -> fields.Field[Any]:
    return fields.List(fields.String(), validate=validate.Length(max=MOST_ITEMS), metadata={"description": description})


_EVIDENCE = shape(
    "PracticeEvidence",
    {
        "kind": fields.String(required=True, validate=validate.OneOf(EVIDENCE)),
        "text": text("An address, `strategy:CODE` of the register, or words.", required=True),
    },
    description="What shows it. Records of the register are not published.",
)
_WRITTEN: dict[str, fields.Field[Any]] = {
    "title": fields.String(validate=validate.Length(1, MOST_TITLE_CHARACTERS)),
    "summary": fields.String(
        validate=validate.Length(1, MOST_SUMMARY_CHARACTERS), metadata={"description": "A few sentences."}
    ),
    "language": text("The language of these texts."),
    "place": fields.String(allow_none=True, validate=validate.Length(max=MOST_TITLE_CHARACTERS)),
    "starts_on": fields.Date(allow_none=True),
    "ends_on": fields.Date(allow_none=True),
    "cells": _texts("What it is about, each `principle:area`."),
    **{name: fields.String(allow_none=True, metadata={"description": _SAYS[name]}) for name in TEXTS},
    "evidence": fields.List(fields.Nested(_EVIDENCE)),
    "contacts": _texts("Roles of those who can tell more: no names and no addresses."),
    "actions": _texts("Codes of the actions that it came from; not published."),
    "findings": _texts("Keys of the findings that it came from; only their rules are published."),
    "translations": fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.String()),
        metadata={"description": "Language → `title` and whichever of the other texts there are in it."},
    ),
}
_COLUMNS: dict[str, fields.Field[Any]] = {
    "id": fields.UUID(required=True),
    "body": text("Code of the body.", required=True),
    **_WRITTEN,
    "state": fields.String(required=True, validate=validate.OneOf(STATES)),
    "written_at": fields.DateTime(required=True),
    "revision": number("What `If-Match` takes.", required=True),
    "proposed": fields.UUID(
        required=True, allow_none=True, metadata={"description": "The publication that waits for a decision."}
    ),
    "publication": fields.UUID(
        required=True, allow_none=True, metadata={"description": "The publication by which it is in the commons."}
    ),
    "entry": fields.UUID(required=True, allow_none=True, metadata={"description": "Its entry in the commons."}),
    "may_write": fields.Boolean(required=True, metadata={"description": "Whether you may write it."}),
}
_PRACTICE = shape("Practice", _COLUMNS, description="A good practice of a body.")
_EXAMPLE_WRITTEN: dict[str, Any] = {
    "title": "Mediadores nos centros de saúde",
    "summary": "Mediadores interculturais acompanham consultas nos centros de saúde.",
    "language": "pt",
    "place": "Loures",
    "starts_on": "2019-01-01",
    "ends_on": None,
    "cells": ["real_equality:health_social_care"],
    "purpose": "Consultas em que todos se entendem.",
    "stimulus": None,
    "process": None,
    "impact": None,
    "resources": "Duas pessoas a meio tempo.",
    "evidence": [{"kind": "address", "text": "https://municipality.example/report"}],
    "contacts": ["Responsável pela unidade de saúde"],
    "actions": [],
    "findings": [FOUND["key"]],
    "translations": {"en": {"title": "Mediators in health centres"}},
}
_EXAMPLE = {
    "id": ID,
    "body": "pt-loures",
    **_EXAMPLE_WRITTEN,
    "state": "published",
    "written_at": "2026-03-30T09:00:00+00:00",
    "revision": 4,
    "proposed": None,
    "publication": OTHER_ID,
    "entry": OTHER_ID,
    "may_write": True,
}
_TOLD = {JSON: (_PRACTICE, _EXAMPLE)}


@operation(
    PRACTICES, "GET", "/practices", "list_practices",
    Told(
        "A page.",
        {JSON: (shape("PracticeList", {"items": fields.List(fields.Nested(_PRACTICE), required=True)}),
                {"items": [_EXAMPLE]})},
        headers=("Link", *READ_HEADERS),
    ),
    parameters=[
        FIRST,
        AFTER,
        Parameter("state", "Only those that stand so.", {"type": "string", "enum": [*STATES]}, many=True),
        Parameter("body", "Only those of this body.", many=True),
    ],
)  # fmt: skip
def list_practices() -> Response:
    """List practices of the tenant’s bodies: those that are published, and drafts of bodies whose drafts you see."""
    page = practices.practices(
        database(),
        caller().principal,
        tenant_id(),
        states=request.args.getlist("state"),
        bodies=request.args.getlist("body"),
        first=whole("first", USUAL, 1, MOST),
        after=id_after(),
    )
    return sent(told_list([of_practice(one) for one in page.items], tuple(_COLUMNS), page.next_after))


def _practice(record_id: UUID) -> Answer:
    return told(of_practice(practices.practice(database(), caller().principal, tenant_id(), record_id)))


@operation(
    PRACTICES, "GET", "/practices/<uuid:id>", "read_practice", Told("The practice.", _TOLD, headers=READ_HEADERS)
)
def read_practice(record_id: UUID) -> Response:
    """Read a practice; whoever does not see the drafts of its body reads it as it was published."""
    return sent(_practice(record_id))


@operation(
    PRACTICES, "POST", "/practices", "begin_practice",
    Told("It is begun.", _TOLD, 201, ("Location",)),
    asks=Asks(
        shape("NewPractice", {"body": text("Code of the body.", required=True), **_WRITTEN}),
        {"body": "pt-loures", **{name: _EXAMPLE_WRITTEN[name] for name in ("title", "summary", "language", "cells")}},
    ),
)  # fmt: skip
def begin_practice() -> Response:
    """Begin a practice, as a draft that only its body and those above it see. No text holds a mail address."""
    given = body()
    who = caller().principal

    def make() -> Answer:
        made = practices.write(database(), who, tenant_id(), given)
        return told(of_practice(made), 201, {"Location": f"{request.path}/{made.id}"})

    return once(make)


@operation(
    PRACTICES, "PATCH", "/practices/<uuid:id>", "change_practice",
    Told("The practice.", _TOLD),
    asks=Asks(shape("PracticePatch", dict(_WRITTEN)), {"impact": "Menos consultas perdidas."}, (JSON, MERGE_PATCH)),
    conditional=True,
)  # fmt: skip
def change_practice(record_id: UUID) -> Response:
    """Write on; lists are given as a whole. What is published stays until it is proposed and published anew."""
    practices.change(database(), caller().principal, tenant_id(), record_id, known_revision(), body())
    return sent(_practice(record_id))


@operation(PRACTICES, "DELETE", "/practices/<uuid:id>", "remove_practice", GONE, conditional=True)
def remove_practice(record_id: UUID) -> Response:
    """Remove a draft that was never proposed."""
    practices.remove(database(), caller().principal, tenant_id(), record_id, known_revision())
    return sent(nothing())


@operation(
    PRACTICES, "POST", "/practices/<uuid:id>:archive", "archive_practice",
    Told("The practice.", _TOLD),
    asks=Asks(
        shape("PracticeArchiving", {"revision": number("The one that you know.", required=True), "reason": REASON}),
        {"revision": 4, "reason": "The project has ended."},
    ),
)  # fmt: skip
def archive_practice(record_id: UUID) -> Response:
    """Take a practice back from the commons and from whoever decides, and keep it."""
    given = Given("revision", "reason")
    revision, reason = given.whole("revision", 0, 1, 2**53), given.text("reason", required=False)
    given.check()
    who = caller().principal

    def make() -> Answer:
        practices.archive(database(), who, tenant_id(), record_id, revision, reason or None)
        return _practice(record_id)

    return once(make)


assert {*_WRITTEN} == {*FIELDS}  # noqa: S101 - what is documented is what is read
