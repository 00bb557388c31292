"""A practice, or an entry of one, taken along in a format of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from api.context import caller, database
from api.writing import tenant_id
from interlace import exchange
from web.blueprint import pages

if TYPE_CHECKING:
    from uuid import UUID


@pages.get("/t/<tenant>/practices/<uuid:practice_id>/file/<any(stratml, jsonld):form>")
def practice_file(tenant: str, practice_id: UUID, form: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """A practice of a body here."""
    return _sent(exchange.take_practice(database(), caller().principal, tenant_id(), form, practice_id))


@pages.get("/t/<tenant>/commons/<uuid:entry_id>/file/<any(stratml, jsonld):form>")
def commons_entry_file(tenant: str, entry_id: UUID, form: str) -> Response:  # noqa: ARG001
    """A practice that stands in the commons, whoever published it."""
    return _sent(exchange.take_entry(database(), caller().principal, tenant_id(), form, entry_id))


def _sent(taken: exchange.Taken) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{taken.name}"'}
    return Response(taken.content, content_type=taken.media_type, headers=headers)
