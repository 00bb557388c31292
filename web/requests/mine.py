"""Somebody's requests, and one of them with what became of each thing that it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import request

from api.context import caller, database, view
from api.writing import tenant_id
from interlace import requests
from interlace.errors import Conflict, FieldProblem, Forbidden, Invalid
from interlace.requests.acting import may_act
from interlace.requests.entitled import may_ask_somebody
from interlace.requests.listing import MOST_A_PAGE
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import say
from web.requests import words
from web.rights import own_bodies

if TYPE_CHECKING:
    from flask import Response

    from interlace.requests import RequestTold


def may_ask_anybody() -> bool:
    """Whether there is any body that the caller may ask."""
    return may_ask_somebody(view(), caller().principal)


def after() -> UUID | None:
    """The id that the page is to come after. Raises Invalid."""
    given = request.args.get("after")
    try:
        return UUID(given) if given else None
    except ValueError as error:
        raise Invalid([FieldProblem("/after", "bad-cursor")]) from error


@pages.get("/t/<tenant>/requests")
def request_list(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What the caller asked, the last first."""
    found = requests.requests(database(), caller().principal, tenant_id(), view(), first=50, after=after())
    waiting = requests.waiting_for(database(), tenant_id(), own_bodies())
    return page(
        "requests/list.html",
        requests=found.requests,
        next_after=found.requests[-1].id if found.has_more else None,
        may_ask=may_ask_anybody(),
        waiting=waiting,
        done=request.args.get("done"),
    )


def one(request_id: UUID) -> RequestTold:
    """A request of the caller. Raises Unknown."""
    return requests.request(database(), caller().principal, tenant_id(), view(), request_id)


@pages.get("/t/<tenant>/requests/<uuid:request_id>")
def request_one(tenant: str, request_id: UUID) -> Response:  # noqa: ARG001
    """One request."""
    return shown(request_id, Form())


def shown(request_id: UUID, form: Form, status: int = 200) -> Response:
    """The page of a request, with a form for a reply."""
    told = requests.askings(
        database(), caller().principal, tenant_id(), view(), request_id, first=MOST_A_PAGE, after=after()
    )
    asked = one(request_id)
    return page(
        "requests/one.html",
        status,
        one=asked,
        acts=may_act(view(), caller().principal, asked),
        askings=told.askings,
        next_after=told.askings[-1].id if told.has_more else None,
        form=form,
        done=request.args.get("done"),
        **words.words(),
    )


@pages.get("/t/<tenant>/requests/<uuid:request_id>/withdrawal")
def request_withdrawal(tenant: str, request_id: UUID) -> Response:  # noqa: ARG001
    """Is it to be taken back?"""
    asked = one(request_id)
    if not may_act(view(), caller().principal, asked):
        raise Forbidden("Only whoever asks can take a request back.")
    return page("requests/withdrawal.html", one=asked, form=Form())


@pages.post("/t/<tenant>/requests/<uuid:request_id>/withdrawal")
def request_withdraw(tenant: str, request_id: UUID) -> Response:  # noqa: ARG001
    """Take it back."""
    try:
        requests.withdraw(database(), caller().principal, tenant_id(), request_id)
    except Conflict:
        form = Form()
        form.wrong("", say("It was taken back already."))
        return page("requests/withdrawal.html", 409, one=one(request_id), form=form)
    return go(address("request_list", done="withdrawn"))
