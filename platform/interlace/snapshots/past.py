"""A tenant's register as it stood at an earlier revision, as a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from graph.renumbering import frame_of
from graph.tables import SCHEMA
from interlace.history import Replay, changes_after
from interlace.snapshots.ids import Ids
from interlace.snapshots.loading import StoredRegister, StoredTable, empty_register
from interlace.snapshots.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy.orm import Session


def snapshot_at(session: Session, tenant_id: UUID, revision: int) -> Snapshot:
    """The register when that revision, which there is, had been made; replayed from the first, so it takes its time."""
    replay = Replay()
    revisions: dict[UUID, int] = {}
    at: datetime | None = None
    for head, entries in changes_after(session, 0, revision):
        replay.apply(entries)
        revisions.update((entry.id, head.revision) for entry in entries)
        at = head.at
    settings = replay.settings or empty_register().settings
    tables = {
        name: _table(name, records, revisions, settings["further_columns"].get(name, ()))
        for name, records in replay.records.items()
    }
    return Snapshot.of(tenant_id, StoredRegister(revision, settings, tables, at))


def _table(
    name: str, records: Mapping[UUID, Mapping[str, Any]], revisions: Mapping[UUID, int], further: tuple[str, ...]
) -> StoredTable:
    schema = {known: column.kind.data_type for known, column in SCHEMA[name].items()} | dict.fromkeys(
        further, pl.String()
    )
    revision = np.array([revisions[record_id] for record_id in records], dtype=np.int64)
    return StoredTable(frame_of(list(records.values()), schema), Ids.of(list(records)), revision)
