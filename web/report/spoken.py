"""Tables as people read them: columns and values in the language of the page, names beside codes, lists as texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.explain import Names
from graph.tables import SCHEMA, Kind
from web.languages import language, say
from web.report.headings import column_names, value_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from interlace.reading.view import View

#: Columns with the code of a body or work, in tables that are not of the register.
_CODES = frozenset({"body", "strategy"})
_NAME = "_name"


def for_programs(frame: pl.DataFrame) -> pl.DataFrame:
    """A table of codes and ids under its columns' ids; lists are separated by `|`, as in bundles."""
    lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
    return frame.with_columns(pl.col(lists).list.join("|"))


def for_people(view: View, table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The same as it is read in the language of the page."""
    names = view.sight.snapshot.register
    titles = {**names.titles, **names.names}
    known = column_names()
    columns: dict[str, pl.Series] = {}
    for column in frame.columns:
        heading = _free(columns, _heading(known, column))
        columns[heading] = _told(view, table, frame[column])
        if _is_code(table, column):
            beside = _free(columns, say("%(column)s: name", column=heading))
            columns[beside] = _replaced(frame[column], titles.get)
    return pl.DataFrame(columns)


def _heading(known: Mapping[str, str], column: str) -> str:
    plain = column.removesuffix(_NAME)
    if plain != column and plain in known:
        return say("%(column)s: name", column=known[plain])
    return known.get(column, column)


def _free(taken: dict[str, pl.Series], heading: str) -> str:
    """A heading that no other column has: two columns of a tenant's own may be told alike."""
    return next(name for name in _numbered(heading) if name not in taken)


def _numbered(heading: str) -> Iterator[str]:
    yield heading
    number = 2
    while True:
        yield f"{heading} ({number})"
        number += 1


def _is_code(table: str, column: str) -> bool:
    if table in SCHEMA:
        return column in SCHEMA[table] and SCHEMA[table][column].kind is Kind.REFERENCE
    return column in _CODES


def _told(view: View, table: str, values: pl.Series) -> pl.Series:
    if values.dtype == pl.Boolean:
        return values.replace_strict({True: say("Yes"), False: say("No")}, return_dtype=pl.String)
    if values.name == "cells":
        names = Names(view.sight.snapshot.register, language())
        return _replaced(values.list.join("|"), lambda cells: names.cells(cells.split("|")) if cells else None)
    choices = value_names(table, values.name)
    if isinstance(values.dtype, pl.List):
        return _replaced(
            values.list.join("|"), lambda listed: ", ".join((choices or {}).get(one, one) for one in listed.split("|"))
        )
    return values if choices is None else _replaced(values, lambda value: choices.get(value, value))


def _replaced(values: pl.Series, told: Callable[[str], str | None]) -> pl.Series:
    """Each different text told once."""
    different = [value for value in values.unique(maintain_order=True) if value is not None]
    new = pl.Series([told(value) for value in different], dtype=pl.String)
    old = pl.Series(different, dtype=pl.String)
    return values.cast(pl.String).replace_strict(old, new, default=None, return_dtype=pl.String)
