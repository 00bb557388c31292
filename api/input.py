"""Reading JSON that strangers send: whatever is odd about it is told, and never an error of ours."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson
from flask import request

from interlace.errors import FieldProblem, Invalid

MOST_BYTES = 2 * 1024 * 1024
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_MOST_CHARACTERS = 4096


class Malformed(Exception):
    """The body of a request is not what this address reads; the sentence says what it is instead."""


def json_object() -> dict[str, Any]:
    """The request's JSON object. Raises Malformed; flask's RequestEntityTooLarge for more than 2 MiB."""
    if request.mimetype != "application/json":
        raise Malformed("Send JSON, with Content-Type: application/json.")
    given = strict_json(request.get_data(cache=False))
    if not isinstance(given, dict):
        raise Malformed("Send a JSON object: {…}.")
    return given


def optional_json_object() -> dict[str, Any]:
    """The same, where no body at all counts as an empty object."""
    return json_object() if request.content_length or "Transfer-Encoding" in request.headers else {}


def strict_json(body: bytes) -> object:
    """What a body says, read strictly. Raises Malformed."""
    # The first reader knows UTF-8 and what JSON is, the second one sees what a key is told twice.
    try:
        orjson.loads(body)
        given: object = json.loads(body, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise Malformed("The body is not JSON, or too deeply nested, or has numbers that are too large.") from error
    if _NUL.search(body):
        raise Malformed("A text holds the character U+0000, which no register can keep.")
    return given


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    told = dict(pairs)
    if len(told) < len(pairs):
        raise Malformed("An object tells one of its keys twice.")
    return told


def texts(given: dict[str, Any], *names: str) -> tuple[str, ...]:
    """The texts of these names, each of which must be there. Raises Invalid."""
    problems = [problem for name in names if (problem := _problem(name, given.get(name)))]
    if problems:
        raise Invalid(problems)
    return tuple(given[name] for name in names)


def _problem(name: str, value: object) -> FieldProblem | None:
    if value is None or value == "":
        return FieldProblem(f"/{name}", "required")
    if not isinstance(value, str):
        return FieldProblem(f"/{name}", "bad-text")
    if len(value) > _MOST_CHARACTERS:
        return FieldProblem(f"/{name}", "too-long", {"most": str(_MOST_CHARACTERS)})
    return None
