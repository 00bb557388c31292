"""What bodies are asked, and their answers: one click where nothing has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import request

from api.context import caller, database, today, view
from api.writing import tenant_id
from interlace import requests, workspaces
from interlace.db import tenancy
from interlace.errors import Conflict, Invalid
from interlace.requests.answering import RENEWING
from interlace.requests.items import OF_THE_REGISTER
from interlace.requests.listing import SHOWN_STATES
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.names import named_by_code
from web.requests import words
from web.requests.mine import after, may_ask_anybody
from web.rights import own_bodies

if TYPE_CHECKING:
    from flask import Response

_FIRST = 20
#: No page shows more than this to answer at once.
_MOST = 50


@pages.get("/t/<tenant>/questions")
def question_list(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What waits for an answer of one body, or of all that the caller writes for; or what was answered."""
    return _listed(Form())


def _listed(form: Form, wrong: UUID | None = None, status: int = 200) -> Response:
    body, shows_past = request.args.get("body"), request.args.get("show") == "past"
    states = [state for state in SHOWN_STATES if (state != "waiting") == shows_past]
    found = requests.questions(
        database(),
        caller().principal,
        tenant_id(),
        view(),
        bodies=[body] if body else None,
        states=states,
        first=_FIRST,
        after=after(),
    )
    own = [one for one in (named_by_code("bodies", code, view()) for code in own_bodies()) if one]
    return page(
        "requests/questions.html",
        status,
        questions=found.questions,
        next_after=found.questions[-1].id if found.has_more else None,
        body=body,
        own=own,
        shows_past=shows_past,
        renewing=RENEWING,
        of_the_register=OF_THE_REGISTER,
        may_ask=may_ask_anybody(),
        consultations=workspaces.waiting_for(database(), tenant_id(), own_bodies(), today()),
        form=form,
        wrong=wrong,
        done=request.args.get("done"),
        **words.words(),
    )


@pages.post("/t/<tenant>/questions")
def question_nothing_changed(tenant: str) -> Response:  # noqa: ARG001
    """“Nothing has changed” to all that were ticked, or to the one whose button was pressed, in one write."""
    chosen = _ids(request.form.getlist("only") or request.form.getlist("chosen"))
    answered = 0
    with tenancy.writing(database(), tenant_id(), caller().principal) as unit:
        for question in chosen:
            try:
                requests.answer_in(unit, question, {"answer": "nothing_changed"})
            except Conflict:
                # Somebody else was quicker; theirs holds.
                continue
            answered += 1
    return go(address("question_list", done="answered" if answered else "nothing", **_kept()))


@pages.post("/t/<tenant>/questions/<uuid:question_id>")
def question_answer(tenant: str, question_id: UUID) -> Response:  # noqa: ARG001
    """One answer, in words if need be."""
    form = Form.sent()
    try:
        requests.answer(database(), caller().principal, tenant_id(), question_id, form.given("answer", "note"))
    except Invalid as refused:
        form.refuse(refused)
    except Conflict as refused:
        form.refuse_whole(refused)
    if form.problems:
        return _listed(form, question_id, 422)
    return go(address("question_list", done="answered", **_kept()))


def _ids(given: list[str]) -> list[UUID]:
    """What boxes and buttons name; anything else was typed by nobody."""
    found = []
    for text in dict.fromkeys(given[:_MOST]):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _kept() -> dict[str, str]:
    return {name: request.args[name] for name in ("body",) if request.args.get(name)}
