"""A write that touches a case: with the register held, and a view of exactly that register."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from interlace.cases.keeping import is_kept, owner_changes, owners_of
from interlace.cases.rights import involved
from interlace.cases.seeing import seen, view_of_writer
from interlace.db import tenancy
from interlace.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.cases.seeing import SeenFinding
    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal
    from interlace.snapshots.store import SnapshotStore

_TRIES = 5


@dataclass(frozen=True)
class Touched:
    """A case that is being written to."""

    unit: Unit
    seen: SeenFinding
    owners: tuple[str, ...]

    @property
    def session(self) -> Session:
        """The transaction."""
        return self.unit.session

    @property
    def key(self) -> str:
        """The finding's key."""
        return self.seen.key

    @property
    def involved(self) -> tuple[str, ...]:
        """The bodies for which somebody may act."""
        return involved(self.seen, self.owners)


@contextmanager
def touching(
    database: Database, store: SnapshotStore, principal: Principal, tenant_id: UUID, key: str
) -> Iterator[Touched]:
    """One write to the case of a finding, as it is at that moment: nobody writes to the register meanwhile.

    Raises Unknown, Suspended, Busy, and what the block raises.
    """
    for _ in range(_TRIES):
        # What takes long is worked out before anybody is kept waiting.
        snapshot = store.current(database, tenant_id)
        view = view_of_writer(snapshot, principal, datetime.now(UTC).date())
        view.analysis  # noqa: B018 - it is kept with the snapshot
        with tenancy.writing(database, tenant_id, principal) as unit:
            if (unit.head.revision, unit.today) != (snapshot.revision, view.as_of):
                continue
            one = seen(view, key, known=is_kept(unit.session, key))
            yield Touched(unit, one, owners_of(one, owner_changes(unit.session, [key]).get(key, ())))
            return
    raise Busy("The register is written to all the time. Try again in a moment.")
