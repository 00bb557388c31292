"""Strategies above a strategy or action that it may support: for a person to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from interlace.errors import Unknown
from interlace.reading.suggestions import suggested_links
from web.blueprint import pages
from web.days import shown
from web.frame import page
from web.languages import say
from web.names import named, named_by_code

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/link-suggestions")
def link_suggestions(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What a work may support."""
    code, view = request.args.get("work", ""), shown()
    work = named_by_code("strategies", code) or named_by_code("actions", code)
    if work is None:
        raise Unknown(f"There is no strategy or action “{code[:64]}”.")
    owners = view.sight.column("strategies", "owner")
    items = [
        (named("strategies", one.strategy, view), named_by_code("bodies", owners[one.strategy]), one)
        for one in suggested_links(view, code)
    ]
    overlaps = {
        "all": say("all of its own cells"),
        "most": say("most of its own cells"),
        "some": say("some of its own cells"),
        "none": say("none of its own cells"),
    }
    reads = {"close": say("much alike"), "related": say("somewhat alike"), "little": say("hardly alike")}
    return page("peers/suggested.html", work=work, items=items, overlaps=overlaps, reads=reads)
