"""What you are told, and how you want to be written to. For people: programs have neither."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from marshmallow import fields, validate

from api.context import caller, database
from api.rest.beside import id_after, nothing, once, sent, told, told_list
from api.rest.given import Given
from api.rest.members import GONE
from api.rest.operation import JSON, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, FIRST, Parameter, whole, yes_or_no
from api.rest.request_shapes import EXAMPLE_NOTICE, NOTICE, NOTICE_COLUMNS, page_of
from api.rest.schemas import shape
from api.rest.schemas import whole as number
from interlace import notices
from interlace.db.models.notices import MAILS
from interlace.reading.pages import MOST, USUAL

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

NOTICES = Resource("notices", "What you are told, in the application and by mail.")
_PREFERENCE = shape(
    "NoticePreference",
    {
        "mails": fields.String(
            required=True,
            validate=validate.OneOf(MAILS),
            metadata={
                "description": "`digest`: what names you at once, all else once a week; `named`: only the former; "
                "`none`: no mails."
            },
        )
    },
)
_PREFERRED = Told("How you are written to.", {JSON: (_PREFERENCE, {"mails": "digest"})}, headers=READ_HEADERS)


@operation(
    NOTICES,
    "GET",
    "/notices",
    "list_notices",
    page_of("Notice", NOTICE, EXAMPLE_NOTICE),
    parameters=[FIRST, AFTER, Parameter("unread", "Only those that you have not read.", {"type": "boolean"})],
)
def list_notices() -> Response:
    """List what you were told, the last first."""
    first, unread_only = whole("first", USUAL, 1, MOST), yes_or_no("unread")
    page = notices.notices(database(), caller().principal, first=first, after=id_after(), unread_only=bool(unread_only))
    items = [asdict(one) for one in page.notices]
    return sent(told_list(items, tuple(NOTICE_COLUMNS), page.notices[-1].id if page.has_more else None))


@operation(NOTICES, "POST", "/notices/<uuid:id>:read", "mark_notice_read", GONE)
def mark_notice_read(record_id: UUID) -> Response:
    """Say that you have read a notice. What was read is not mailed any more."""
    notices.mark_read(database(), caller().principal, record_id)
    return sent(nothing())


@operation(
    NOTICES,
    "POST",
    "/notices:read",
    "mark_notices_read",
    Told(
        "How many had not been read.",
        {JSON: (shape("NoticesRead", {"marked": number("How many.", required=True)}), {"marked": 3})},
    ),
)
def mark_notices_read() -> Response:
    """Say that you have read all of your notices."""
    return once(lambda: told({"marked": notices.mark_all_read(database(), caller().principal)}))


@operation(NOTICES, "GET", "/notices/preference", "read_notice_preference", _PREFERRED)
def read_preference() -> Response:
    """See how you are written to about this tenant."""
    return sent(told(asdict(notices.preference(database(), caller().principal))))


@operation(
    NOTICES,
    "POST",
    "/notices/preference",
    "change_notice_preference",
    Told("How you are written to.", {JSON: (_PREFERENCE, {"mails": "named"})}),
    asks=Asks(_PREFERENCE, {"mails": "named"}),
)
def change_preference() -> Response:
    """Be written to in another way about this tenant."""
    given = Given("mails")
    mails = given.text("mails")
    given.check()
    return once(lambda: told(asdict(notices.prefer(database(), caller().principal, mails))))
