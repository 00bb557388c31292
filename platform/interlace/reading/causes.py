"""What caused a finding to open or close between two days: the records that did it, or the time that passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graph.trends.causes import CAUSES, Trial
from graph.trends.happenings import HOW
from interlace.errors import FieldProblem, Invalid
from interlace.reading.compare import compared, differences_page
from interlace.reading.findings import Cited, key_of, row_of_record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from interlace.reading.compare import Compared, Difference
    from interlace.reading.view import View

__all__ = [
    "CAUSES",
    "EXPLAINED",
    "HOW",
    "MOST_EXPLAINED",
    "USUAL_EXPLAINED",
    "CausesPage",
    "Did",
    "Explained",
    "explained_changes",
]

#: What is explained: a finding that only changed has no single moment.
EXPLAINED = ("opened", "closed")
#: Each is tried several times, so that a page of them takes a while.
USUAL_EXPLAINED, MOST_EXPLAINED = 10, 25


class Did(NamedTuple):
    """A record, where it is in the view's tables, and what came about: `began`, `ended`, `reviewed` or `said`."""

    record: Cited
    how: str


class Explained(NamedTuple):
    """What became of a finding, and why: one of `CAUSES`."""

    difference: Difference
    cause: str
    did: Sequence[Did]


class CausesPage(NamedTuple):
    """One page of explained changes; `total` are in all pages together."""

    items: Sequence[Explained]
    total: int
    has_next: bool
    has_previous: bool
    cursor_of: Callable[[Explained], str]

    @property
    def next_after(self) -> str | None:
        """The cursor that the next page comes after; None on the last page."""
        return self.cursor_of(self.items[-1]) if self.has_next and self.items else None


def explained_changes(
    view: View,
    earlier: date,
    changes: Sequence[str] = EXPLAINED,
    rules: Sequence[str] = (),
    first: int = USUAL_EXPLAINED,
    after: str | None = None,
) -> CausesPage:
    """Findings that opened after an earlier day or closed by the view's day, with what caused it. Raises Invalid."""
    if not set(changes) <= set(EXPLAINED):
        raise Invalid([FieldProblem("/change", "bad-choice", {"choices": ", ".join(EXPLAINED)})])
    if not 1 <= first <= MOST_EXPLAINED:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_EXPLAINED)})])
    told = view.sight.snapshot.kept(("compared", earlier, view.as_of), lambda: compared(view, earlier))
    page = differences_page(told, changes, rules, first, after)
    trial = view.sight.snapshot.kept(
        ("trial", earlier, view.as_of), lambda: Trial.of(view.graph.register, earlier, view.as_of)
    )
    items = [_explained(view, told, trial, one) for one in page.items]

    def cursor_of(one: Explained) -> str:
        return page.cursor_of(one.difference)

    return CausesPage(items, page.total, page.has_next, page.has_previous, cursor_of)


def _explained(view: View, told: Compared, trial: Trial, difference: Difference) -> Explained:
    key = key_of(difference)
    listing = told.before if difference.change == "closed" else told.after
    number = listing.number_of(key)
    assert number is not None  # noqa: S101 - the difference was made of this listing
    cause = trial.cause_of(key, [int(listing.one[number]), int(listing.other[number])])
    return Explained(
        difference,
        cause.cause,
        [Did(Cited(*one.record, row_of_record(view, one.record)), one.how) for one in cause.did],
    )
