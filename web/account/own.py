"""What somebody decides about their own account: their name, the language of letters, their password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request, url_for

from api.context import caller, database
from api.writing import tenant_id
from interlace.errors import Invalid, Unauthenticated
from interlace.identity import users
from interlace.texts import LANGUAGES as LANGUAGES_OF_LETTERS
from web import session
from web.account import person
from web.account.places import places
from web.blueprint import pages
from web.forms import Form
from web.frame import go, page
from web.languages import say

if TYPE_CHECKING:
    from flask import Response


@pages.route("/account", methods=["GET", "POST"])
def account() -> Response:
    """The account of whoever is signed in."""
    profile = users.profile(database(), person.user_id())
    if request.method == "GET":
        return _account(profile, Form.of({"name": profile.name, "language": profile.language}))
    form = Form.sent()
    try:
        users.change_profile(database(), person.user_id(), name=form.text("name"), language=form.text("language"))
    except Invalid as refused:
        form.refuse(refused)
        return _account(profile, form, 422)
    return go(url_for("web.account", done="saved"))


def _account(profile: users.Profile, form: Form, status: int = 200) -> Response:
    return page(
        "account/account.html",
        status,
        profile=profile,
        form=form,
        letters=LANGUAGES_OF_LETTERS,
        grants=caller().principal.grants,
        places=places(),
        done=request.args.get("done"),
    )


@pages.route("/account/password", methods=["GET", "POST"])
def change_password() -> Response:
    """Another password: all other sign-ins end, and this one goes on."""
    form = Form.sent() if request.method == "POST" else Form()
    if request.method == "POST":
        try:
            sent = request.form
            users.change_password(database(), person.user_id(), sent.get("current", ""), sent.get("password", ""))
        except Unauthenticated:
            form.wrong(
                "current",
                say("This is not your password, or there were too many attempts: then wait a quarter of an hour."),
            )
        except Invalid as refused:
            form.refuse(refused)
        else:
            response = go(url_for("web.account", done="password"))
            session.begin(tenant_id(), person.user_id(), response)
            return response
    email = users.profile(database(), person.user_id()).email
    return page("account/password.html", 422 if form.problems else 200, form=form, email=email)
