"""Where links in letters lead, accepting an invitation or setting a new password, and asking for such a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import database
from api.guard import public
from interlace.errors import Invalid, Unknown
from interlace.identity import users
from web.blueprint import pages
from web.forms import Form
from web.frame import page
from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response


@pages.route("/invitations/<secret>", methods=["GET", "POST"])
@public
def invitation(secret: str) -> Response:
    """Set name and password by an invitation."""
    return _answered(
        asks_name=True,
        use=lambda form: users.accept_invitation(
            database(), secret, form.text("name"), request.form.get("password", "")
        ),
    )


@pages.route("/resets/<secret>", methods=["GET", "POST"])
@public
def reset(secret: str) -> Response:
    """Set a new password."""
    return _answered(
        asks_name=False, use=lambda _: users.use_reset(database(), secret, request.form.get("password", ""))
    )


@pages.route("/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> Response:
    """Ask for a link by which to set a new password; the answer is the same for every address."""
    form = Form.sent() if request.method == "POST" else Form()
    state = "form"
    if request.method == "POST":
        if form.text("email"):
            users.request_reset(database(), form.text("email"))
            state = "sent"
        else:
            form.wrong("email", say("Please fill this in."))
    return page("account/forgotten.html", 422 if form.problems else 200, form=form, state=state)


def _answered(*, asks_name: bool, use: Callable[[Form], object]) -> Response:
    """The form, or what became of it. The address holds a secret: no other page is told it."""
    form = Form.sent() if request.method == "POST" else Form()
    state = "form"
    if request.method == "POST":
        try:
            use(form)
            state = "done"
        except Invalid as refused:
            form.refuse(refused)
        except Unknown:
            state = "used"
    status = 422 if form.problems else 410 if state == "used" else 200
    response = page("account/letter.html", status, form=form, state=state, asks_name=asks_name)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
