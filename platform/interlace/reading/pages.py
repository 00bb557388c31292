"""Lists in pages: which records are asked for, in which order, where the last page ended. Both doors list by this."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
import polars as pl

from graph.tables import SCHEMA, Kind
from interlace.errors import FieldProblem, Invalid
from interlace.reading.cursors import read_cursor, written_cursor
from interlace.reading.shown import LISTS, OWN, folded, own_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from graph.encoding import Int64s
    from interlace.reading.sight import Sight
    from interlace.reading.view import View

USUAL, MOST = 50, 200
LONGEST_TEXT = 200
#: What records are filtered by: everything but free texts.
_FILTERED = frozenset(Kind) - {Kind.TEXT, Kind.DECIMAL}
_PERIODS = {("valid_from", "valid_to"), ("starts_on", "ends_on")}


@dataclass(frozen=True)
class Asked:
    """A list that is asked for. `filters` are columns with the values of which any will do; `sort` is a column, after
    `-` in descending order; `live` keeps what has, or has not, its period on the view's day."""

    filters: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    text: str | None = None
    sort: str | None = None
    live: bool | None = None
    first: int = USUAL
    after: str | None = None


@dataclass(frozen=True)
class Page:
    """One page: rows of the table in order, `total` of them in all pages together. `cursor_of` names a row's place."""

    rows: Sequence[int]
    total: int
    has_next: bool
    has_previous: bool
    cursor_of: Callable[[int], str]

    @property
    def next_after(self) -> str | None:
        """The cursor that the next page comes after; None on the last page."""
        return self.cursor_of(self.rows[-1]) if self.has_next and self.rows else None


def filters_of(table: str) -> Sequence[str]:
    """The columns by which a table can be filtered."""
    return ["id", *(name for name, column in SCHEMA[table].items() if column.kind in _FILTERED)]


#: What is told of a body's score.
SCORES = frozenset({"score_from", "score_to"})


def sorts_of(table: str) -> Sequence[str]:
    """The columns by which a table can be sorted: no score is one, for bodies are put in no order by it."""
    columns = (name for name, column in SCHEMA[table].items() if column.kind not in LISTS)
    return ["id", "revision", *(name for name in columns if name not in SCORES)]


def has_period(table: str) -> bool:
    """Whether the records of a table begin and end."""
    return _period(table) is not None


def page_of(view: View, table: str, asked: Asked, among: Sequence[int] | None = None) -> Page:
    """A page of a table, or of those rows of it that stand in `among`. Raises Invalid, naming what is wrong."""
    return _cut(view.sight, table, asked, rows_of(view, table, asked, among).tolist())


def rows_of(view: View, table: str, asked: Asked, among: Sequence[int] | None = None) -> Int64s:
    """The rows of all pages together, in order. Raises Invalid, naming what is wrong."""
    problems = [*_wrong_filters(table, asked), *_wrong_page(table, asked)]
    if problems:
        raise Invalid(problems)
    rows: Int64s = _in_order(view.sight, table, asked, among)
    chosen = _chosen(view, table, asked)
    return rows if chosen is None else rows[chosen[rows]]


def _wrong_filters(table: str, asked: Asked) -> list[FieldProblem]:
    problems = []
    for name, values in asked.filters.items():
        if name not in filters_of(table):
            choices = ", ".join(filters_of(table))
            problems.append(FieldProblem(f"/{name[:64]}", "unknown-field", {"choices": choices}))
            continue
        column = None if name == "id" else SCHEMA[table][name]
        none = set() if column is None or column.required else {None}
        if column is not None and column.choices and not set(values) <= {*column.choices, *none}:
            problems.append(FieldProblem(f"/{name}", "bad-choice", {"choices": ", ".join(column.choices)}))
    return problems


def check_first(first: int, problems: Iterable[FieldProblem]) -> None:
    """Raise Invalid with the problems and, where a page is to be larger than any may be, with that."""
    told = [*problems, *_wrong_first(first)]
    if told:
        raise Invalid(told)


def _wrong_first(first: int) -> list[FieldProblem]:
    return [] if 1 <= first <= MOST else [FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST)})]


def _wrong_page(table: str, asked: Asked) -> list[FieldProblem]:
    problems = _wrong_first(asked.first)
    if asked.sort is not None and asked.sort.removeprefix("-") not in sorts_of(table):
        problems.append(FieldProblem("/sort", "bad-choice", {"choices": ", ".join(sorts_of(table))}))
    if asked.text is not None and len(asked.text) > LONGEST_TEXT:
        problems.append(FieldProblem("/q", "too-long", {"most": str(LONGEST_TEXT)}))
    if asked.live is not None and not has_period(table):
        problems.append(FieldProblem("/live", "unknown-field", {"choices": ", ".join(filters_of(table))}))
    return problems


