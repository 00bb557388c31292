"""An entry of the commons: what it says, who published it and how to reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.context import database
from api.writing import tenant_id
from interlace import commons
from interlace.identity.permissions import Operation
from web.blueprint import pages
from web.commons import words
from web.frame import page
from web.rights import may

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response


@pages.get("/t/<tenant>/commons/<uuid:entry_id>")
def commons_entry(tenant: str, entry_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """Read an entry, whoever published it."""
    one = commons.entry(database(), tenant_id(), entry_id)
    return page(
        "commons/entry.html",
        one=one,
        kinds=words.kinds(),
        value=words.value,
        texts=words.texts(),
        rule=words.rule,
        cell=words.cell,
        language_name=words.language_name,
        may_withdraw=one.own and may(Operation.PUBLICATION_PROPOSE, one.body),
    )
