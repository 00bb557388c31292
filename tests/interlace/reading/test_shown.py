"""What is made of tables goes on from one revision to the next, and is what would be made anew."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from graph.tables import SCHEMA
from interlace.db import tenancy
from interlace.errors import DomainError
from interlace.history import changes_after
from interlace.principals import SYSTEM
from interlace.reading.shown import LISTS, OWN, own_order
from interlace.reading.sight import Sight
from interlace.snapshots.loading import load
from interlace.snapshots.refreshing import refreshed
from interlace.snapshots.snapshot import Snapshot
from tests.interlace.register.random_edits import edit_at_random
from tests.interlace.register.world import settle

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

KEY = ("sight", frozenset[str]())


def told(sight: Sight) -> dict[str, Any]:
    """All that a sight makes."""
    made: dict[str, Any] = {}
    for table, columns in SCHEMA.items():
        names = [*OWN, *columns]
        made |= {f"{table} {name}": sight.column(table, name) for name in names}
        sortable = [name for name in names if name in OWN or columns[name].kind not in LISTS]
        made |= {f"order {table} {name}": sight.order(table, name).tolist() for name in sortable}
        made[f"text {table}"] = sight.folded(table).to_list()
        for name in columns:
            values = {
                value for cell in sight.column(table, name) for value in (cell if isinstance(cell, list) else [cell])
            }
            made[f"index {table} {name}"] = {value: sight.rows_where(table, name, value) for value in values}
    return made


def on(snapshot: Snapshot) -> Sight:
    """The sight of a snapshot that goes on from the one before."""
    return snapshot.kept(KEY, lambda: Sight(snapshot, frozenset(), snapshot.inherited(KEY)))


def test_whatever_is_written_a_sight_that_goes_on_is_the_one_that_would_be_made(
    database: Database, tenant_id: UUID
) -> None:
    settle(database, tenant_id)
    chance = random.Random(3)
    with tenancy.reading(database, tenant_id) as session:
        snapshot = Snapshot.of(tenant_id, load(session))
    told(on(snapshot))
    shared = 0
    for _ in range(60):
        with suppress(DomainError), tenancy.writing(database, tenant_id, SYSTEM) as unit:
            for _ in range(chance.randint(1, 3)):
                edit_at_random(unit, chance)
        with tenancy.reading(database, tenant_id) as session:
            # Columns that come or go are read anew.
            after = refreshed(snapshot, changes_after(session, snapshot.revision)) or Snapshot.of(
                tenant_id, load(session)
            )
        shared += after is not snapshot and on(after).made > 0
        assert told(on(after)) == told(Sight(after, frozenset()))
        snapshot = after
    assert shared > 20


def test_the_rows_of_a_value_are_in_the_tables_own_order(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with tenancy.reading(database, tenant_id) as session:
        sight = Sight(Snapshot.of(tenant_id, load(session)), frozenset())
    for table in SCHEMA:
        order = sight.order(table, own_order(table)).tolist()
        for name, column in SCHEMA[table].items():
            cells = sight.column(table, name)
            for value in {value for cell in cells for value in (cell if column.kind in LISTS else [cell])}:
                holding = [row for row in order if value in (cells[row] if column.kind in LISTS else [cells[row]])]
                assert sight.rows_where(table, name, value) == holding


def test_a_snapshot_that_goes_on_holds_nothing_of_the_one_before(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with tenancy.reading(database, tenant_id) as session:
        snapshot = Snapshot.of(tenant_id, load(session))
    told(on(snapshot))
    chance = random.Random(4)
    after: Snapshot | None = snapshot
    while after is snapshot:
        with suppress(DomainError), tenancy.writing(database, tenant_id, SYSTEM) as unit:
            edit_at_random(unit, chance)
        with tenancy.reading(database, tenant_id) as session:
            after = refreshed(snapshot, changes_after(session, snapshot.revision))
    assert after is not None
    assert after.inherited(KEY) is not None
    on(after)
    assert after.inherited(KEY) is None
