"""What is kept of a person: taking it along, and erasing the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, request, url_for

from api.context import caller, database
from interlace.errors import Conflict
from interlace.identity import users
from web import session
from web.account import person
from web.blueprint import pages
from web.forms import Form
from web.frame import go, page
from web.languages import say

if TYPE_CHECKING:
    from flask import Response


@pages.get("/account/data")
def own_data() -> Response:
    """Everything that is kept of the person, as a file."""
    response = jsonify(users.export(database(), caller().principal, person.user_id()))
    response.headers["Content-Disposition"] = 'attachment; filename="interlace-account.json"'
    return response


@pages.route("/account/erase", methods=["GET", "POST"])
def erase_account() -> Response:
    """Erase the account, once its address was typed to confirm that."""
    kept = users.export(database(), caller().principal, person.user_id())
    form = Form.sent() if request.method == "POST" else Form()
    if request.method == "POST":
        if form.text("email").casefold() != str(kept["email"]).casefold():
            form.wrong("email", say("This is not the address of your account. Type it as it stands above."))
        else:
            try:
                users.erase(database(), caller().principal, person.user_id())
            except Conflict:
                form.wrong(
                    "",
                    say(
                        "You are the last administrator of one of your programmes. "
                        "Make somebody else administrator there first; then you can go."
                    ),
                )
            else:
                response = go(url_for("web.sign_in", done="erased"))
                session.end(response)
                return response
    accounts = sum(len(tenant["service_accounts"]) for tenant in kept["tenants"].values())
    return page(
        "account/erase.html",
        422 if form.problems else 200,
        form=form,
        email=kept["email"],
        programmes=person.programmes(),
        roles=sum(len(tenant["roles"]) for tenant in kept["tenants"].values()),
        service_accounts=accounts,
    )
