"""What stands beside the register and is read from the database: answers that are kept nowhere, writes done once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode
from uuid import UUID

import orjson
from flask import Response, request

from api.answers import Answer
from api.context import caller
from api.idempotency import key_of_request, once_beside
from api.rest.answering import CSV_TYPE, as_csv
from api.rest.operation import CSV, JSON, form
from interlace.errors import FieldProblem, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_PRIVATE = {"Cache-Control": "private, no-cache"}
_SECRET = {"Cache-Control": "no-store"}


def tenant_id() -> UUID:
    """The tenant in which the caller acts."""
    found = caller().principal.tenant_id
    assert found is not None  # noqa: S101 - whoever calls does so in a tenant
    return found


def told(
    values: object, status: int = 200, headers: Mapping[str, str] | None = None, *, secret: bool = False
) -> Answer:
    """An answer; one with a secret is kept nowhere."""
    beside = {**(_SECRET if secret else _PRIVATE), **(headers or {})}
    return Answer(orjson.dumps(values), JSON, beside, status)


def told_list(items: Sequence[Mapping[str, Any]], columns: Sequence[str], next_after: object = None) -> Answer:
    """A page in the form that is asked for. `next_after` is the cursor that the next page comes after."""
    headers = dict(_PRIVATE)
    if next_after is not None:
        asked = [(name, value) for name, value in request.args.items(multi=True) if name != "after"]
        headers["Link"] = f'<{request.path}?{urlencode([*asked, ("after", str(next_after))])}>; rel="next"'
    if form() == CSV:
        return Answer(as_csv(items, columns).encode(), CSV_TYPE, headers)
    return Answer(orjson.dumps({"items": items}), JSON, headers)


def nothing() -> Answer:
    """The answer where nothing is to be told."""
    return Answer(b"", JSON, _PRIVATE, 204)


def sent(answer: Answer) -> Response:
    """The response that bears an answer; to a read, 304 for whoever has it."""
    response = Response(answer.body, answer.status, dict(answer.headers), content_type=answer.content_type)
    if answer.status == 204:  # noqa: PLR2004 - it has no content
        del response.headers["Content-Type"]
    elif request.method in {"GET", "HEAD"}:
        response.set_etag(hashlib.sha256(answer.body).hexdigest()[:40])
        response.headers["Vary"] = "Authorization, Accept, Accept-Language"
        # It was looked up before this was read, so this is as new at least.
        response.headers.setdefault("Interlace-Revision", str(caller().revision))
        return cast("Response", response.make_conditional(request))
    return response


def once(make: Callable[[], Answer], *, secret: bool = False) -> Response:
    """A write beside the register, done once where its request has an idempotency key."""
    return sent(once_beside(key_of_request(), make, secret=secret))


def id_of(name: str) -> UUID:
    """An id that the query has to tell. Raises Invalid."""
    given = request.args.get(name)
    if not given:
        raise Invalid([FieldProblem(f"/{name}", "required")])
    try:
        return UUID(given)
    except ValueError as error:
        raise Invalid([FieldProblem(f"/{name}", "bad-value")]) from error


def id_after() -> UUID | None:
    """The id that the page is to come after; None for the first page. Raises Invalid."""
    given = request.args.get("after")
    try:
        return None if given is None else UUID(given)
    except ValueError as error:
        raise Invalid([FieldProblem("/after", "bad-cursor")]) from error
