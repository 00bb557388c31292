"""Parts of pages that show the same to whoever sees the same: kept beside the answers to programs, under one bound."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app, request
from markupsafe import Markup

from api.answers import ANSWERS, Answer, tag_of
from web.days import compare_to, shown
from web.languages import language

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.answers import Answers


def kept_part(name: str, make: Callable[[], str]) -> Markup:
    """A part of the page that is asked for, as it was made for another who sees the same register in the same language.

    It may hang on the view, on the address and its arguments, and on the day that is compared to; on nothing else: not
    on who asks or what they may, and it holds no form that is sent.
    """
    answers = cast("Answers", current_app.extensions[ANSWERS])
    arguments = request.query_string.decode("latin-1")
    tag = tag_of(shown(), name, request.path, arguments, str(compare_to()), language())
    known = answers.find(tag)
    if known is None:
        known = Answer(make().encode(), "text/html; charset=utf-8")
        answers.keep(tag, known)
    # What is kept was escaped when it was made.
    return Markup(known.body.decode())  # noqa: S704
