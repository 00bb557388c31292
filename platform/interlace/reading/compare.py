"""Two days of one view side by side: which findings opened, closed and stayed, and how these changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from graph import compare
from graph.frames import finding_key
from interlace.errors import FieldProblem
from interlace.reading.cursors import check_first, read_cursor, written_cursor
from interlace.reading.pages import USUAL
from interlace.reading.view import View
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

#: What can become of a finding; `kept` ones that are `changed` have another severity or certainty than before.
CHANGES = ("opened", "closed", "changed", "kept")
_KEY = ("rule", "subject", "object")


class Difference(NamedTuple):
    """What became of a finding; a closed one is told as it was, all others as they are on the later day."""

    change: str
    key: str
    rule: str
    family: str
    subject: str
    object: str | None
    severity: str
    certainty: str
    reach: int
    severity_before: str | None
    certainty_before: str | None


@dataclass(frozen=True)
class Compared:
    """Two days of one register. `counts` is rule → change → number of findings; `kept` counts changed ones not."""

    earlier: date
    later: date
    counts: Mapping[str, Mapping[str, int]]
    frame: pl.DataFrame

    @property
    def totals(self) -> Mapping[str, int]:
        """Change → number of findings."""
        return {change: sum(counts[change] for counts in self.counts.values()) for change in CHANGES}


@dataclass(frozen=True)
class DifferencesPage:
    """One page of what became of findings, by change, rule and codes."""

    items: Sequence[Difference]
    total: int
    has_next: bool
    has_previous: bool
    cursor_of: Callable[[Difference], str]

    @property
    def next_after(self) -> str | None:
        """The cursor that the next page comes after; None on the last page."""
        return self.cursor_of(self.items[-1]) if self.has_next and self.items else None


def compared(view: View, earlier: date) -> Compared:
    """The findings of an earlier day and those of the view's day, by the same register."""
    before = View(view.sight, earlier)
    found = compare.compare(before.analysis, view.analysis)
    changed = (pl.col("severity") != pl.col("severity_before")) | (pl.col("certainty") != pl.col("certainty_before"))
    parts = {
        "opened": found.opened,
        "closed": found.closed,
        "changed": found.kept.filter(changed),
        "kept": found.kept.filter(~changed),
    }
    counts = {rule: dict.fromkeys(CHANGES, 0) for rule in METADATA}
    for change, frame in parts.items():
        for rule, count in frame["rule"].value_counts().iter_rows():
            counts[rule][change] = count
    whole = pl.concat([frame.with_columns(change=pl.lit(name)) for name, frame in parts.items()], how="diagonal")
    return Compared(earlier, view.as_of, {rule: told for rule, told in counts.items() if any(told.values())}, whole)


def differences_page(
    told: Compared,
    changes: Sequence[str] = CHANGES[:3],
    rules: Sequence[str] = (),
    first: int = USUAL,
    after: str | None = None,
) -> DifferencesPage:
    """A page of what became of findings. Raises Invalid, naming what is wrong."""
    check_first(first, _wrong(changes, rules))
    frame = told.frame.filter(pl.col("change").is_in(list(changes)))
    if rules:
        frame = frame.filter(pl.col("rule").is_in(list(rules)))
    start = 0 if after is None else _place_after(frame, read_cursor(after, "differences", str, str, str, str))
    shown = frame.slice(start, first)
    items = [_difference(row) for row in shown.iter_rows(named=True)]
    return DifferencesPage(items, frame.height, start + first < frame.height, start > 0, _cursor_of)


def _wrong(changes: Sequence[str], rules: Sequence[str]) -> Iterator[FieldProblem]:
    if not set(changes) <= set(CHANGES):
        yield FieldProblem("/change", "bad-choice", {"choices": ", ".join(CHANGES)})
    if not set(rules) <= set(METADATA):
        yield FieldProblem("/rule", "bad-choice", {"choices": ", ".join(METADATA)})


def _place_after(frame: pl.DataFrame, place: tuple[str, ...]) -> int:
    """How many rows, which are in the order of change, rule, subject and object, do not come after the place."""
    change, *key = place
    number = {name: rank for rank, name in enumerate(CHANGES)}
    rank = frame["change"].replace_strict(number, return_dtype=pl.Int8).to_numpy()
    start = int(np.searchsorted(rank, np.int8(number.get(change, len(CHANGES)))))
    own = frame.slice(start).filter(pl.col("change") == change)
    low, high = 0, own.height
    while low < high:
        middle = (low + high) // 2
        if tuple(own[name][middle] or "" for name in _KEY) <= tuple(key):
            low = middle + 1
        else:
            high = middle
    return start + low


def _difference(row: Mapping[str, object]) -> Difference:
    told = {name: row[name] for name in Difference._fields if name not in {"key", "family"}}
    rule, subject, other = (row[name] for name in _KEY)
    return Difference(key=finding_key(rule, subject, other), family=METADATA[str(rule)].family, **told)  # type: ignore[arg-type]


def _cursor_of(told: Difference) -> str:
    return written_cursor("differences", told.change, told.rule, told.subject, told.object or "")
