"""One practice, with what can be done with it: propose it, take it back, archive it, remove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import caller, database
from api.writing import tenant_id
from interlace import practices as service
from interlace.errors import Conflict, Forbidden, Invalid, Stale
from interlace.identity.permissions import Operation
from web.blueprint import pages
from web.commons import words
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.rights import may

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from interlace.practices import PracticeTold

DEEDS = ("propose", "archive", "remove")


@pages.get("/t/<tenant>/practices/<uuid:practice_id>")
def practice(tenant: str, practice_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """Read a practice."""
    return _page(_found(practice_id), Form())


@pages.get("/t/<tenant>/practices/<uuid:practice_id>/<any(archive,remove):deed>")
def practice_confirm(tenant: str, practice_id: UUID, deed: str) -> Response:  # noqa: ARG001
    """Ask before it is taken out of the commons, or out of the tenant."""
    found = _found(practice_id)
    if not found.may_write:
        raise Forbidden("Practices are written by the people of a body, and those of bodies above it.")
    return page("commons/confirm.html", practice=found, deed=deed, form=Form())


@pages.post("/t/<tenant>/practices/<uuid:practice_id>")
def practice_deed(tenant: str, practice_id: UUID) -> Response:  # noqa: ARG001
    """Propose, archive or remove it."""
    form, found = Form.sent(), _found(practice_id)
    try:
        deed = _perform(form, practice_id)
    except Invalid as refused:
        form.refuse(refused)
    except (Conflict, Stale) as refused:
        form.refuse_whole(refused)
    else:
        if deed == "remove":
            return go(address("practices", body=found.body, done="removed"))
        return go(address("practice", practice_id=practice_id, done=deed))
    return _page(found, form, 422)


def _perform(form: Form, practice_id: UUID) -> str:
    deed, told = form.text("deed"), form.text("revision")
    revision = int(told) if told.isascii() and told.isdigit() and len(told) < 19 else 0  # noqa: PLR2004 - a bigint
    asked = (database(), caller().principal, tenant_id(), practice_id, revision)
    if deed == "archive":
        service.archive(*asked, form.text("reason") or None)
    elif deed == "remove":
        service.remove(*asked)
    else:
        service.propose(*asked)
        deed = "propose"
    return deed


def _found(practice_id: UUID) -> PracticeTold:
    return service.practice(database(), caller().principal, tenant_id(), practice_id)


def _page(found: PracticeTold, form: Form, status: int = 200) -> Response:
    return page(
        "commons/practice.html",
        status,
        practice=found,
        form=form,
        states=words.practice_states(),
        texts=words.texts(),
        cell=words.cell,
        language_name=words.language_name,
        may_propose=found.proposed is None and may(Operation.PUBLICATION_PROPOSE, found.body) and found.may_write,
        done=request.args.get("done"),
    )
