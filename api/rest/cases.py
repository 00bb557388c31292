"""Cases: what people make of findings: answers, owners, deadlines, comments and files, by the finding's key."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Response, request
from marshmallow import fields, validate

from api.context import caller, database, snapshots
from api.idempotency import key_of_request, once_beside
from api.receiving import received
from api.requests import takes
from api.rest.beside import nothing, once, sent, tenant_id, told, told_list
from api.rest.case_shapes import CASE, EXAMPLE, EXAMPLE_LISTED, EXAMPLE_RECEIPT, KEY, LISTED, ONE_SAID, RECEIPT, day
from api.rest.changing import body
from api.rest.findings import RULE
from api.rest.members import GONE
from api.rest.operation import JSON, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, FIRST, Parameter, whole, yes_or_no
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from interlace import cases
from interlace.cases.file_kinds import KINDS, MOST_MIB
from interlace.cases.states import STATES
from interlace.db.models.cases import MOST_ATTACHMENT_BYTES, MOST_COMMENT_CHARACTERS
from interlace.errors import FieldProblem, Invalid
from interlace.reading.pages import MOST, USUAL

if TYPE_CHECKING:
    from uuid import UUID

    from api.answers import Answer
    from interlace.cases.attachments import Fetched
    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.snapshots.store import SnapshotStore

CASES = Resource(
    "cases",
    "What people make of findings, kept under a finding’s key. Files: "
    f"{', '.join(kind.name for kind in KINDS)}, at most {MOST_MIB} MiB each.",
)
BINARY = "application/octet-stream"


_TOLD = Told("The case.", {JSON: (CASE, EXAMPLE)}, headers=READ_HEADERS)
_WRITTEN = Told("It is written.", {JSON: (RECEIPT, EXAMPLE_RECEIPT)}, 201)


def _asker() -> tuple[Database, SnapshotStore, Principal, UUID]:
    return database(), snapshots(), caller().principal, tenant_id()


def _receipt(finding: str, made: UUID | None = None) -> Answer:
    return told({"finding": finding, "id": made}, 201)


@operation(
    CASES,
    "GET",
    "/cases",
    "list_cases",
    Told(
        "A page.",
        {
            JSON: (
                shape(
                    "CaseList",
                    {"items": fields.List(fields.Nested(shape("CaseListed", LISTED)), required=True)},
                ),
                {"items": [EXAMPLE_LISTED]},
            )
        },
        headers=("Link", *READ_HEADERS),
    ),
    parameters=[
        FIRST,
        AFTER,
        Parameter("state", "Only cases that stand like this.", {"type": "string", "enum": [*STATES]}, many=True),
        Parameter("owner", "Code of a body: only cases that one of these owns.", many=True),
        Parameter("body", "Code of a body: only cases whose findings concern one of these.", many=True),
        RULE,
        Parameter("overdue", "Only cases that are, or are not, past their deadline.", {"type": "boolean"}),
    ],
)
def every() -> Response:
    """List the cases of which somebody made something; what is due first comes first."""
    asked = cases.AskedCases(
        **{name: request.args.getlist(name) for name in ("state", "owner", "body", "rule")},
        overdue=yes_or_no("overdue"),
        first=whole("first", USUAL, 1, MOST),
        after=request.args.get("after"),
    )
    page = cases.cases(*_asker(), asked)
    return sent(told_list([asdict(one) for one in page.items], tuple(LISTED), page.next_after))


@operation(CASES, "GET", "/cases/<path:key>", "read_case", _TOLD)
def single(key: str) -> Response:
    """Read the case of a finding by its key. One of which nobody made anything is open, or closed if it is gone."""
    return sent(told(asdict(cases.case(*_asker(), key))))


def _sent_key(description: str = "The key of the finding.") -> fields.Field[Any]:
    return text(description, required=True)


@operation(
    CASES,
    "POST",
    "/case-answers",
    "answer_case",
    _WRITTEN,
    asks=Asks(
        shape(
            "NewCaseAnswer",
            {
                "finding": _sent_key(),
                "said": ONE_SAID,
                "after": number("The number of the last answer that you have seen; 0 for none.", required=True),
                "reason": text(
                    "Why, or what was done; needed to dispute, accept a risk, close and settle.", allow_none=True
                ),
                "evidence_url": text("A page that shows it.", allow_none=True),
                "until": day("The last day of an accepted risk.", allow_none=True),
                "body": text("For which body; the first that you may answer for unless told.", allow_none=True),
            },
        ),
        {"finding": KEY, "said": "in_progress", "after": 0, "reason": "A draft goes to the council in May."},
    ),
    refuses=[412],
)
def answer() -> Response:
    """Answer a finding, or settle what a body disputes. Closing by hand says what was done, once it is gone."""
    given = body()
    return once(lambda: _receipt(cases.answer(*_asker(), given)))


@operation(
    CASES,
    "POST",
    "/case-owners",
    "own_case",
    _WRITTEN,
    asks=Asks(
        shape(
            "CaseOwners",
            {
                "finding": _sent_key(),
                "revision": number("That of the case as you know it.", required=True),
                "owners": fields.List(
                    fields.String(), metadata={"description": "Codes of all bodies that are to own it."}
                ),
                "deadline": day("The joint deadline; null for none.", allow_none=True),
            },
        ),
        {"finding": KEY, "revision": 0, "owners": ["pt-sintra", "pt-lisboa"], "deadline": "2026-12-31"},
    ),
    refuses=[412],
)
def own() -> Response:
    """Say who owns a case and until when it is to be closed together; what is left out stays as it is."""
    given = body()
    return once(lambda: _receipt(cases.set_owners(*_asker(), given)))


@operation(
    CASES,
    "POST",
    "/case-comments",
    "comment_case",
    _WRITTEN,
    asks=Asks(
        shape(
            "NewCaseComment",
            {
                "finding": _sent_key(),
                "text": fields.String(required=True, validate=validate.Length(1, MOST_COMMENT_CHARACTERS)),
                "mentions": fields.List(fields.UUID(), metadata={"description": "Ids of people who are to be told."}),
            },
        ),
        {"finding": KEY, "text": "Shall we ask the network for its model strategy?", "mentions": []},
    ),
)
def comment() -> Response:
    """Say something about a case. Comments are not changed; whoever wrote one may take it away."""
    given = body()

    def make() -> Answer:
        made = cases.comment(*_asker(), given)
        return _receipt(str(given["finding"]).strip(), made)

    return once(make)


@operation(CASES, "DELETE", "/case-comments/<uuid:id>", "remove_case_comment", GONE)
def uncomment(record_id: UUID) -> Response:
    """Take away a comment of your own; that there was one stays."""
    cases.uncomment(database(), caller().principal, tenant_id(), record_id)
    return sent(nothing())


_FINDING = Parameter("finding", "The key of the finding.", required=True, example="strategy-missing:E")
_NAME = Parameter("name", "What the file is called; its ending says what it is.", required=True, example="plan.txt")


@operation(
    CASES,
    "POST",
    "/case-attachments",
    "attach_to_case",
    _WRITTEN,
    asks=Asks({"type": "string", "format": "binary"}, "Minutes of the council", (BINARY,)),
    parameters=[_FINDING, _NAME],
    refuses=[408],
)
@takes(MOST_ATTACHMENT_BYTES)
def attach() -> Response:
    """Attach a file; its bytes are the body. What it is, is told from them: HTML, SVG and programs are refused."""
    finding, name = (request.args.get(one, "") for one in ("finding", "name"))
    missing = [FieldProblem(f"/{one}", "required") for one in ("finding", "name") if not request.args.get(one)]
    if missing:
        raise Invalid(missing)
    with received("attachment") as file:

        def make() -> Answer:
            return _receipt(finding, cases.attach(*_asker(), finding, name, file.path.read_bytes()))

        return sent(once_beside(key_of_request(body=file.digest), make))


@operation(
    CASES,
    "GET",
    "/case-attachments/<uuid:id>",
    "read_case_attachment",
    Told("The file.", {BINARY: ({"type": "string", "format": "binary"}, "Minutes of the council")}),
)
def read_attachment(record_id: UUID) -> Response:
    """Fetch a file of a case."""
    return download(cases.attachment(*_asker(), record_id))


def download(file: Fetched) -> Response:
    """A file as no browser will run or draw it within a page of ours."""
    plain = "".join(one if one.isascii() and one.isprintable() and one not in '"\\' else "_" for one in file.name)
    # What it is, the case tells; a browser is told nothing that it could act on.
    response = Response(file.content, content_type=BINARY)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@operation(CASES, "DELETE", "/case-attachments/<uuid:id>", "remove_case_attachment", GONE)
def detach(record_id: UUID) -> Response:
    """Take a file away; that it was there stays."""
    cases.detach(database(), caller().principal, tenant_id(), record_id)
    return sent(nothing())
