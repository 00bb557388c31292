"""GraphQL over HTTP, as its specification says: methods, media types, parameters and statuses.

`POST` takes JSON and nothing else, so that no form of another site can write; `GET` only reads.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from flask import Response, request
from graphql import GraphQLError

from api.graphql.documents import Refused
from api.graphql.execution import GraphQLRequest, Outcome, WrongMethod, execute, prepare, refusal
from api.input import Malformed, json_object, strict_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.graphql.documents import Documents
    from api.graphql.execution import Prepared

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
MEDIA_TYPES = (GRAPHQL, JSON)
_PARAMETERS = ("query", "documentId", "operationName", "variables", "extensions")
_Value = TypeVar("_Value")
_HASH = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


class BadRequest(Exception):
    """What was sent is no GraphQL request, whatever it asks."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.code = code


def serve(documents: Documents, tenant: str, respond: Callable[[Prepared], Response]) -> Response:
    """The response to the present request; `respond` is called with what may be executed."""
    media_type = JSON
    try:
        media_type = _media_type()
        return respond(prepare(documents, read_request(media_type), tenant))
    except BadRequest as error:
        return _refused(error.status, error.code, str(error), media_type)
    except Malformed as error:
        return _refused(400, "malformed", str(error), media_type)
    except WrongMethod:
        response = _refused(405, "WRONG_METHOD", "Mutations are sent by POST.", media_type)
        response.headers["Allow"] = "POST"
        return response
    except Refused as error:
        # The older media type tells all that was understood as a success.
        return _response(refusal(error.errors), 400 if media_type == GRAPHQL else 200, media_type)


def executed(prepared: Prepared, context: object, root: object = None) -> tuple[Response, Outcome]:
    """The response to a request that may be executed, and what it came to."""
    outcome = execute(prepared, context, root)
    return _response(outcome.body, 500 if outcome.failed else 200, prepared.request.media_type), outcome


def read_request(media_type: str) -> GraphQLRequest:
    """What the present request asks. Raises BadRequest, Malformed; flask's RequestEntityTooLarge."""
    given = _from_address() if request.method in {"GET", "HEAD"} else _from_body()
    query = _typed(given, "query", str, "a text")
    extensions = _typed(given, "extensions", dict, "an object") or {}
    hash_ = _hash(_typed(given, "documentId", str, "a text"), extensions)
    if query is None and hash_ is None:
        raise BadRequest(400, "malformed", "There is no document: send `query`, or the hash of one that is registered.")
    return GraphQLRequest(
        query=query,
        hash=hash_,
        operation_name=_typed(given, "operationName", str, "a text"),
        variables=_typed(given, "variables", dict, "an object") or {},
        is_safe=request.method != "POST",
        media_type=media_type,
    )


def _from_body() -> Mapping[str, object]:
    charset = request.mimetype_params.get("charset", "utf-8").casefold()
    if request.mimetype != JSON or charset not in {"utf-8", "utf8"}:
        raise BadRequest(415, "UNSUPPORTED_MEDIA_TYPE", f"Send JSON in UTF-8, with Content-Type: {JSON}.")
    return json_object()


def _from_address() -> Mapping[str, object]:
    if any(len(request.args.getlist(name)) > 1 for name in _PARAMETERS):
        raise BadRequest(400, "malformed", "A parameter is given twice.")
    given: dict[str, object] = {name: request.args[name] for name in _PARAMETERS if name in request.args}
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = strict_json(str(given[name]).encode("utf-8", "surrogatepass"))
    return given


def _typed(given: Mapping[str, object], name: str, kind: type[_Value], words: str) -> _Value | None:
    value = given.get(name)
    if value is None or isinstance(value, kind):
        return value
    raise BadRequest(400, "malformed", f"`{name}` is {words}.")


def _hash(document_id: str | None, extensions: Mapping[str, object]) -> str | None:
    """The hash of a registered document, named by `documentId` or by the extension `persistedQuery`."""
    told: object = document_id
    persisted = extensions.get("persistedQuery")
    if persisted is not None:
        if not isinstance(persisted, dict) or persisted.get("version") != 1:
            raise BadRequest(400, "PERSISTED_QUERY_NOT_SUPPORTED", "`persistedQuery` has version 1 and a sha256Hash.")
        told = persisted.get("sha256Hash")
    if told is None and persisted is None:
        return None
    match = _HASH.fullmatch(told) if isinstance(told, str) else None
    if match is None:
        raise BadRequest(400, "malformed", "A document is named by its SHA-256, in 64 hexadecimal digits.")
    return match[1]


def _media_type() -> str:
    """Which of the two media types the answer has. Raises BadRequest where the client takes neither."""
    ranges = {
        value.partition(";")[0].strip().casefold(): quality for value, quality in reversed(request.accept_mimetypes)
    }
    if not ranges:
        return JSON
    wide = ranges.get("application/*", ranges.get("*/*", 0))
    newer, older = ranges.get(GRAPHQL, wide), ranges.get(JSON, wide)
    if max(newer, older) <= 0:
        raise BadRequest(406, "NOT_ACCEPTABLE", f"The answer is {GRAPHQL} or {JSON}.")
    return GRAPHQL if newer > older or (newer == older and GRAPHQL in ranges) else JSON


def _refused(status: int, code: str, words: str, media_type: str) -> Response:
    return _response(refusal([GraphQLError(words, extensions={"code": code})]), status, media_type)


def _response(body: bytes, status: int, media_type: str) -> Response:
    return Response(body, status, content_type=f"{media_type}; charset=utf-8")
