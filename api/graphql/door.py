"""The GraphQL door: queries and mutations of a tenant over HTTP, the schema in its own language, and an explorer."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, current_app

from api import answers
from api.answers import Answer
from api.context import caller, database, snapshots, today
from api.graphql import over_http
from api.graphql.documents import Documents
from api.graphql.schema.build import schema, sdl
from api.graphql.schema.context import Context
from api.idempotency import key_of_request
from interlace.errors import Forbidden
from interlace.reading.views import view_of

if TYPE_CHECKING:
    from datetime import date

    from flask import Flask

    from api.graphql.execution import Prepared
    from interlace.identity.callers import Caller
    from interlace.reading.view import View

DOCUMENTS = "interlace.documents"
blueprint = Blueprint("graphql", __name__, url_prefix="/graphql", template_folder="templates")


class _NotKept(Exception):
    """An answer that is the caller's alone, or of this moment."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def register(app: Flask) -> None:
    """Put the door in place."""
    app.extensions[DOCUMENTS] = Documents(schema())
    app.register_blueprint(blueprint)


@blueprint.route("/<tenant>", methods=["GET", "POST"])
def graphql(tenant: str) -> Response:
    """What a document asks of a tenant. Raises Malformed; flask's RequestEntityTooLarge."""
    # The key stands for the body, so it is asked for before that is read.
    key_of_request()
    return over_http.serve(cast("Documents", current_app.extensions[DOCUMENTS]), tenant, _respond)


@blueprint.get("/<tenant>/schema.graphql")
def schema_of(tenant: str) -> Response:
    """The schema, which is the same for all tenants."""
    del tenant
    response = Response(sdl(), content_type="application/graphql; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _respond(prepared: Prepared) -> Response:
    context = Context(_view, today(), caller(), database(), key_of_request)
    if not prepared.operation.is_query:
        return _executed(prepared, context)
    try:
        seen = context.view
    except Forbidden:
        # Whoever may not read the register may have more to ask for; of each field it is told whether they may.
        return _executed(prepared, context)
    try:
        return answers.read(seen, lambda: _answer(prepared, context), *prepared.request.asked)
    except _NotKept as told:
        return told.response


def _view(asker: Caller, day: date) -> View:
    return view_of(snapshots(), database(), asker, day, today())


def _answer(prepared: Prepared, context: Context) -> Answer:
    response, outcome = over_http.executed(prepared, context)
    if not outcome.compiled:
        raise _NotKept(_told(response, context))
    return Answer(outcome.body, response.content_type or over_http.JSON)


def _executed(prepared: Prepared, context: Context) -> Response:
    response, _ = over_http.executed(prepared, context)
    return _told(response, context)


def _told(response: Response, context: Context) -> Response:
    if context.revision is not None:
        response.headers["Interlace-Revision"] = str(context.revision)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Vary"] = "Authorization, Accept, Accept-Language"
    return response
