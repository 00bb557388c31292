"""What somebody was told, the last first."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import request

from api.context import caller, database
from interlace import notices
from interlace.errors import FieldProblem, Invalid
from web.blueprint import pages
from web.days import address
from web.frame import go, page
from web.notices.words import said

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/notices")
def notice_list(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The notices of the caller."""
    found = notices.notices(
        database(), caller().principal, after=_after(), unread_only=request.args.get("show") == "unread"
    )
    return page(
        "notices/list.html",
        notices=[said(one) for one in found.notices],
        next_after=found.notices[-1].id if found.has_more else None,
        only_unread=request.args.get("show") == "unread",
    )


@pages.post("/t/<tenant>/notices")
def notices_read(tenant: str) -> Response:  # noqa: ARG001
    """One was read, or all of them were."""
    one = request.form.get("one")
    if one is None:
        notices.mark_all_read(database(), caller().principal)
    else:
        notices.mark_read(database(), caller().principal, _id(one))
    return go(address("notice_list"))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid([FieldProblem("/one", "bad-value")]) from error


def _after() -> UUID | None:
    given = request.args.get("after")
    try:
        return UUID(given) if given else None
    except ValueError as error:
        raise Invalid([FieldProblem("/after", "bad-cursor")]) from error
