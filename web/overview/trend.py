"""How the numbers of findings developed, as a picture and a table: a part of the national view that comes later, since
it takes several analyses, and a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from interlace.reading.trend import trend as points_of
from web.blueprint import pages
from web.days import shown
from web.frame import page, words
from web.kept import kept_part
from web.overview.drawn import drawn
from web.overview.months import month_page

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/trend")
def trend(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """How the numbers of findings developed: quarters as a part of the national view, else months on their own."""
    if "HX-Request" in request.headers:
        return page("overview/alone.html", content=kept_part("trend", _content))
    return month_page()


def _content() -> str:
    points = points_of(shown())
    picture = drawn([point.tally.gaps for point in points], [point.tally.questions for point in points])
    told = {"points": points, "picture": picture, "height": picture.height, "bottom": picture.bottom}
    return render_template("overview/trend_part.html", **words(), **told)
