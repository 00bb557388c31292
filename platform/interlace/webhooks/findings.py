"""Which findings a revision has opened and closed: two analyses side by side, on the day of the change."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from graph.compare import compare
from graph.frames import finding_key
from interlace.db import tenancy
from interlace.history import changes_after
from interlace.snapshots.loading import revision_and
from interlace.snapshots.past import snapshot_at
from interlace.snapshots.refreshing import refreshed

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    import polars as pl
    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.snapshots.snapshot import Snapshot

#: So many findings are told in one message; of the others, how many there are.
MOST_FINDINGS = 1_000
#: The registers of so many tenants are kept ready for their next revision.
_MOST_KEPT = 4
_TOLD = ("rule", "subject", "object", "severity", "certainty", "reach", "priority", "rule_set")


class Follower:
    """Goes through the revisions of tenants one by one, each made from the one before. For one thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[UUID, Snapshot] = OrderedDict()

    def changed(self, database: Database, tenant_id: UUID, revision: int, day: date) -> dict[str, dict[str, Any]]:
        """What is told of the findings that a revision opened and closed, by event; nothing where there are none.

        Raises what `tenancy.reading` does.
        """
        before, after = self._around(database, tenant_id, revision)
        comparison = compare(before.analysis_at(day), after.analysis_at(day))
        changed = {"finding.closed": comparison.closed, "finding.opened": comparison.opened}
        return {event: _told(frame, day) for event, frame in changed.items() if frame.height}

    def _around(self, database: Database, tenant_id: UUID, revision: int) -> tuple[Snapshot, Snapshot]:
        kept = self._kept.pop(tenant_id, None)
        with tenancy.reading(database, tenant_id, bulk=True) as session:
            if kept is None or kept.revision != revision - 1 or not _holds(session, kept):
                kept = snapshot_at(session, tenant_id, revision - 1)
            after = _after(session, kept, revision)
        self._kept[tenant_id] = after
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return kept, after


def _holds(session: Session, kept: Snapshot) -> bool:
    """Whether the tenant's past is still the one that the snapshot comes from: a restore may have made another."""
    return revision_and(session, kept.revision)[1] == kept.stored.made_at


def _after(session: Session, before: Snapshot, revision: int) -> Snapshot:
    try:
        after = refreshed(before, changes_after(session, before.revision, revision))
    except KeyError:
        after = None
    return after or snapshot_at(session, before.tenant_id, revision)


def _told(frame: pl.DataFrame, day: date) -> dict[str, Any]:
    rows = frame.head(MOST_FINDINGS).select(_TOLD).rows(named=True)
    findings = [{"key": finding_key(row["rule"], row["subject"], row["object"]), **row} for row in rows]
    return {"day": day.isoformat(), "findings": findings, "more": frame.height - len(findings)}
