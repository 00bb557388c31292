"""In which language a caller wants sentences."""

from __future__ import annotations

from flask import request

from api.rest.parameters import Parameter
from interlace.errors import FieldProblem, Invalid
from interlace.texts import LANGUAGES

LANGUAGE = Parameter(
    "lang",
    "The language of sentences, in place of `Accept-Language`.",
    {"type": "string", "enum": [*LANGUAGES]},
)


def language() -> str:
    """The language of the answer: the one that is asked for, else the best that the caller accepts, else English.

    Raises Invalid.
    """
    told = request.args.get("lang")
    if told is None:
        return request.accept_languages.best_match(LANGUAGES, LANGUAGES[0])
    if told not in LANGUAGES:
        raise Invalid([FieldProblem("/lang", "bad-choice", {"choices": ", ".join(LANGUAGES)})])
    return told
