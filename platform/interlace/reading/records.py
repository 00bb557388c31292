"""A record that was just written, told as a view tells it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.tables import SCHEMA
from interlace.reading.shown import LISTS, OWN

if TYPE_CHECKING:
    from interlace.db.records import StoredRecord


def told_stored(record: StoredRecord) -> dict[str, Any]:
    """A record in the words of a bundle, after its id and its revision, as `Sight.told` has it: lists are not null."""
    columns = SCHEMA[record.table]
    known = {
        name: record.values.get(name) or ([] if column.kind in LISTS else record.values.get(name))
        for name, column in columns.items()
    }
    further = {name: record.further[name] for name in sorted(record.further) if name not in OWN}
    return {"id": str(record.id), "revision": record.revision, **known, **further}
