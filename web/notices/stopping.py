"""The link of letters by which mails stop, without signing in: a page asks, a press of its button or a mail program's
own button (RFC 8058) stops them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import database
from api.guard import public
from interlace import notices
from interlace.errors import Unknown
from interlace.reminders import holder_of
from web.blueprint import pages
from web.frame import page

if TYPE_CHECKING:
    from flask import Response


@pages.route("/stop-mails/<token>", methods=["GET", "POST"])
@public
def stop_mails(token: str) -> Response:
    """Ask first: programs that look at every link in a letter stop nothing."""
    try:
        holder = holder_of(database().configuration, token)
        if request.method == "POST":
            notices.stop(database(), holder.tenant_id, holder.user_id)
    except Unknown:
        return page("notices/stop.html", 404, state="unknown")
    return page("notices/stop.html", state="stopped" if request.method == "POST" else "asked")
