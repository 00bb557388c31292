"""What was proposed to be published: seen as it would stand, decided on by the tenant, taken back by either."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import request

from api.context import caller, database
from api.writing import tenant_id
from interlace import commons
from interlace.db.models.commons import STATES
from interlace.errors import Conflict, Invalid
from web.blueprint import pages
from web.commons import words
from web.days import address
from web.forms import Form
from web.frame import go, page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

_A_PAGE = 100


@pages.get("/t/<tenant>/publications")
def publication_list(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What was proposed for bodies that one may propose for, or that one decides on."""
    state = request.args.get("state")
    body = request.args.get("body")
    found = commons.publications(
        database(),
        caller().principal,
        tenant_id(),
        states=[state] if state in STATES else (),
        bodies=[body[:64]] if body else (),
        first=_A_PAGE,
        after=_after(),
    )
    return page("commons/publications.html", found=found, states=words.states(), kinds=words.kinds())


def _after() -> UUID | None:
    try:
        return UUID(request.args["after"]) if request.args.get("after") else None
    except ValueError:
        return None


@pages.get("/t/<tenant>/publications/<uuid:publication_id>")
def publication(tenant: str, publication_id: UUID) -> Response:  # noqa: ARG001
    """What was proposed, as it would stand, and what became of it."""
    return _page(publication_id, Form())


@pages.post("/t/<tenant>/publications/<uuid:publication_id>")
def publication_decide(tenant: str, publication_id: UUID) -> Response:  # noqa: ARG001
    """Publish, refuse or take back."""
    form = Form.sent()
    deed, reason = form.text("deed"), form.text("reason") or None
    asked = (database(), caller().principal, tenant_id(), publication_id)
    try:
        if deed == "withdraw":
            commons.withdraw(*asked, reason)
        else:
            commons.decide(*asked, publish=deed == "publish", reason=None if deed == "publish" else reason)
    except Invalid as refused:
        form.refuse(refused)
    except Conflict as refused:
        form.refuse_whole(refused)
    else:
        return go(address("publication", publication_id=publication_id, done="done"))
    return _page(publication_id, form, 422)


def _page(publication_id: UUID, form: Form, status: int = 200) -> Response:
    found = commons.publication(database(), caller().principal, tenant_id(), publication_id)
    return page(
        "commons/publication.html",
        status,
        one=found,
        form=form,
        told_as=_as_told(found.proposed),
        states=words.states(),
        kinds=words.kinds(),
        texts=words.texts(),
        cell=words.cell,
        rule=words.rule,
        value=words.value,
        language_name=words.language_name,
        subject_id=UUID(found.subject.partition(":")[2]),
        done=request.args.get("done"),
    )


def _as_told(proposed: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was proposed as an entry tells it: its days are days again."""
    days = {name: proposed.get(name) for name in ("starts_on", "ends_on")}
    return proposed and {**proposed, **{name: day and date.fromisoformat(day) for name, day in days.items()}}
