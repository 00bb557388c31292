"""What is said of bodies: relations that name them, links to strategies that they own; and what of it waits.

The head of every page asks how much waits, so this knows the columns of a view and nothing of pages. Rows are those of
the view's tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, overload

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from graph.encoding import Int64s
    from interlace.reading.sight import Sight
    from interlace.reading.view import View

DECLARED, CONFIRMED, DISPUTED = "declared", "confirmed", "disputed"
RELATIONS, LINKS = "relations", "links"
#: For so many bodies an index is asked one by one; for more, whole columns are looked through.
_FEW = 100


class Place(NamedTuple):
    """A relation, a link or a part in a strategy, by its row in the view."""

    table: str
    row: int


class Places(Sequence[Place]):
    """Relations and links in an order; single ones are made when they are asked for."""

    def __init__(self, relations: Int64s, links: Int64s, order: Int64s) -> None:
        """`order` are places in the relations and after them the links."""
        self._rows = np.concatenate([relations, links])[order]
        self._is_relation = (np.arange(len(order)) < len(relations))[order]

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Place: ...
    @overload
    def __getitem__(self, at: slice) -> list[Place]: ...
    def __getitem__(self, at: int | slice) -> Place | list[Place]:
        if isinstance(at, int):
            return Place(RELATIONS if self._is_relation[at] else LINKS, int(self._rows[at]))
        return [self[place] for place in range(len(self))[at]]


def number_waiting(view: View, bodies: Collection[str]) -> int:
    """How much waits for the word of these bodies (codes)."""
    return number_of(standing(view.sight, said_of(view.sight, bodies), DECLARED))


def number_of(rows: Mapping[str, Int64s]) -> int:
    """How many records these are, of all tables together."""
    return sum(len(some) for some in rows.values())


def said_of(sight: Sight, bodies: Collection[str] | None) -> Mapping[str, Int64s]:
    """The relations and links on which these bodies have the other side’s word; without bodies, all there are."""
    if bodies is None:
        return {table: np.arange(len(sight.tables[table].ids), dtype=np.int64) for table in (RELATIONS, LINKS)}
    return {
        RELATIONS: rows_naming(sight, RELATIONS, "target", bodies),
        LINKS: rows_naming(sight, LINKS, "to", _strategies_of(sight, bodies)),
    }


def said_by(sight: Sight, bodies: Collection[str]) -> Mapping[str, Int64s]:
    """The relations and links that these bodies have declared."""
    works = [*_strategies_of(sight, bodies), *_codes(sight, "actions", rows_naming(sight, "actions", "body", bodies))]
    return {
        RELATIONS: rows_naming(sight, RELATIONS, "source", bodies),
        LINKS: rows_naming(sight, LINKS, "from", works),
    }


def standing(sight: Sight, rows: Mapping[str, Int64s], status: str) -> Mapping[str, Int64s]:
    """Those among them that stand so; what nobody has spoken on counts as declared."""
    found = {}
    for table, some in rows.items():
        stands = sight.tables[table].frame["status"].gather(some).fill_null(DECLARED)
        found[table] = some[(stands == status).to_numpy()]
    return found


def status_of(sight: Sight, place: Place) -> str:
    """How a relation or link stands."""
    return sight.column(place.table, "status")[place.row] or DECLARED


def rows_naming(sight: Sight, table: str, column: str, codes: Collection[str]) -> Int64s:
    """The rows whose column has one of these codes, each once."""
    if len(codes) <= _FEW:
        found = chain.from_iterable(sight.rows_where(table, column, code) for code in codes)
        return each_once(sight, table, np.fromiter(found, dtype=np.int64))
    named = sight.tables[table].frame[column].is_in(pl.Series(list(codes), dtype=pl.String).implode())
    return np.flatnonzero(named.fill_null(value=False).to_numpy())


def each_once(sight: Sight, table: str, *rows: Int64s) -> Int64s:
    """Rows of a table that stand in any of these, each once, in the table's own order."""
    named = np.zeros(len(sight.tables[table].ids), dtype=np.bool_)
    for some in rows:
        named[some] = True
    return np.flatnonzero(named)


def _strategies_of(sight: Sight, bodies: Collection[str]) -> list[str]:
    """The codes of the strategies that these bodies own or co-own."""
    owned = rows_naming(sight, "strategies", "owner", bodies)
    return _codes(sight, "strategies", each_once(sight, "strategies", owned, _co_owned(sight, bodies)))


def _co_owned(sight: Sight, bodies: Collection[str]) -> Int64s:
    if len(bodies) <= _FEW:
        return rows_naming(sight, "strategies", "co_owners", bodies)
    mentions = sight.tables["strategies"].frame.select("co_owners").with_row_index("row")
    mentions = mentions.filter(pl.col("co_owners").list.len() > 0).explode("co_owners")
    named = mentions.filter(pl.col("co_owners").is_in(pl.Series(list(bodies), dtype=pl.String).implode()))
    return named["row"].to_numpy().astype(np.int64)


def _codes(sight: Sight, table: str, rows: Int64s) -> list[str]:
    codes: list[str] = sight.tables[table].frame["code"].gather(rows).to_list()
    return codes
