"""How it developed month by month, by the register as it is or as it was known then, and what caused the changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import request

from api.context import database
from interlace.reading.causes import EXPLAINED, explained_changes
from interlace.reading.trends import KNOWN, MOST_MONTHS, USUAL_MONTHS, Span, trend_now, trend_then
from policies.rules import RULES
from web.blueprint import pages
from web.days import as_of, compare_to, shown
from web.frame import page
from web.languages import say, say_number
from web.overview.drawn import drawn
from web.words import told_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from interlace.reading.causes import Explained
    from interlace.reading.compare import Difference
    from web.words import ToldRecord

#: How many months can be chosen.
SPANS = (12, 24, USUAL_MONTHS, 60, 120, MOST_MONTHS)
#: So many days of the picture are written below it.
_MOST_LABELS = 12


class ToldCause(NamedTuple):
    """A finding that opened or closed, and the records that did it, in words."""

    change: Difference
    cause: str
    did: Sequence[tuple[ToldRecord | None, str, str]]
    """Of each record the words for it, where it is still there, what came about, and its key."""


def month_page() -> Response:
    """The months that are chosen, as a picture and a table."""
    months = _months()
    known = request.args.get("known") if request.args.get("known") in KNOWN else KNOWN[0]
    span, view = Span.until(as_of(), months), shown()
    points = trend_now(view, span) if known == KNOWN[0] else trend_then(database(), view, span)
    counted = [point.counted for point in points]
    gaps = [one.found(certainty="confirmed") for one in counted]
    questions = [one.found(certainty="unreported") for one in counted]
    return page(
        "overview/trend.html",
        points=points,
        gaps=gaps,
        questions=questions,
        picture=drawn(gaps, questions) if points else None,
        labels=_labelled(len(points)),
        months=months,
        known=known,
        spans=[(str(one), say_number("%(num)s month", "%(num)s months", one)) for one in SPANS],
        ways=[(KNOWN[0], say("The register as it is now")), (KNOWN[1], say("As it was known then"))],
    )


def _labelled(points: int) -> list[int]:
    """The places of the days that are written below the picture: the last one, and others as far from each other."""
    every = -(-points // _MOST_LABELS) or 1
    return list(range(points - 1, -1, -every))


def _months() -> int:
    given = request.args.get("months", "")
    return int(given) if given in map(str, SPANS) else USUAL_MONTHS


@pages.get("/t/<tenant>/causes")
def causes(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What caused findings to open or close between the two days of the page."""
    if compare_to() >= as_of():
        return page("overview/causes.html", found=None)
    chosen = {
        "change": [one for one in request.args.getlist("change") if one in EXPLAINED],
        "rule": [one for one in request.args.getlist("rule") if one in RULES],
    }
    found = explained_changes(
        shown(), compare_to(), chosen["change"] or EXPLAINED, chosen["rule"], after=request.args.get("after")
    )
    return page(
        "overview/causes.html",
        found=found,
        items=[_told(one) for one in found.items],
        changes=list(zip(EXPLAINED, (say("Opened"), say("Closed")), strict=True)),
        how={"began": say("began"), "ended": say("ended"), "reviewed": say("was reviewed"), "said": say("was said")},
    )


def _told(one: Explained) -> ToldCause:
    view = shown()
    did = []
    for cited, how in one.did:
        words = None if cited.row is None else told_record(cited.table, cited.row, view)
        did.append((words, how, cited.key))
    return ToldCause(one.difference, one.cause, did)
