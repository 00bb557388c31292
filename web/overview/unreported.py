"""Who has not reported what: questions to bodies, and no blame of anyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from interlace.reading.unreported import KINDS, AskedSilent, unreported_page
from policies import LEVELS
from web.blueprint import pages
from web.days import shown
from web.frame import page
from web.languages import say, told
from web.overview.branches import asked_branch, choices

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/unreported")
def unreported(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The list of bodies."""
    view = shown()
    branch = asked_branch(view)
    asked = AskedSilent(_given("kind"), _given("level"), branch, after=request.args.get("after"))
    kinds = (say("never declared complete"), say("declared too long ago"), say("with open questions"))
    return page(
        "overview/unreported.html",
        found=unreported_page(view, asked),
        kinds=list(zip(KINDS, kinds, strict=True)),
        levels=[(term.id, told(term.name)) for term in LEVELS],
        branches=[(one.code, one.name) for one in choices(view, branch)],
    )


def _given(name: str) -> list[str]:
    return [value for value in request.args.getlist(name) if value]
