"""The form by which bodies are asked: of whom, what, why, until when; before it is sent it tells what it comes to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import request

from api.context import caller, database, today, view
from api.writing import tenant_id
from interlace import requests
from interlace.errors import Forbidden, Invalid
from policies import LEVELS
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import say, told
from web.names import named_by_code
from web.requests import words
from web.requests.items import PLAIN, items_of, picked
from web.requests.mine import may_ask_anybody
from web.rights import own_bodies

if TYPE_CHECKING:
    from flask import Response

    from interlace.requests.asking import Preview

_USUAL_SPAN = timedelta(days=30)
_MOST_KEY = 500
#: Where the service's pointers lead to in the form.
_FIELDS = {"for_body": "for_body", "items": "kinds", "below": "below", "level": "below"}


@pages.get("/t/<tenant>/requests/new")
def request_new(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """An empty form; the address may say of whom and what: `body`, `finding`, `field`."""
    _require()
    given = request.args
    values: dict[str, object] = {"deadline": (today() + _USUAL_SPAN).isoformat()}
    if given.get("body"):
        values["bodies"] = given["body"]
    if given.get("finding"):
        bodies = words.bodies_to_ask(given["finding"])
        values |= {"finding": given["finding"], "bodies": given.get("body") or "\n".join(bodies[:1])}
        values["reason"] = say("The register leaves this open.")
    else:
        values["kinds"] = ["declaration"]
    return _form(Form.of(values))


@pages.post("/t/<tenant>/requests/new")
def request_make(tenant: str) -> Response:  # noqa: ARG001
    """See what it comes to, then ask."""
    _require()
    form = Form.sent()
    foreseen: Preview | None = None
    try:
        given = _given(form)
        if form.text("deed") == "ask":
            made = requests.ask(database(), caller().principal, tenant_id(), view(), given)
            return go(address("request_one", request_id=made.id, done="asked"))
        foreseen = requests.preview(database(), caller().principal, tenant_id(), view(), given)
    except Invalid as refused:
        form.refuse(refused, _FIELDS)
    except Forbidden as refused:
        form.wrong("bodies", str(refused))
    return _form(form, foreseen, 422 if form.problems else 200)


@pages.post("/t/<tenant>/requests/finding")
def request_finding(tenant: str) -> Response:  # noqa: ARG001
    """With one click: ask whoever is concerned by an open question."""
    given = {
        "items": [{"kind": "finding", "subject": request.form.get("finding", "")}],
        "reason": say("The register leaves this open."),
        "deadline": today() + _USUAL_SPAN,
    }
    try:
        made = requests.ask(database(), caller().principal, tenant_id(), view(), given)
    except Invalid:
        # The question is there no longer, or was never one: the form tells what can be asked.
        return go(address("request_new", finding=request.form.get("finding", "")[:_MOST_KEY]))
    return go(address("request_one", request_id=made.id, done="asked"))


def _require() -> None:
    if not may_ask_anybody():
        raise Forbidden("Bodies are asked by stewards of a body above them, by networks, and by administrators.")


def _given(form: Form) -> dict[str, Any]:
    """What the form says, as services take it."""
    head = picked(form.text("below"))
    return {
        "bodies": [picked(line) for line in form.text("bodies").splitlines() if line.strip()],
        "below": head or None,
        "level": (form.text("level") or None) if head else None,
        "items": items_of(form),
        "reason": form.text("reason"),
        "deadline": form.text("deadline"),
        "for_body": form.text("for_body") or None,
    }


def _form(form: Form, foreseen: Preview | None = None, status: int = 200) -> Response:
    own = [one for one in (named_by_code("bodies", code, view()) for code in own_bodies()) if one]
    return page(
        "requests/new.html",
        status,
        form=form,
        foreseen=foreseen,
        own=own,
        levels=[(level, told(LEVELS[level].name)) for level in LEVELS.ids],
        plain=[(kind, words.kinds()[kind], "") for kind in PLAIN],
        fields=list(words.fields().items()),
        named=named_by_code,
        **words.words(),
    )
