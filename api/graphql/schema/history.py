"""What happened: the feed of changes, and the audit. Both are read from the database, for each caller anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from api.graphql.schema import nodes
from api.graphql.schema.lists import AFTER, FIRST, Connection, connection_type
from api.graphql.schema.parts import argument, attribute, field, input_type, object_type
from api.graphql.schema.sources import OF_TABLE
from interlace.db.audit import ChainBreak
from interlace.errors import FieldProblem, Invalid
from interlace.reading import feed
from interlace.reading.pages import USUAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.graphql.schema.context import Context
    from interlace.db.entries import Entry

_NUMBER = re.compile(r"[0-9]{1,15}")


class AuditCheck:
    """What reading the audit again came to."""

    __slots__ = ("number", "reason")

    def __init__(self, number: int, reason: str | None) -> None:
        self.number = number
        self.reason = reason


def _number(after: str | None) -> int | None:
    if after is not None and not _NUMBER.fullmatch(after):
        raise Invalid([FieldProblem("/after", "bad-cursor")])
    return None if after is None else int(after)


def _changes(_source: object, context: Context, first: int = USUAL, after: str | None = None) -> Connection:
    since = _number(after) or 0
    page = feed.changes(context.database, context.caller.principal, context.tenant_id, since, first)
    has_next = bool(page.changes) and page.changes[-1].revision < page.revision
    return Connection(page.changes, page.revision, has_next, since > 0, lambda change: str(change.revision))


def _audit(
    _source: object,
    context: Context,
    first: int = USUAL,
    after: str | None = None,
    filter: Mapping[str, Sequence[str] | None] | None = None,  # noqa: A002
) -> Connection:
    before, chosen = _number(after), {name: values for name, values in (filter or {}).items() if values is not None}
    page = feed.audit(context.database, context.caller.principal, context.tenant_id, before, first, chosen)
    has_next = len(page.records) == first and page.records[-1].number > 1
    return Connection(page.records, page.total, has_next, before is not None, lambda record: str(record.number))


def _holds(_source: object, context: Context) -> AuditCheck:
    end = feed.audit_holds(context.database, context.caller.principal, context.tenant_id)
    return AuditCheck(end.number, end.reason if isinstance(end, ChainBreak) else None)


def _hash(source: feed.Audited, _context: Context) -> str:
    return source.hash.hex()


def _entry_id(source: Entry, context: Context) -> str | None:
    if source.table not in OF_TABLE:
        return None
    return nodes.written(context.view, context, OF_TABLE[source.table].__name__, str(source.id))


def _entry_values(source: Entry, _context: Context) -> Any:  # noqa: ANN401 - any record
    return source.values


object_type(
    "ChangeEntry",
    "A record as it was after a change.",
    [
        attribute("table", "str", "The table that it stands in; `tenant` for the settings."),
        field("id", "ID | None", nodes.ID, _entry_id, fresh=True),
        attribute("uuid", "UUID", "The record’s id, a UUID of version 7.", "id"),
        field("values", "JSON | None", "All of it in the words of a bundle; null where it was removed.", _entry_values),
    ],
)
object_type(
    "Change",
    "All that one revision changed, as far as the caller may know of it.",
    [
        attribute("revision", "int", "The tenant’s revision that it made."),
        attribute("at", "DateTime", "When it was made.", "head.at"),
        attribute("actor", "str", "Who made it: `user:…`, `service:…` or `system`.", "head.actor"),
        attribute("operation", "str", "What was done.", "head.operation"),
        attribute("note", "str | None", "Why, where somebody said so.", "head.note"),
        attribute("entries", "list[ChangeEntry]", "The records that it changed.", page=20),
    ],
)
connection_type("Change", "changes")
object_type(
    "AuditRecord",
    "Who did what when.",
    [
        attribute("number", "int", "Its number, from 1 without a hole."),
        attribute("at", "DateTime", "When it was done."),
        attribute("actor", "str", "Who did it: `user:…`, `service:…` or `system`."),
        attribute("operation", "str", "What was done."),
        attribute("subject", "str", "To what."),
        attribute("revision", "int | None", "The revision that it made; null where the register did not change."),
        attribute("details", "JSON", "What a later reader needs to know."),
        field("hash", "str", "The hash of the chain up to it, in hexadecimal digits.", _hash),
    ],
)
connection_type("AuditRecord", "records of the audit")
input_type(
    "AuditFilter",
    "Which records of the audit are wanted.",
    [field(name, "list[str] | None", f"Any of these: {name}.") for name in feed.AUDIT_FILTERS],
)
object_type(
    "AuditCheck",
    "Whether each record of the audit holds to the one before.",
    [
        field("holds", "bool", "Whether all do.", lambda source, _context: source.reason is None),
        attribute("number", "int", "The last record, or the first that cannot be trusted."),
        attribute("reason", "str | None", "Why that one cannot be trusted."),
    ],
    source=AuditCheck,
)
TENANT_FIELDS = [
    field(
        "changes",
        "ChangeConnection",
        "The feed of what changed, in order: applied from the beginning it gives the register. Cursors are revisions.",
        _changes,
        FIRST,
        argument("after", "str | None", "A revision, or a cursor: what followed it is wanted."),
        fresh=True,
    ),
    field(
        "audit",
        "AuditRecordConnection",
        "Who did what, the last first; for administrators.",
        _audit,
        FIRST,
        AFTER,
        argument("filter", "AuditFilter | None", "What is wanted."),
        fresh=True,
    ),
    field("auditCheck", "AuditCheck", "The whole audit read again; for administrators.", _holds, fresh=True),
]
