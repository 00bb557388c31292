"""Rows that leave and rows that come in columns that stand in an order, and the numbers that move with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import polars as pl

from graph.encoding import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from _typeshed import DataclassInstance
    from numpy.typing import NDArray

    from graph.encoding import Int32s, Int64s

    Part = TypeVar("Part", bound=DataclassInstance)
    Key = Sequence[NDArray[Any]]

#: The new row of a row that has left; far enough below `NOBODY` to stay there when numbers are added.
LOST = np.iinfo(np.int32).min


@dataclass(frozen=True)
class Moves:
    """How the rows of records with codes move when some leave and some come; a record that changes does both."""

    code: pl.Series
    """The codes afterwards."""
    gone: Int64s
    """The rows that leave, ascending."""
    at: Int64s
    """For each record that comes, in the order of codes: how many of the rows that stay are before it."""
    was: Int64s
    """The row that it had, `NOBODY` if it is new."""
    to: Int32s | None
    """By row: where it stands afterwards, `LOST` if nowhere; a last entry for nobody. None where no row moves."""

    @property
    def targets(self) -> Int32s:
        """`to`, also where no row moves."""
        return self.to if self.to is not None else np.append(np.arange(len(self.code)), NOBODY).astype(np.int32)

    @property
    def came(self) -> Int64s:
        """The rows of the records that came."""
        return self.at + np.arange(len(self.at))


def moves_of(code: pl.Series, gone: Iterable[str], come: Iterable[str]) -> Moves:
    """The moves when records leave and come. Raises KeyError if one that leaves is not there, or one that comes is."""
    leaving, coming = (pl.Series("code", list(codes), dtype=pl.String).sort() for codes in (gone, come))
    left, was = rows_of(code, leaving), rows_of(code, coming)
    wrong = [*leaving.filter(pl.Series(left == NOBODY)), *coming.filter(pl.Series(~np.isin(was, [*left, NOBODY])))]
    if wrong:
        raise KeyError(wrong[0])
    place = code.search_sorted(coming).to_numpy().astype(np.int64) if len(coming) else left[:0]
    at = place - np.searchsorted(left, place)
    if leaving.equals(coming):
        return Moves(code, left, at, was, None)
    stay = np.delete(np.arange(len(code)), left)
    order = np.insert(stay, at, np.arange(len(code), len(code) + len(coming)))
    to = np.full(len(code) + len(coming) + 1, LOST, dtype=np.int32)
    to[order] = np.arange(len(order), dtype=np.int32)
    to[was[was != NOBODY]] = to[len(code) + np.flatnonzero(was != NOBODY)]
    to = np.append(to[: len(code)], np.int32(NOBODY))
    return Moves(pl.concat([code, coming], rechunk=True).gather(order), left, at, was, to)


def rows_of(code: pl.Series, names: pl.Series) -> Int64s:
    """Where each of `names` stands in ascending codes, `NOBODY` where it does not."""
    if not len(code) or not len(names):
        return np.full(len(names), NOBODY, dtype=np.int64)
    place = np.minimum(code.search_sorted(names).to_numpy().astype(np.int64), len(code) - 1)
    return np.where((code.gather(place) == names).to_numpy(), place, NOBODY)


def places_in(key: Key, wanted: Key) -> Int64s:
    """Before which row of columns in lexicographic order each wanted row stands: the first that is not less."""
    return np.array([_span(key, row)[0] for row in zip(*wanted, strict=True)], dtype=np.int64)


def rows_in(key: Key, wanted: Key) -> Int64s:
    """The rows of columns in lexicographic order that equal the wanted ones, each used once, ascending.

    Raises KeyError if there are not as many.
    """
    rows: list[int] = []
    for row, times in Counter(zip(*wanted, strict=True)).items():
        start, end = _span(key, row)
        if end - start < times:
            raise KeyError(tuple(int(number) for number in row))
        rows += range(start, start + times)
    return np.array(sorted(rows), dtype=np.int64)


def _span(key: Key, row: tuple[Any, ...]) -> tuple[int, int]:
    """The rows equal to `row`, narrowed column by column: each is ascending where those before it are equal."""
    start, end = 0, len(key[0])
    for column, value in zip(key, row, strict=True):
        # The value has the type of the column; a plain int would have NumPy convert the whole column.
        among = column[start:end]
        start, end = start + int(np.searchsorted(among, value)), start + int(np.searchsorted(among, value, "right"))
    return start, end


def without(part: Part, columns: Iterable[str], rows: Int64s) -> Part:
    """The part without these rows of these columns."""
    if not len(rows):
        return part
    return replace(part, **{name: np.delete(getattr(part, name), rows, axis=0) for name in columns})


def joined(part: Part, columns: Iterable[str], coming: DataclassInstance, at: Int64s) -> Part:
    """The part with the rows of `coming` before its rows `at`, which ascend."""
    if not len(at):
        return part
    return replace(
        part, **{name: np.insert(getattr(part, name), at, getattr(coming, name), axis=0) for name in columns}
    )
