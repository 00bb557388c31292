"""The entries of a change: whole records in the words of a bundle, packed for the database and back."""

from __future__ import annotations

import zlib
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import orjson

from graph.tables import SCHEMA, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: The table name of a tenant's own settings among entries.
TENANT = "tenant"
#: So many entries make one part of a change.
PART = 1000
#: The quickest level: it makes entries about five times smaller, and an import of many must not wait for more.
PACKED_QUICKLY = 1


class Entry(NamedTuple):
    """One record after a change; `values` is None where it was removed.

    Values hold codes, whole numbers, days and lists as graph.tables types them, and unknown columns as text;
    columns without a value are left out.
    """

    table: str
    id: UUID
    values: Mapping[str, Any] | None


def pack(entries: Iterable[Entry]) -> bytes:
    """Entries as the database keeps them."""
    rows = [(entry.table, entry.id, entry.values) for entry in entries]
    return zlib.compress(orjson.dumps(rows), PACKED_QUICKLY)


def unpack(packed: bytes) -> list[Entry]:
    """Entries as they were given to `pack`."""
    return [
        Entry(table, UUID(key), _typed(table, values)) for table, key, values in orjson.loads(zlib.decompress(packed))
    ]


def parts(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """The entries in parts of bounded size."""
    for start in range(0, len(entries), PART):
        yield entries[start : start + PART]


_DAYS = {
    table: tuple(name for name, column in columns.items() if column.kind is Kind.DATE)
    for table, columns in SCHEMA.items()
}


def _typed(table: str, values: dict[str, Any] | None) -> dict[str, Any] | None:
    """JSON knows no days: they are made from their text. What an import packed names empty columns too: left out."""
    if values is None or table not in SCHEMA:
        return values
    told = {name: value for name, value in values.items() if value is not None}
    for name in _DAYS.get(table, ()):
        if name in told:
            told[name] = date.fromisoformat(told[name])
    return told
