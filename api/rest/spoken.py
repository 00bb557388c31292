"""In which language a caller wants sentences."""

from __future__ import annotations

from flask import request

from api.rest.parameters import Parameter
from interlace.errors import FieldProblem, Invalid
from interlace.texts import LANGUAGES, first_known

LANGUAGE = Parameter(
    "lang",
    "The language of sentences, in place of `Accept-Language`.",
    {"type": "string", "enum": [*LANGUAGES]},
)


def language() -> str:
    """The language of the answer: the one that is asked for, else the one that the caller likes best, else English.

    Raises Invalid.
    """
    told = request.args.get("lang")
    if told is None:
        return first_known(tag for tag, quality in request.accept_languages if quality)
    if told not in LANGUAGES:
        raise Invalid([FieldProblem("/lang", "bad-choice", {"choices": ", ".join(LANGUAGES)})])
    return told
