"""What an asker tells the bodies that have answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.context import caller, database
from api.writing import tenant_id
from interlace import requests
from interlace.errors import Conflict, Invalid
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go
from web.requests.mine import shown

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response


@pages.post("/t/<tenant>/requests/<uuid:request_id>/reply")
def request_reply(tenant: str, request_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """Tell one of them, or all that were told nothing yet."""
    form = Form.sent()
    try:
        requests.reply(database(), caller().principal, tenant_id(), request_id, form.given("text", "body"))
    except Invalid as refused:
        form.refuse(refused)
    except Conflict as refused:
        form.refuse_whole(refused)
    if form.problems:
        return shown(request_id, form, 422)
    return go(address("request_one", request_id=request_id, done="replied"))
