"""“Nothing has changed”: a body's register declared complete by one click, and that taken back by another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from api.context import caller, database, view
from api.writing import perform, tenant_id
from interlace.db import tenancy
from interlace.db.records import fetch_by_code
from interlace.errors import Unknown
from web.blueprint import pages
from web.days import address
from web.desk.acting import acting_for
from web.desk.writing import revision_of
from web.forms import Form
from web.frame import go

if TYPE_CHECKING:
    from flask import Response


@pages.post("/t/<tenant>/desk/<body>/nothing-changed")
def desk_nothing_changed(tenant: str, body: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Declare what is recorded of a body complete today; who says so twice has said it once."""
    acting_for(body)
    with tenancy.writing(database(), tenant_id(), caller().principal) as unit:
        perform(unit, "declaration.renew", fetch_by_code(unit.session, "bodies", body).id)
    return go(address("desk_of", body=body))


@pages.post("/t/<tenant>/desk/<body>/nothing-changed/undo")
def desk_undo_declaration(tenant: str, body: str) -> Response:  # noqa: ARG001
    """Take a declaration of the body back."""
    form = Form.sent()
    acting_for(body)
    try:
        declaration_id = UUID(form.text("declaration"))
    except ValueError as error:
        raise Unknown("There is no such declaration.") from error
    row = view().sight.row_of("declarations", declaration_id)
    if row is not None:
        with tenancy.writing(database(), tenant_id(), caller().principal) as unit:
            perform(unit, "declaration.withdraw", declaration_id, revision_of(form))
    return go(address("desk_of", body=body, done="undone"))
