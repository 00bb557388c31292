"""Reading JSON that strangers send: whatever is odd about it is told, and never an error of ours."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import orjson
from flask import request

from interlace.errors import FieldProblem, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

MOST_BYTES = 2 * 1024 * 1024
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_MOST_CHARACTERS = 4096
#: Pointers as the services tell them.
AS_IT_IS: Callable[[FieldProblem], str] = attrgetter("pointer")


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


def only(given: Mapping[str, Any], known: Sequence[str], required: Sequence[str] = (), where: str = "") -> None:
    """Raise Invalid with every field that is not known, and every required one that is missing."""
    problems = [
        FieldProblem(f"{where}/{_escaped(name)}", "unknown-field", {"choices": ", ".join(known) or "none"})
        for name in given
        if name not in known
    ]
    problems += [FieldProblem(f"{where}/{name}", "required") for name in required if given.get(name) is None]
    if problems:
        raise Invalid(problems)


@contextmanager
def within(where: str, named: Callable[[FieldProblem], str] = AS_IT_IS) -> Iterator[None]:
    """What is wrong with a part of what was sent is told as being there, by the pointers that `named` tells."""
    try:
        yield
    except Invalid as refused:
        raise Invalid(replace(one, pointer=where + named(one)) for one in refused.problems) from refused


def _escaped(name: str) -> str:
    return name[:64].replace("~", "~0").replace("/", "~1")
