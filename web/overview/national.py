"""What pulls together and what does not, at a glance."""

from __future__ import annotations

from textwrap import shorten as shortened
from typing import TYPE_CHECKING

from flask import render_template

from interlace.reading.findings import explained
from interlace.reading.national import national
from web.blueprint import pages
from web.days import compare_to, shown
from web.frame import page, words
from web.kept import kept_part
from web.languages import language
from web.overview.figures import counts, lede
from web.overview.heat import zoom
from web.overview.shares import part
from web.overview.states import bars

if TYPE_CHECKING:
    from flask import Response

#: Some findings name dozens of areas or bodies; their own pages tell all.
_LONGEST = 320


@pages.get("/t/<tenant>/")
def overview(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The national view."""
    if not len(shown().graph.body):
        return page("overview/empty.html")
    return page("overview/national.html", content=kept_part("overview", _content))


def _content() -> str:
    view = shown()
    told = national(view, compare_to())
    return render_template(
        "overview/content.html",
        **words(),
        national=told,
        lede=lede(told),
        counts=counts(told),
        bars=bars(told.levels),
        first=[(one, _in_short(explained(view, one.finding, language()).text)) for one in told.first],
        part=part,
        zoom=zoom(view),
    )


def _in_short(text: str) -> str:
    return shortened(text, _LONGEST, placeholder="…")
