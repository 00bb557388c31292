"""What went wrong, as RFC 9457 tells it: one table from errors to answers, and nothing of the inside in any of them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from api.context import request_id
from api.guard import public
from api.input import Malformed
from api.rates import TooMany
from api.refusals import InFlight, KeyReused, NotKept, Unacceptable, Unconditional, Unmatched, WrongType
from api.requests import most_bytes
from interlace import errors
from interlace.bundle.messages import MESSAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from flask import Flask

PROBLEM = "application/problem+json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem:
    """A kind of problem: its status, and the title that all of its kind share."""

    code: str
    status: int
    title: str


#: Every error of the services and of the doors themselves.
PROBLEMS: Mapping[type[Exception], Problem] = {
    errors.Unknown: Problem("unknown", 404, "There is no such thing"),
    errors.Forbidden: Problem("forbidden", 403, "This is not yours to do"),
    errors.Unauthenticated: Problem("unauthenticated", 401, "Sign in first"),
    errors.Stale: Problem("stale", 412, "Someone changed it meanwhile"),
    errors.Invalid: Problem("invalid", 422, "Some fields are not as expected"),
    errors.Conflict: Problem("conflict", 409, "The register does not admit this"),
    errors.Busy: Problem("busy", 503, "Try again in a moment"),
    errors.Suspended: Problem("suspended", 403, "The tenant is suspended"),
    Malformed: Problem("malformed", 400, "The request cannot be read"),
    TooMany: Problem("too-many", 429, "You ask too often"),
    Unacceptable: Problem("not-acceptable", 406, "There is no such form of this"),
    InFlight: Problem("in-flight", 409, "The same request is under way"),
    NotKept: Problem("not-kept", 409, "This was done before"),
    Unmatched: Problem("stale", 412, "Someone changed it meanwhile"),
    WrongType: Problem("wrong-type", 415, "This is not read from such a type"),
    KeyReused: Problem("key-reused", 422, "The idempotency key belongs to another request"),
    Unconditional: Problem("unconditional", 428, "Say which revision you know"),
}
#: What RFC 9457 has for a problem that is no more than its status.
PLAIN = "about:blank"
INTERNAL = Problem("internal", 500, "Something went wrong on our side")
#: So many things that are wrong with a request are told.
MOST_FIELDS = 100
_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "5"}}
_FURTHER_HEADERS = {"in-flight": {"Retry-After": "2"}}

pages = Blueprint("problems", __name__)


def register(app: Flask, as_page: Callable[[HTTPException], Response | None]) -> None:
    """Let every error of the application be answered from the table.

    What the framework refuses by itself is told by `as_page` where a person is likely to read it.
    """

    def refused(error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for these
        return as_page(error) or _of_http(error)

    for kind in PROBLEMS:
        app.register_error_handler(kind, _known)
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(Exception, _unexpected)
    app.register_blueprint(pages)


def _known(error: Exception) -> Response:
    problem = PROBLEMS[type(error)]
    fields = told_fields(error) if isinstance(error, errors.Invalid) else None
    detail = str(error) if fields is None else "See `errors`."
    item = getattr(error, "item", None)
    if isinstance(error, errors.Conflict) and error.problems:
        fields = told_fields(error)
    elif item is not None and fields is None:
        # One of many was refused as a whole: it is named as a field would be.
        fields, detail = [{"pointer": item, "detail": str(error), "code": problem.code}], "See `errors`."
    return answer(problem, detail, fields)


def _of_http(error: HTTPException) -> Response:
    """What the framework itself refuses: an address, a method, a size."""
    status = error.code or INTERNAL.status
    response = answer(Problem(PLAIN, status, error.name), _detail(error), None)
    kept = ("Allow", "Retry-After", "Location")
    response.headers.extend((name, value) for name, value in error.get_headers() if name in kept)
    return response


def _detail(error: HTTPException) -> str:
    if isinstance(error, RequestEntityTooLarge):
        most = most_bytes(current_app, request.method, request.path)
        return f"A body that is sent here holds at most {most:,} bytes."
    return f"{error.name}."


def _unexpected(error: Exception) -> Response:
    _log.error("Request %s failed", request_id(), exc_info=error)
    return answer(INTERNAL, "The request’s id names it in our log.", None)


def told_fields(refused: errors.Invalid | errors.Conflict) -> list[dict[str, str]]:
    """The first `MOST_FIELDS` things that are wrong: thousands of odd fields are not answered by megabytes."""
    return [told_field(one) for one in refused.problems[:MOST_FIELDS]]


def told_field(problem: errors.FieldProblem) -> dict[str, str]:
    """What is wrong with a field, as both doors tell it."""
    expected = MESSAGES[problem.code].en.format(**problem.details)
    return {"pointer": problem.pointer, "detail": f"Expected: {expected}.", "code": problem.code}


def type_of(code: str) -> str:
    """The `type` of a kind of problem: an address that says what it is, unless its status says all there is."""
    return PLAIN if code == PLAIN else f"/problems/{code}"


def answer(problem: Problem, detail: str, fields: Sequence[Mapping[str, str]] | None) -> Response:
    """The answer that tells of a problem."""
    told: dict[str, Any] = {
        "type": type_of(problem.code),
        "title": problem.title,
        "status": problem.status,
        "detail": detail,
        "instance": request_id(),
    }
    if fields is not None:
        told["errors"] = list(fields)
    headers = {"Cache-Control": "no-store", **_HEADERS.get(problem.status, {})}
    headers |= _FURTHER_HEADERS.get(problem.code, {})
    return Response(orjson.dumps(told), problem.status, headers, content_type=PROBLEM)


@pages.get("/problems/<code>")
@public
def page(code: str) -> Response:
    """What the `type` of a problem leads to."""
    for problem in (*PROBLEMS.values(), INTERNAL):
        if problem.code == code:
            return Response(f"{problem.code} ({problem.status}): {problem.title}.\n", content_type="text/plain")
    raise errors.Unknown(f"There is no kind of problem “{code}”.")
