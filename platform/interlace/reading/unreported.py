"""Who has not reported what: bodies whose registers nobody calls complete, and those that open questions concern."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.encoding import DAWN
from graph.reported import reported_of
from interlace.errors import FieldProblem
from interlace.reading.branches import branch_of
from interlace.reading.cursors import read_cursor, written_cursor
from interlace.reading.national import place_after
from interlace.reading.pages import USUAL, check_first
from policies import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.encoding import Flags
    from graph.reported import Reported
    from interlace.reading.view import View

#: What is not reported: that a register is complete, ever or lately; or something that a rule asks.
KINDS = ("never", "stale", "questions")
_EPOCH = date(1970, 1, 1).toordinal()


class Silent(NamedTuple):
    """A body (row) that has not reported something: when it last declared its register complete, whether that still
    counts, and how many open questions concern it."""

    body: int
    level: str
    declared_on: date | None
    declared: bool
    questions: int


@dataclass(frozen=True)
class AskedSilent:
    """Bodies that are asked for: of any of these kinds and levels, in the branch of a body (row); in pages."""

    kinds: Sequence[str] = field(default_factory=tuple)
    levels: Sequence[str] = field(default_factory=tuple)
    branch: int | None = None
    first: int = USUAL
    after: str | None = None


@dataclass(frozen=True)
class SilentPage:
    """One page, in the order of the hierarchy, after the authorities others by their codes."""

    items: Sequence[Silent]
    total: int
    next_after: str | None


def unreported_page(view: View, asked: AskedSilent) -> SilentPage:
    """Who has not reported what. Raises Invalid, naming what is wrong."""
    check_first(asked.first, _wrong(asked))
    told = reported_of(view.analysis.listing)
    places = np.flatnonzero(_chosen(view, told, asked))
    begin = 0 if asked.after is None else int(np.searchsorted(places, _read(view, asked.after)))
    shown = places[begin : begin + asked.first]
    items = [_silent(view, told, place) for place in shown.tolist()]
    more = begin + len(items) < len(places)
    return SilentPage(items, len(places), _written(view, items[-1]) if more else None)


def _wrong(asked: AskedSilent) -> Iterator[FieldProblem]:
    for name, given, permitted in (("kind", asked.kinds, KINDS), ("level", asked.levels, LEVELS.ids)):
        if not set(given) <= set(permitted):
            yield FieldProblem(f"/{name}", "bad-choice", {"choices": ", ".join(permitted)})


def _chosen(view: View, told: Reported, asked: AskedSilent) -> Flags:
    """By place: whether a body is asked for."""
    flags = {"never": told.never, "stale": told.stale, "questions": told.asked}
    chosen: Flags = np.logical_or.reduce([flags[kind] for kind in asked.kinds or KINDS])
    if asked.levels:
        chosen &= np.isin(view.graph.level, [LEVELS.index(level) for level in asked.levels])
    if asked.branch is not None:
        inside = np.zeros(len(view.graph.live_body), dtype=np.bool_)
        inside[[view.row_at(body) for body in branch_of(view, asked.branch).tolist()]] = True
        chosen &= inside[view.graph.body]
    return chosen


def _silent(view: View, told: Reported, place: int) -> Silent:
    declared_on = int(told.declared_on[place])
    return Silent(
        body=view.body_at(place),
        level=LEVELS.ids[view.graph.level[place]],
        declared_on=None if declared_on == DAWN else date.fromordinal(_EPOCH + declared_on),
        declared=bool(told.declared[place]),
        questions=int(told.questions[place]),
    )


def _written(view: View, last: Silent) -> str:
    return written_cursor("unreported", view.sight.column("bodies", "code")[last.body])


def _read(view: View, after: str) -> int:
    (code,) = read_cursor(after, "unreported", str)
    body = view.sight.row_of_code("bodies", code)
    return 0 if body is None else place_after(view, body)
