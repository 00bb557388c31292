"""What writes of the REST door read from a request, and how they answer: the body, `If-Match`, what was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Response, request

from api.idempotency import key_of_request
from api.input import Malformed, strict_json
from api.refusals import Unconditional, Unmatched
from api.writing import write
from interlace.errors import FieldProblem, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.answers import Answer
    from interlace.db.unit import Unit

#: The tag of a record, or its bare revision; proxies that compress answers call tags weak.
_KNOWN = re.compile(r'(?:W/)?"(?:r([0-9]{1,18})-[0-9a-f]{24}|([0-9]{1,18}))"')
_MOST_REVISION = 10**18


def body() -> dict[str, Any]:
    """The object that was sent; nothing at all counts as an empty one. Raises Malformed."""
    content = request.get_data(cache=True)
    given = strict_json(content) if content else {}
    if not isinstance(given, dict):
        raise Malformed("Send a JSON object: {…}.")
    return given


def known_revision() -> int:
    """The revision of the record that the caller knows, by `If-Match`. Raises Unconditional, Unmatched."""
    told = request.headers.get("If-Match", "").strip()
    if not told:
        raise Unconditional("Send If-Match with the ETag of the record as you read it, or with its revision.")
    if told == "*":
        raise Unconditional("If-Match: * protects nobody’s change. Send the record’s ETag or its revision.")
    found = _KNOWN.fullmatch(told)
    if found is None:
        raise Unmatched("If-Match is no ETag of a record. Read the record, and send the ETag of the answer.")
    return int(found[1] or found[2])


def written(make: Callable[[Unit], Answer]) -> Response:
    """The response to a write; to a POST with an idempotency key the first one."""
    key = key_of_request() if request.method == "POST" else None
    return sent(write(make, key))


def sent(answer: Answer) -> Response:
    """An answer as the response that it is."""
    content_type = answer.content_type if answer.body else None
    return Response(answer.body, answer.status, dict(answer.headers), content_type=content_type)


def identifier(given: object, where: str) -> UUID:
    """An id of a record. Raises Invalid."""
    try:
        if isinstance(given, str):
            return UUID(given)
    except ValueError:
        pass
    raise Invalid([FieldProblem(where, "required" if given is None else "bad-value")])


def revision(given: object, where: str) -> int:
    """The revision of a record. Raises Invalid."""
    if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < _MOST_REVISION:
        return given
    bounds = {"least": "0", "most": str(_MOST_REVISION - 1)}
    raise Invalid([FieldProblem(where, "required") if given is None else FieldProblem(where, "bad-whole", bounds)])


def an_object(given: object, where: str) -> dict[str, Any]:
    """An object within the body. Raises Invalid."""
    if isinstance(given, dict):
        return given
    raise Invalid([FieldProblem(where, "required" if given is None else "bad-value")])
