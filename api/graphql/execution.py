"""From a request to its answer: the document is found, held to the limits and validated, then run as compiled or by
graphql-core, and told with its cost. Errors of clients and of the services keep their words, those of ours do not.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson
from graphql import GraphQLError, execute_sync

from api import errors as problems
from api.context import request_id
from api.graphql.documents import Refused, hash_of, refused
from api.input import Malformed
from interlace.errors import DomainError, Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphql.execution.values import VariableValues

    from api.graphql.documents import Documents, Operation

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class GraphQLRequest:
    """What a client asks, read and of the right types, not yet understood."""

    query: str | None
    #: The hash under which the document is registered, or is to be registered.
    hash: str | None
    operation_name: str | None
    variables: Mapping[str, object]
    #: Whether the method promises that nothing changes.
    is_safe: bool
    #: The media type of the answer, one of `over_http.MEDIA_TYPES`.
    media_type: str

    @property
    def asked(self) -> tuple[str, ...]:
        """What decides the answer beside the context, as texts."""
        variables = json.dumps(self.variables, sort_keys=True, separators=(",", ":")) if self.variables else ""
        document = self.query if self.query is not None else f"sha256:{self.hash}"
        return self.media_type, document, f"{self.operation_name is not None}{self.operation_name or ''}", variables


@dataclass(frozen=True)
class Prepared:
    """A request that may be executed."""

    documents: Documents
    request: GraphQLRequest
    operation: Operation
    values: VariableValues
    cost: int


@dataclass(frozen=True)
class Outcome:
    """What an operation came to. `compiled` says that only the snapshot was read and nothing went wrong: such an
    answer can be kept.
    """

    body: bytes
    errors: bool
    failed: bool = False
    compiled: bool = False


def prepare(documents: Documents, request: GraphQLRequest, tenant: str) -> Prepared:
    """Find out what a request is about. Raises Refused, with errors for the client; WrongMethod."""
    text = _text(documents, request, tenant)
    operation, cost = documents.prepared(text, request.operation_name, request.variables)
    if request.is_safe and not operation.is_query:
        raise WrongMethod
    values = operation.values(documents.schema, request.variables)
    if isinstance(values, list):
        raise Refused([_with_code(error, "BAD_VARIABLES") for error in values])
    if request.hash is not None and request.query is not None:
        documents.register(tenant, text)
    return Prepared(documents, request, operation, values, cost)


class WrongMethod(Exception):
    """A write was asked for by a method that only reads."""


def _text(documents: Documents, request: GraphQLRequest, tenant: str) -> str:
    if request.query is None:
        return documents.registered(tenant, request.hash or "")
    if request.hash is not None and request.hash != hash_of(request.query):
        raise refused("PERSISTED_QUERY_MISMATCH", "The hash is not the SHA-256 of the document.")
    return request.query


def execute(prepared: Prepared, context: object, root: object = None) -> Outcome:
    """Run an operation; `context` is what the plain functions of fields and the resolvers get."""
    try:
        return _executed(prepared, context, root)
    except Exception as error:
        _log.exception("Request %s failed", request_id())
        return Outcome(_body({"errors": [_told(GraphQLError("", original_error=error))]}), errors=True, failed=True)


def _executed(prepared: Prepared, context: object, root: object) -> Outcome:
    operation, extensions = prepared.operation, {"cost": prepared.cost}
    data = operation.compiled.data(context, prepared.values)
    if data is not None:
        return Outcome(_body({"data": data, "extensions": extensions}), errors=False, compiled=True)
    result = execute_sync(
        prepared.documents.schema,
        operation.document,
        root,
        context,
        dict(prepared.request.variables),
        operation.name,
    )
    if not result.errors:
        return Outcome(_body({"data": result.data, "extensions": extensions}), errors=False)
    told = [_told(error) for error in result.errors]
    return Outcome(_body({"errors": told, "data": result.data, "extensions": extensions}), errors=True)


def refusal(errors: Sequence[GraphQLError]) -> bytes:
    """The body that tells why a request is not executed."""
    return _body({"errors": [error.formatted for error in errors]})


def _body(told: Mapping[str, object]) -> bytes:
    try:
        return orjson.dumps(told)
    except TypeError:
        # Whole numbers beyond 64 bits, and halves of characters, which are escaped.
        return json.dumps(told, allow_nan=False).encode()


def _told(error: GraphQLError) -> dict[str, object]:
    """An error of execution as the client sees it: what went wrong inside is in the log only."""
    cause = _cause(error)
    told: dict[str, object] = dict(error.formatted)
    if isinstance(cause, DomainError | Malformed):
        problem = problems.PROBLEMS[type(cause)]
        extensions: dict[str, object] = {"code": problem.code, "status": problem.status}
        if isinstance(cause, Invalid):
            extensions["errors"] = problems.told_fields(cause)
        return told | {"message": str(cause), "extensions": extensions}
    if cause is None:
        return told | {"extensions": {"code": "BAD_REQUEST", **(error.extensions or {})}}
    _log.error("Request %s failed", request_id(), exc_info=cause)
    hidden = {"code": problems.INTERNAL.code, "status": problems.INTERNAL.status, "request": request_id()}
    return told | {"message": problems.INTERNAL.title, "extensions": hidden}


def _cause(error: GraphQLError) -> Exception | None:
    """What was raised below, if it was not graphql-core itself that found fault with the request."""
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _with_code(error: GraphQLError, code: str) -> GraphQLError:
    error.extensions = {"code": code, **(error.extensions or {})}
    return error
