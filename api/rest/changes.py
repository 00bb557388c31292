"""The feed of changes and the audit: what happened in a tenant, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request
from marshmallow import fields, validate

from api.context import caller, database
from api.rest.beside import sent, tenant_id, told, told_list
from api.rest.operation import CSV, JSON, READ_HEADERS, Resource, Told, operation
from api.rest.parameters import Parameter, whole
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from graph.tables import SCHEMA
from interlace.db.audit import ChainEnd
from interlace.db.entries import TENANT
from interlace.reading import feed
from interlace.reading.pages import MOST, USUAL

if TYPE_CHECKING:
    from flask import Response

    from interlace.history import ChangeSet
    from interlace.reading.feed import Audited

CHANGES = Resource("changes", "The ordered feed of what changed: complete, and replayable from revision 0.")
AUDIT = Resource("audit", "Who did what, in a chain in which what was altered or removed shows. Administrators only.")

_MOST_REVISION = 2**53
REVISION_AFTER = Parameter(
    "after",
    "The revision after which changes are told; 0 for all.",
    {"type": "integer", "minimum": 0, "maximum": _MOST_REVISION, "default": 0},
)
NUMBER_AFTER = Parameter(
    "after",
    "The number before which records are told.",
    {"type": "integer", "minimum": 1, "maximum": _MOST_REVISION},
)
FIRST = Parameter(
    "first",
    "How many a page holds at most.",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
)
MOMENT = {"type": "string", "format": "date-time"}

_ENTRY = shape(
    "ChangeEntry",
    {
        "table": fields.String(required=True, validate=validate.OneOf([*SCHEMA, TENANT])),
        "id": fields.UUID(required=True),
        "values": fields.Dict(
            required=True,
            allow_none=True,
            metadata={"description": "The whole record after the change, empty columns left out; null where removed."},
        ),
    },
    description="A record after a change; `tenant` are the settings.",
)
_CHANGE = shape(
    "Change",
    {
        "revision": number("The tenant’s revision that it made.", required=True),
        "at": fields.DateTime(required=True),
        "by": text("Who made it: `user:<id>`, `service:<id>` or `system`.", required=True),
        "operation": text(f"What was done; `{feed.SOMETHING}` where you may not know of all of it.", required=True),
        "note": text("Why, where somebody said so.", required=True, allow_none=True),
        "entries": fields.List(fields.Nested(_ENTRY), required=True),
    },
    description="A revision and what it changed.",
)
_FEED = shape(
    "Feed",
    {
        "items": fields.List(fields.Nested(_CHANGE), required=True),
        "revision": number("The tenant’s present revision.", required=True),
        "has_more": fields.Boolean(required=True, metadata={"description": "Whether more changes follow these."}),
    },
)
_EXAMPLE = {
    "items": [
        {
            "revision": 41,
            "at": "2026-03-31T10:15:00+00:00",
            "by": "user:019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42",
            "operation": "declaration.give",
            "note": None,
            "entries": [
                {
                    "table": "declarations",
                    "id": "019ab9d0-5c5e-7d02-9a41-0c5d7be2f913",
                    "values": {"body": "pt-loures", "declared_on": "2026-03-31"},
                }
            ],
        }
    ],
    "revision": 41,
    "has_more": False,
}


@operation(
    CHANGES,
    "GET",
    "/changes",
    "list_changes",
    Told("What followed.", {JSON: (_FEED, _EXAMPLE)}, headers=("Link", *READ_HEADERS)),
    parameters=[REVISION_AFTER, FIRST],
)
def changes() -> Response:
    """Read what changed after a revision, in order. Whoever goes on after the last one misses nothing."""
    after, first = whole("after", 0, 0, _MOST_REVISION), whole("first", USUAL, 1, MOST)
    page = feed.changes(database(), caller().principal, tenant_id(), after, first)
    more = bool(page.changes) and page.changes[-1].revision < page.revision
    values = {"items": [_change(one) for one in page.changes], "revision": page.revision, "has_more": more}
    headers = {"Interlace-Revision": str(page.revision)}
    if more:
        headers["Link"] = f'<{request.path}?after={page.changes[-1].revision}&first={first}>; rel="next"'
    return sent(told(values, headers=headers))


def _change(one: ChangeSet) -> dict[str, Any]:
    head = one.head
    return {
        "revision": head.revision,
        "at": head.at,
        "by": head.actor,
        "operation": head.operation,
        "note": head.note,
        "entries": [entry._asdict() for entry in one.entries],
    }


_RECORD_COLUMNS: dict[str, fields.Field[Any]] = {
    "number": number("Its place in the chain.", required=True),
    "at": fields.DateTime(required=True),
    "actor": text("Who: `user:<id>`, `service:<id>` or `system`.", required=True),
    "operation": text("What was done.", required=True),
    "subject": text("To what.", required=True),
    "revision": number("The revision that it made, if it changed the register.", required=True, allow_none=True),
    "details": fields.Dict(required=True),
    "hash": text("The hash of the chain up to here.", required=True),
}
_RECORD = shape("AuditRecord", _RECORD_COLUMNS, description="Something that was done.")
_AUDITED = {
    "number": 77,
    "at": "2026-03-31T10:15:00+00:00",
    "actor": "user:019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42",
    "operation": "membership.grant",
    "subject": "user:019ab9d0-5c5e-7d02-9a41-0c5d7be2f913",
    "revision": None,
    "details": {"role": "reader", "body": None},
    "hash": "9f" * 32,
}
_ACTOR = Parameter("actor", "Only what these did.", many=True, example="system")
_OPERATION = Parameter("operation", "Only what was done by these operations.", many=True, example="membership.grant")
_SUBJECT = Parameter("subject", "Only what was done to these.", many=True)


@operation(
    AUDIT,
    "GET",
    "/audit",
    "list_audit",
    Told(
        "A page.",
        {
            JSON: (
                shape("AuditRecordList", {"items": fields.List(fields.Nested(_RECORD), required=True)}),
                {"items": [_AUDITED]},
            ),
            CSV: ({"type": "string"}, ",".join(_RECORD_COLUMNS) + "\r\n"),
        },
        headers=("Link", *READ_HEADERS),
    ),
    parameters=[NUMBER_AFTER, FIRST, _ACTOR, _OPERATION, _SUBJECT],
)
def audit() -> Response:
    """List what was done in the tenant, the last first."""
    first, before = whole("first", USUAL, 1, MOST), whole("after", 0, 1, _MOST_REVISION) or None
    chosen = {name: request.args.getlist(name) for name in feed.AUDIT_FILTERS}
    page = feed.audit(database(), caller().principal, tenant_id(), before, first, chosen)
    more = len(page.records) == first and page.records[-1].number > 1
    items = [_audited(one) for one in page.records]
    return sent(told_list(items, tuple(_RECORD_COLUMNS), page.records[-1].number if more else None))


def _audited(one: Audited) -> dict[str, Any]:
    return {**vars(one), "hash": one.hash.hex()}


_VERIFIED = shape(
    "AuditVerification",
    {
        "holds": fields.Boolean(required=True, metadata={"description": "Whether the whole chain holds."}),
        "number": number("The last record, or the first that cannot be trusted.", required=True),
        "hash": text("The hash of the last record: keep it, to see later that nothing was cut off.", allow_none=True),
        "reason": text("Why the chain does not hold.", allow_none=True),
    },
)


@operation(
    AUDIT,
    "GET",
    "/audit/verification",
    "verify_audit",
    Told(
        "How the chain stands.",
        {JSON: (_VERIFIED, {"holds": True, "number": 77, "hash": "9f" * 32, "reason": None})},
        headers=READ_HEADERS,
    ),
)
def verify() -> Response:
    """Read the whole audit again and tell whether it holds."""
    found = feed.audit_holds(database(), caller().principal, tenant_id())
    if isinstance(found, ChainEnd):
        return sent(told({"holds": True, "number": found.number, "hash": found.hash.hex(), "reason": None}))
    return sent(told({"holds": False, "number": found.number, "hash": None, "reason": found.reason}))
