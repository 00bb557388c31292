"""What pulls together and what does not, at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from interlace.reading.findings import explained, finding
from interlace.reading.national import national
from web.blueprint import pages
from web.days import compare_to, shown
from web.frame import page
from web.languages import language
from web.overview.figures import counts, lede
from web.overview.heat import zoom
from web.overview.states import bars

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Response

    from interlace.reading.findings import FoundOne
    from interlace.reading.national import National
    from interlace.reading.view import View


class ToLookAt(NamedTuple):
    """A finding that matters most of its kind, what it says, and how many there are of the kind."""

    finding: FoundOne
    text: str
    total: int


@pages.get("/t/<tenant>/")
def overview(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The national view."""
    view = shown()
    told = national(view, compare_to())
    if not told.unreported:
        return page("overview/empty.html")
    return page(
        "overview/national.html",
        national=told,
        lede=lede(told),
        counts=counts(told),
        bars=bars(told.levels),
        first=list(_to_look_at(view, told)),
        zoom=zoom(view),
    )


def _to_look_at(view: View, told: National) -> Iterator[ToLookAt]:
    for one in told.first:
        found = finding(view, one.key)
        yield ToLookAt(found, explained(view, found, language()).text, one.total)
