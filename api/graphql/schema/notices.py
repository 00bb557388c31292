"""What you are told: notices in the application, and how you are written to about this tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.graphql.schema.lists import AFTER, FIRST, Connection, connection_type, id_after
from api.graphql.schema.parts import argument, attribute, enum, field, object_type
from api.graphql.schema.services import done, service_mutation, told_by
from interlace import notices
from interlace.db.models.notices import MAILS
from interlace.reading.pages import USUAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.graphql.schema.context import Context
    from interlace.notices import Preference

_MAILS = {
    "digest": "What names you at once, all else once a week.",
    "named": "Only what names you.",
    "none": "No mails.",
}
enum("MailPreference", "How you are written to.", {mails: _MAILS[mails] for mails in MAILS})


def _notices(
    _source: object, context: Context, first: int = USUAL, after: str | None = None, unread: bool | None = None
) -> Connection:
    page = notices.notices(
        context.database, context.caller.principal, first=first, after=id_after(after), unread_only=bool(unread)
    )
    return Connection(page.notices, None, page.has_more, after is not None, lambda one: str(one.id))


def _preference(_source: object, context: Context) -> Preference:
    return notices.preference(context.database, context.caller.principal)


object_type(
    "Notice",
    "Something that you are told.",
    [
        attribute("uuid", "UUID", "Which one it is.", "id"),
        attribute("kind", "str", "What it is."),
        attribute("about", "str", "What it is about, as `request:<id>` or `case:<finding key>`."),
        attribute("details", "JSON", "Who, what, until when."),
        attribute("at", "DateTime", "When."),
        attribute("readAt", "DateTime | None", "When it was read.", "read_at"),
    ],
)
connection_type("Notice", "notices", counted=False)
object_type("NoticePreference", "How you are written to.", [attribute("mails", "MailPreference", "By mail.")])
TENANT_FIELDS = [
    field(
        "notices",
        "NoticeConnection",
        "What you were told, the last first; for people.",
        _notices,
        FIRST,
        AFTER,
        argument("unread", "bool | None", "Only those that you have not read."),
        fresh=True,
    ),
    field("noticePreference", "NoticePreference", "How you are written to; for people.", _preference, fresh=True),
]


def _read(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    notices.mark_read(context.database, context.caller.principal, given["uuid"])
    return {"uuid": str(given["uuid"])}


def _read_all(context: Context, _given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"marked": notices.mark_all_read(context.database, context.caller.principal)}


def _prefer(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"mails": notices.prefer(context.database, context.caller.principal, str(given["mails"])).mails}


done("NoticesReadPayload", "How many were read.", told_by("marked", "int | None", "How many had not been read."))
done("PreferencePayload", "How you are written to.", told_by("mails", "MailPreference | None", "By mail."))
_WHICH = field("uuid", "UUID", "Which one.")
MUTATION_FIELDS = [
    service_mutation("noticeRead", "Say that you have read a notice.", _read, "UuidPayload", [_WHICH]),
    service_mutation("noticesRead", "Say that you have read all of your notices.", _read_all, "NoticesReadPayload", []),
    service_mutation(
        "noticePrefer",
        "Be written to in another way about this tenant.",
        _prefer,
        "PreferencePayload",
        [field("mails", "MailPreference", "By mail.")],
    ),
]
