"""The page that recommends: a branch and a number are asked for, and steps are told with what each closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from graph.remedies import MOST_CHANGES
from interlace.reading.remedies import USUAL_CHANGES
from interlace.reading.remedies import recommended as found_for
from web.blueprint import pages
from web.choosing import bodies_meant, body_typed
from web.days import shown
from web.forms import Form
from web.frame import page
from web.languages import say
from web.names import named_by_code
from web.remedies.wording import steps_told, two_places
from web.rights import own_bodies

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/recommendations")
def recommendations(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The few changes that close most of what is open in a branch."""
    asked = Form.of({name: request.args.get(name, "") for name in ("branch", "changes")})
    return recommended_page(asked)


def recommended_page(form: Form, problem: str = "") -> Response:
    """The page for what the form asks for."""
    view = shown()
    branch, changes = _branch(form), _changes(form)
    if problem:
        form.wrong("", problem)
    asked = "branch" in request.args or "changes" in request.args
    found = found_for(view, branch, changes) if asked and not form.problems.keys() - {""} else None
    steps = [] if found is None else steps_told(view, found)
    return page(
        "remedies/recommended.html",
        422 if form.problems else 200,
        form=form,
        meant=bodies_meant(form, "branch"),
        found=found,
        steps=steps,
        branch=None if branch is None else named_by_code("bodies", branch),
        changes=changes,
        most=MOST_CHANGES,
        usual=USUAL_CHANGES,
        two_places=two_places,
        own=own_bodies(),
    )


def _branch(form: Form) -> str | None:
    """The code of the body whose branch is asked for."""
    if not form.text("branch"):
        return None
    row = body_typed(shown(), form.text("branch"), form, "branch")
    return None if row is None else str(shown().sight.column("bodies", "code")[row])


def _changes(form: Form) -> int:
    text = form.text("changes")
    if not text:
        return USUAL_CHANGES
    if text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MOST_CHANGES:  # noqa: PLR2004
        return int(text)
    form.wrong("changes", say("Please give a whole number from 1 to %(most)s.", most=MOST_CHANGES))
    return USUAL_CHANGES