def _sorting(table: str, asked: Asked) -> tuple[str, bool]:
    """The column of the order, and whether it is descending."""
    sort = asked.sort or own_order(table)
    return sort.removeprefix("-"), sort.startswith("-")


def _in_order(sight: Sight, table: str, asked: Asked, among: Sequence[int] | None) -> np.ndarray[Any, Any]:
    column, descending = _sorting(table, asked)
    order = sight.order(table, column)
    if among is not None:
        wanted = np.zeros(len(order), dtype=np.bool_)
        wanted[np.asarray(among, dtype=np.int64)] = True
        order = order[wanted[order]]
    if not descending:
        return order
    # Empty values come last in either direction.
    frame = sight.tables[table].frame
    empty = 0 if column in OWN or column not in frame.columns else frame[column].gather(order).null_count()
    filled = len(order) - empty
    return np.concatenate([order[:filled][::-1], order[filled:]])


def _chosen(view: View, table: str, asked: Asked) -> np.ndarray[Any, Any] | None:
    """Whether each row is wanted; None where all are."""
    frame = view.sight.tables[table].frame
    conditions = [_any_of(view.sight, table, name, values) for name, values in asked.filters.items()]
    if asked.text is not None and asked.text.strip():
        wanted = pl.select(folded(pl.lit(asked.text.strip()))).item()
        conditions.append(view.sight.folded(table).str.contains(wanted, literal=True).fill_null(value=False).to_numpy())
    if asked.live is not None:
        begins, ends = _period(table) or ("", "")
        begun = pl.col(begins).is_null() | (pl.col(begins) <= view.as_of)
        live = begun & (pl.col(ends).is_null() | (pl.col(ends) >= view.as_of))
        conditions.append(frame.select(live).to_series().to_numpy() == asked.live)
    return np.logical_and.reduce(conditions) if conditions else None


def _any_of(sight: Sight, table: str, name: str, values: Sequence[Any]) -> np.ndarray[Any, Any]:
    chosen = np.zeros(len(sight.tables[table].ids), dtype=np.bool_)
    for value in values:
        rows = _row_of_id(sight, table, value) if name == "id" else sight.rows_where(table, name, value)
        chosen[np.asarray(rows, dtype=np.int64)] = True
    return chosen


def _row_of_id(sight: Sight, table: str, value: Any) -> Sequence[int]:  # noqa: ANN401 - as it was sent
    try:
        row = sight.row_of(table, value if isinstance(value, UUID) else UUID(str(value)))
    except ValueError:
        return ()
    return () if row is None else (row,)


def _period(table: str) -> tuple[str, str] | None:
    return next((period for period in _PERIODS if set(period) <= set(SCHEMA[table])), None)


def _cut(sight: Sight, table: str, asked: Asked, rows: list[int]) -> Page:
    column, descending = _sorting(table, asked)
    values, ids = sight.column(table, column), sight.column(table, "id")
    start = 0
    if asked.after is not None:
        place = _read(asked.after, table, column)
        key = cmp_to_key(_descending if descending else _ascending)
        start = bisect_right(rows, key(place), key=lambda row: key((values[row], ids[row])))
    end = start + asked.first

    def cursor_of(row: int) -> str:
        return _written(column, values[row], ids[row])

    return Page(rows[start:end], len(rows), end < len(rows), start > 0, cursor_of)


def _ascending(one: tuple[Any, str], other: tuple[Any, str]) -> int:
    """Which of two (value, id) comes first; empty values last."""
    if one[0] is None or other[0] is None:
        empty = (one[0] is None) - (other[0] is None)
        return empty or (one[1] > other[1]) - (one[1] < other[1])
    return (one > other) - (one < other)


def _descending(one: tuple[Any, str], other: tuple[Any, str]) -> int:
    """The same from the greatest to the least; empty values last here too."""
    return _ascending(one, other) * (-1 if one[0] is not None and other[0] is not None else 1)


def _written(column: str, value: object, record_id: str) -> str:
    return written_cursor(column, value.isoformat() if isinstance(value, date) else value, record_id)


def _read(cursor: str, table: str, column: str) -> tuple[Any, str]:
    """The (value, id) of a place. Raises Invalid for what is none of a list in this order."""
    kind = Kind.TEXT if column == "id" else Kind.WHOLE if column == "revision" else SCHEMA[table][column].kind
    value, record_id = read_cursor(cursor, column, (int if kind is Kind.WHOLE else str) | None, str)
    try:
        day = date.fromisoformat(value) if kind is Kind.DATE and value is not None else value
        return day, str(UUID(record_id))
    except ValueError as error:
        raise Invalid([FieldProblem("/after", "bad-cursor")]) from error
