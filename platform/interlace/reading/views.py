"""The views of one worker process: given to whoever calls, from snapshots that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.identity.permissions import Operation, require_of
from interlace.reading.sight import Sight
from interlace.reading.view import View
from interlace.reading.visible import hidden_drafts

if TYPE_CHECKING:
    from datetime import date

    from interlace.db.connections import Database
    from interlace.identity.callers import Caller
    from interlace.snapshots.snapshot import Snapshot
    from interlace.snapshots.store import SnapshotStore


def view_of(store: SnapshotStore, database: Database, caller: Caller, as_of: date, today: date) -> View:
    """What the caller sees on a day, of the tenant as they found it or newer.

    Raises Forbidden, and what `SnapshotStore.current` does.
    """
    assert caller.principal.tenant_id is not None  # noqa: S101 - whoever calls does so in a tenant
    snapshot = store.current(database, caller.principal.tenant_id, (caller.revision, caller.made_at))
    return view_on(snapshot, caller, as_of, today)


def view_on(snapshot: Snapshot, caller: Caller, as_of: date, today: date) -> View:
    """What the caller sees of a snapshot on a day. Raises Forbidden where they may not read at all."""
    principal = caller.principal
    require_of(principal, snapshot.tenant_id, Operation.REGISTER_READ)
    who = (principal.kind, principal.tenant_id, principal.grants, principal.scopes)
    hidden = snapshot.kept(("hidden", *who, today), lambda: hidden_drafts(snapshot, principal, today))
    sight = snapshot.kept(("sight", hidden), lambda: Sight(snapshot, hidden, snapshot.inherited(("sight", hidden))))
    return snapshot.kept(("view", hidden, as_of), lambda: View(sight, as_of))
