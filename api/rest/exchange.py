"""Strategies, bodies and good practices in formats of others: StratML, JSON-LD and Popolo, out and in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from flask import request
from marshmallow import fields, validate

from api.answers import Answer
from api.context import caller, database
from api.rest.answering import read
from api.rest.beside import id_of, once, sent, tenant_id, told
from api.rest.changing import body
from api.rest.examples import ID
from api.rest.graphs import EXPORTS
from api.rest.imports import IMPORTS
from api.rest.operation import JSON, READ_HEADERS, Asks, Told, form, operation
from api.rest.parameters import Parameter
from api.rest.scenarios import desk
from api.rest.schemas import shape, text
from interlace import exchange
from interlace.errors import FieldProblem, Invalid
from interlace.exchange.plain import of_brought
from interlace.exchange.taking import MEDIA_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Response

    from interlace.reading.view import View

_STRATEGY = Parameter("strategy", "Code of a strategy.", required=True, example="loures-2030")
_HEADERS = ("Content-Disposition", *READ_HEADERS)


def _file(form: str, seen: View) -> Answer:
    taken = exchange.take(caller().principal, seen, form, request.args.get("strategy"))
    headers = {"Content-Disposition": f'attachment; filename="{taken.name}"'}
    return Answer(taken.content, taken.media_type, headers)


@operation(
    EXPORTS,
    "GET",
    "/exports/stratml",
    "export_stratml",
    Told("The plan.", {MEDIA_TYPES["stratml"]: ({"type": "string"}, "<StrategicPlan/>")}, headers=_HEADERS),
    parameters=[_STRATEGY],
)
def export_stratml() -> Response:
    """Export a strategy as a strategic plan of StratML Part 1 (ISO 17469-1)."""
    return read(partial(_file, "stratml"))


@operation(
    EXPORTS,
    "GET",
    "/exports/strategy",
    "export_strategy",
    Told("The strategy.", {MEDIA_TYPES["jsonld"]: ({"type": "object"}, {"@context": {}})}, headers=_HEADERS),
    parameters=[_STRATEGY],
)
def export_strategy() -> Response:
    """Export a strategy with its commitments as JSON-LD."""
    return read(partial(_file, "jsonld"))


@operation(
    EXPORTS,
    "GET",
    "/exports/popolo",
    "export_popolo",
    Told(
        "The bodies.",
        {JSON: ({"type": "object"}, {"organizations": [], "memberships": [], "interlace": {"left_out": {}}})},
        headers=_HEADERS,
    ),
)
def export_popolo() -> Response:
    """Export all bodies and their memberships of networks as Popolo."""
    return read(partial(_file, "popolo"))


_PRACTICE = Parameter("practice", "Id of a practice.", required=True, example=ID)
_ENTRY = Parameter("entry", "Id of an entry of the commons.", required=True, example=ID)
_PRACTICE_FILE = Told(
    "The practice.",
    {
        MEDIA_TYPES["stratml"]: ({"type": "string"}, "<StrategicPlan/>"),
        MEDIA_TYPES["jsonld"]: ({"type": "object"}, {"@context": {}}),
    },
    headers=_HEADERS,
)
_FORMS = {MEDIA_TYPES[name]: name for name in ("stratml", "jsonld")}


def _practice_file(take: Callable[..., exchange.Taken], name: str) -> Response:
    taken = take(database(), caller().principal, tenant_id(), _FORMS[form()], id_of(name))
    headers = {"Content-Disposition": f'attachment; filename="{taken.name}"', "Cache-Control": "private, no-cache"}
    return sent(Answer(taken.content, taken.media_type, headers))


@operation(EXPORTS, "GET", "/exports/practice", "export_practice", _PRACTICE_FILE, parameters=[_PRACTICE])
def export_practice() -> Response:
    """Export a practice of a body as a plan of StratML Part 1, or as JSON-LD: what can be published of it."""
    return _practice_file(exchange.take_practice, "practice")


@operation(EXPORTS, "GET", "/exports/practice-entry", "export_practice_entry", _PRACTICE_FILE, parameters=[_ENTRY])
def export_practice_entry() -> Response:
    """Export a practice that stands in the commons, whoever published it, as StratML Part 1 or JSON-LD."""
    return _practice_file(exchange.take_entry, "entry")


_PLAIN = fields.Dict(required=True)
_RECORD = shape("FileRecord", {"table": text("Its table.", required=True), "values": _PLAIN})
_ALREADY = shape(
    "FileAlready",
    {
        "table": text("Its table.", required=True),
        "key": text("Its code, or the codes that make it unique.", required=True),
        "differs": fields.List(fields.String(), required=True),
    },
)
_NOTE = shape(
    "FileNote",
    {
        "place": text("Where in the file: `/line/12`, or a JSON pointer.", required=True),
        "what": text("What it is called there.", required=True),
        "value": text("What it says, cut where it is long.", required=True),
    },
)
_BROUGHT = shape(
    "FileBrought",
    {
        "written": fields.Boolean(required=True),
        "revision": fields.Integer(required=True),
        "added": fields.List(fields.Nested(_RECORD), required=True),
        "already": fields.List(fields.Nested(_ALREADY), required=True),
        "notes": fields.List(fields.Nested(_NOTE), required=True),
    },
    description="What a file adds, what the register has already and keeps as it is, and what has no place here.",
)
_EXAMPLE: Mapping[str, Any] = {
    "written": True,
    "revision": 42,
    "added": [{"table": "commitments", "values": {"strategy": "plan", "principle": "real_equality"}}],
    "already": [{"table": "strategies", "key": "plan", "differs": ["title"]}],
    "notes": [{"place": "/line/7", "what": "Mission", "value": "To serve."}],
}
FIELDS = ("form", "content", "owner", "code", "dry_run")


@operation(
    IMPORTS,
    "POST",
    "/imports/files",
    "bring_file",
    Told("What it comes to.", {JSON: (_BROUGHT, _EXAMPLE)}),
    asks=Asks(
        shape(
            "FileToBring",
            {
                "form": fields.String(required=True, validate=validate.OneOf(exchange.ALL_FORMS)),
                "content": text("The text of the file, at most 1 MiB.", required=True),
                "owner": text("Code of the body that leads the strategy, if not the file’s, or whose practice it is."),
                "code": text("Code of the strategy, if not the file’s."),
                "dry_run": fields.Boolean(metadata={"description": "Only tell what it would come to."}),
            },
        ),
        {"form": "stratml", "content": "<StrategicPlan>…</StrategicPlan>", "owner": "pt-loures", "dry_run": True},
    ),
)
def bring_file() -> Response:
    """Bring in a strategy (StratML or JSON-LD), bodies (Popolo) or a practice, as a draft of the owner’s, all of it or
    nothing, by the ordinary services.

    What the register has already stays as it is; where the file says otherwise, and what of it has no place here, is
    told.
    """
    given = body()
    asked, dry_run = asked_of(given), given.get("dry_run") is True
    return once(lambda: told(of_brought((exchange.look if dry_run else exchange.bring)(desk(), asked))))


def asked_of(given: Mapping[str, object]) -> exchange.Asked:
    """What a body asks for. Raises Invalid."""
    problems = [
        FieldProblem(f"/{str(name)[:64]}", "unknown-field", {"choices": ", ".join(FIELDS)})
        for name in given
        if name not in FIELDS
    ]
    for name in ("form", "content", "owner", "code"):
        value = given.get(name)
        if value is None and name in {"form", "content"}:
            problems.append(FieldProblem(f"/{name}", "required"))
        elif value is not None and not isinstance(value, str):
            problems.append(FieldProblem(f"/{name}", "bad-text"))
    if not isinstance(given.get("dry_run", False), bool):
        problems.append(FieldProblem("/dry_run", "bad-value"))
    if problems:
        raise Invalid(problems)
    owner, code = given.get("owner"), given.get("code")
    return exchange.Asked(
        str(given["form"]), str(given["content"]), str(owner) if owner else None, str(code) if code else None
    )
