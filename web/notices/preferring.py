"""How somebody wants to be written to about this programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import caller, database
from interlace import notices
from interlace.errors import Invalid
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import say

if TYPE_CHECKING:
    from flask import Response


@pages.route("/t/<tenant>/notices/preferences", methods=["GET", "POST"])
def notice_preferences(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """See and change it."""
    if request.method == "GET":
        return _shown(Form.of({"mails": notices.preference(database(), caller().principal).mails}))
    form = Form.sent()
    try:
        notices.prefer(database(), caller().principal, form.text("mails"))
    except Invalid as refused:
        form.refuse(refused)
        return _shown(form, 422)
    return go(address("notice_preferences", done="saved"))


def _shown(form: Form, status: int = 200) -> Response:
    choices = [
        ("digest", say("Once a week"), say("What names you is mailed at once, all else in one letter on Mondays.")),
        (
            "named",
            say("Only what names you"),
            say("It is mailed at once, but for ten minutes in which it can be corrected."),
        ),
        ("none", say("No mails"), say("You see all of it here when you come.")),
    ]
    return page("notices/preferences.html", status, form=form, choices=choices, done=request.args.get("done"))
