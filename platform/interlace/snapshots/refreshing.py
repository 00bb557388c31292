"""A snapshot after further revisions, made from what these changed rather than by reading the register again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from graph.amendment import MOST_EDITS, Edit, amended
from graph.encoding import NOBODY
from graph.renumbering import frame_of
from graph.tables import SCHEMA, Tables
from interlace.db.entries import TENANT
from interlace.db.settings import settings_of
from interlace.snapshots.loading import StoredTable
from interlace.snapshots.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any
    from uuid import UUID

    from interlace.db.entries import Entry
    from interlace.history import ChangeHead

    Values = Mapping[str, Any]
    #: Parts of changes in the order of their revisions, as `interlace.history.changes_after` reads them.
    Changes = Iterable[tuple[ChangeHead, Sequence[Entry]]]

#: Beyond so many entries numbering all records again is as quick, and reading them again not much slower.
MOST_ENTRIES = MOST_EDITS
#: Pieces of a frame that are put up with before it is made one again.
_MOST_PIECES = 16


@dataclass(frozen=True)
class _Fate:
    """How a record stands after the changes, and the revision that left it so; no values where it was removed."""

    values: Values | None
    revision: int


@dataclass
class _Folded:
    """What changes come to: the last word on each record, on the settings, and the last revision."""

    head: ChangeHead
    records: dict[str, dict[UUID, _Fate]]
    settings: Values
    entries: int = 0


def refreshed(snapshot: Snapshot, changes: Changes) -> Snapshot | None:
    """The snapshot after all that followed its revision; the same one where nothing did.

    None where the register has to be read again: there is too much, or columns came or went. No more is taken from
    `changes` than it takes to know.
    """
    folded = _folded(snapshot, changes)
    if folded is None:
        return snapshot
    columns = folded.settings["further_columns"] != snapshot.stored.settings["further_columns"]
    return None if folded.entries > MOST_ENTRIES or columns else _after(snapshot, folded)


def _folded(snapshot: Snapshot, changes: Changes) -> _Folded | None:
    folded: _Folded | None = None
    for head, entries in changes:
        folded = folded or _Folded(head, {}, snapshot.stored.settings)
        folded.head = head
        folded.entries += len(entries)
        if folded.entries > MOST_ENTRIES:
            break
        for table, record_id, values in entries:
            if table == TENANT:
                folded.settings = values or {}
            else:
                folded.records.setdefault(table, {})[record_id] = _Fate(values, head.revision)
    return folded


def _after(snapshot: Snapshot, folded: _Folded) -> Snapshot:
    stored, register = snapshot.stored, snapshot.register
    edits: list[Edit] = []
    tables = dict(stored.tables)
    for name, fates in folded.records.items():
        tables[name], made = _edited(name, stored.tables[name], fates)
        edits += made
    frames = Tables.of({name: table.frame for name, table in tables.items()})
    settings = settings_of(folded.settings) if folded.settings is not stored.settings else register.settings
    after = replace(
        stored, revision=folded.head.revision, settings=folded.settings, tables=tables, made_at=folded.head.at
    )
    return Snapshot.of(snapshot.tenant_id, after, amended(register, frames, edits, settings)).following(snapshot)


def _edited(name: str, table: StoredTable, fates: Mapping[UUID, _Fate]) -> tuple[StoredTable, list[Edit]]:
    """A table after the changes, and these as edits; what leaves first, for its code may come again with another."""
    frame = table.frame
    rows = table.ids.rows_of(list(fates))
    leaving = rows[rows != NOBODY]
    come = {record_id: fate for record_id, fate in fates.items() if fate.values is not None}
    records = [_whole(name, fate.values) for fate in come.values()]
    were = dict(zip(leaving.tolist(), frame[leaving].iter_rows(named=True), strict=True))
    came = dict(zip(come, records, strict=True))
    states = [(were.get(row), came.get(record_id)) for row, record_id in zip(rows.tolist(), fates, strict=True)]
    edits = [Edit(name, *state) for state in states if state != (None, None)]
    edits.sort(key=lambda edit: edit.after is not None)
    staying = np.ones(frame.height, dtype=np.bool_)
    staying[leaving] = False
    kept = frame.filter(pl.Series(staying)) if len(leaving) else frame
    whole = kept.vstack(frame_of(records, frame.schema))
    return StoredTable(
        frame=whole.rechunk() if whole.n_chunks() > _MOST_PIECES else whole,
        ids=table.ids.after(staying, list(come)),
        revision=np.append(table.revision[staying], [fate.revision for fate in come.values()]).astype(np.int64),
    ), edits


def _whole(name: str, values: Values | None) -> Values:
    """The values of an entry with those that are empty."""
    return {**dict.fromkeys(SCHEMA[name]), **(values or {})}
