"""When two snapshots are the same: in every record, id and revision, in every number, in all that is found."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from graph.frames import finding_frame
from graph.tables import SCHEMA, Tables

if TYPE_CHECKING:
    from interlace.snapshots.loading import StoredTable
    from interlace.snapshots.snapshot import Snapshot

DAY = date(2024, 6, 1)


def assert_same(one: Snapshot, other: Snapshot) -> None:
    """Equal in all but the order of the rows of tables."""
    assert (one.tenant_id, one.revision, one.stored.made_at) == (other.tenant_id, other.revision, other.stored.made_at)
    assert one.stored.settings == other.stored.settings
    for table in SCHEMA:
        assert one.tables[table].frame.schema == other.tables[table].frame.schema, table
        assert records(one.tables[table]) == records(other.tables[table]), table
        assert one.register.tables[table] is one.tables[table].frame
    assert_same_columns(one.register, other.register)
    assert finding_frame(one.analysis_at(DAY)).equals(finding_frame(other.analysis_at(DAY)))


def records(table: StoredTable) -> dict[str, tuple[int, tuple[object, ...]]]:
    """Revision and values by id."""
    assert table.frame.height == len(table.ids) == len(table.revision)
    rows = zip(table.revision.tolist(), table.frame.rows(), strict=True)
    return dict(zip(table.id, rows, strict=True))


def assert_same_columns(one: object, other: object, path: str = "register") -> None:
    """Equal in values, types and shapes, down to the last column; tables are not looked at."""
    if isinstance(one, Tables):
        return
    if is_dataclass(one) and type(one) is type(other):
        for field in fields(one):
            assert_same_columns(getattr(one, field.name), getattr(other, field.name), f"{path}.{field.name}")
    elif isinstance(one, pl.Series) and isinstance(other, pl.Series):
        assert (one.dtype, one.to_list()) == (other.dtype, other.to_list()), path
    elif isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        assert (one.dtype, one.shape) == (other.dtype, other.shape), path
        assert np.array_equal(one, other), path
    else:
        assert one == other, path
