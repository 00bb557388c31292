"""Answers of the REST door to reads: lists in pages as JSON or CSV, and single records."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
from flask import request

from api import answers
from api.answers import Answer
from api.context import view
from api.rest.operation import CSV, JSON, form
from api.rest.parameters import as_of, asked_of
from graph.tables import SCHEMA
from interlace.errors import Unknown
from interlace.reading.pages import page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from uuid import UUID

    from flask import Response

    from interlace.reading.pages import Page
    from interlace.reading.view import View

CSV_TYPE = f"{CSV}; charset=utf-8; header=present"
#: What spreadsheets take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read(make: Callable[[View], Answer]) -> Response:
    """The answer to a read of what a view shows on the day that is asked about: kept, known by an ETag, or made now."""
    seen = view(as_of())
    return answers.read(seen, lambda: make(seen), request.path, request.query_string.decode("latin-1"), form())


def record_list(table: str, among: Callable[[View], Sequence[int] | None] = lambda _: None) -> Response:
    """A page of a table, or of the rows that `among` gives. Raises Invalid."""
    return read(lambda seen: _listed(seen, table, page_of(seen, table, asked_of(table), among(seen))))


def record_rows(table: str, rows: Callable[[View], Sequence[int]]) -> Response:
    """All of these rows, in their order."""

    def make(seen: View) -> Answer:
        chosen = rows(seen)
        return listing(_told(seen, table, chosen), len(chosen), columns_of(seen, table))

    return read(make)


def _listed(seen: View, table: str, page: Page) -> Answer:
    return listing(_told(seen, table, page.rows), page.total, columns_of(seen, table), page.next_after, table)


def _told(seen: View, table: str, rows: Sequence[int]) -> list[dict[str, Any]]:
    return [seen.sight.told(table, row) for row in rows]


def columns_of(seen: View, table: str) -> list[str]:
    """The columns of a table's records as they are told, translations after all others."""
    return ["id", "revision", *SCHEMA[table], *seen.sight.translations(table)]


def listing(
    items: Sequence[Mapping[str, Any]],
    total: int,
    columns: Iterable[str],
    next_after: str | None = None,
    name: str = "list",
) -> Answer:
    """A list in the form that is asked for. `next_after` is the cursor that the next page comes after."""
    headers = {} if next_after is None else {"Link": f'<{_following(next_after)}>; rel="next"'}
    if form() == CSV:
        headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return Answer(as_csv(items, columns).encode(), CSV_TYPE, headers)
    return Answer(orjson.dumps({"items": items, "total": total}), JSON, headers)


def _following(after: str) -> str:
    """The address of the next page: the same question, after the last one's end."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "after"]
    return f"{request.path}?{urlencode([*asked, ('after', after)])}"


def as_csv(items: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> str:
    """Records as RFC 4180 has them, lists separated by `|`. For spreadsheets: what would be a formula there is text."""
    names = list(columns)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_cell(item.get(name)) for name in names] for item in items)
    return written.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "|".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not isinstance(value, int | float) else text


def one_record(table: str, record_id: UUID) -> Response:
    """A single record. Raises Unknown."""
    seen = view(as_of())
    told = seen.sight.told(table, row_of(seen, table, record_id))
    return answers.record(orjson.dumps(told), told["revision"], JSON, seen.revision)


def row_of(seen: View, table: str, record_id: UUID) -> int:
    """The row of a record that the caller may know of. Raises Unknown."""
    row = seen.sight.row_of(table, record_id)
    if row is None:
        raise Unknown(f"There is no record {record_id} in {table}.")
    return row
