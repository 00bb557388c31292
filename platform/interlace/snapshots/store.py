"""The snapshots of one worker process: the present one of each tenant that was asked for, under a bound of memory."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from interlace import measures
from interlace.db import tenancy
from interlace.errors import Unknown
from interlace.history import changes_after
from interlace.snapshots.loading import load, revision_and
from interlace.snapshots.past import snapshot_at
from interlace.snapshots.refreshing import refreshed
from interlace.snapshots.snapshot import Snapshot

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database

    #: A tenant and, of a past snapshot, its revision.
    Key = tuple[UUID, int | None]


class _Held(NamedTuple):
    """A snapshot, and what it had worked out and took of memory when it was measured."""

    snapshot: Snapshot
    worked_out: int
    memory: int

    @classmethod
    def of(cls, snapshot: Snapshot) -> _Held:
        """A snapshot, measured now."""
        return cls(snapshot, snapshot.worked_out, snapshot.memory)


_LOG = logging.getLogger(__name__)


class SnapshotStore:
    """Gives each tenant's snapshot, and keeps those asked for last within `most_memory` bytes.

    Many threads may ask at once: one of them reads or refreshes, the others wait for it, and whoever has an older
    snapshot goes on reading that. Each process has a store of its own, made after it was forked. A snapshot shows
    everything of its tenant: who may ask for it, and which drafts they see, is not decided here.
    """

    def __init__(self, most_memory: int) -> None:
        self.most_memory = most_memory
        self._lock = threading.Lock()
        self._making: defaultdict[UUID, threading.Lock] = defaultdict(threading.Lock)
        self._kept: OrderedDict[Key, _Held] = OrderedDict()

    def current(self, database: Database, tenant_id: UUID, seen: tuple[int, datetime | None] | None = None) -> Snapshot:
        """The tenant's register with every write that was committed before this call.

        With `seen`, a revision and when it was made as they were looked up just now, the database is asked only where
        that is not the one at hand. Raises what `tenancy.reading` does: Unknown, Suspended, Busy.
        """
        if seen is not None:
            at_hand = self._find((tenant_id, None))
            if at_hand is not None and (at_hand.revision, at_hand.stored.made_at) == seen:
                return at_hand
        making = self._making_of(tenant_id)
        while True:
            # Looked up before the transaction begins, so that it cannot be newer than what that sees.
            kept = self._find((tenant_id, None))
            with tenancy.reading(database, tenant_id, bulk=True) as session:
                if kept is not None and revision_and(session, kept.revision) == (kept.revision, kept.stored.made_at):
                    return kept
                if making.acquire(blocking=False):
                    try:
                        if self._find((tenant_id, None)) is kept:
                            return self._keep((tenant_id, None), _made(session, tenant_id, kept))
                    finally:
                        making.release()
            # Another thread is at it: its connection is not waited for while holding one.
            with making:
                pass

    def at_revision(self, database: Database, tenant_id: UUID, revision: int) -> Snapshot:
        """The tenant's register as it stood when that revision had been made.

        Raises Unknown for a revision that is not yet, and what `current` raises.
        """
        current = self.current(database, tenant_id)
        if not 0 <= revision <= current.revision:
            raise Unknown(f"There is no revision {revision}; the last one is {current.revision}.")
        if revision == current.revision:
            return current
        with self._making_of(tenant_id), tenancy.reading(database, tenant_id, bulk=True) as session:
            kept = self._find((tenant_id, revision))
            if kept is not None and _holds(session, kept):
                return kept
            began = time.perf_counter()
            past = snapshot_at(session, tenant_id, revision)
            measures.refreshed("past", time.perf_counter() - began)
            return self._keep((tenant_id, revision), past)

    @property
    def present(self) -> list[Snapshot]:
        """The present snapshot of each tenant that is kept, as it was asked for last."""
        with self._lock:
            return [held.snapshot for (_, revision), held in self._kept.items() if revision is None]

    @property
    def memory(self) -> dict[UUID, int]:
        """Bytes that the kept snapshots of each tenant take, an estimate."""
        with self._lock:
            kept = [held.snapshot for held in self._kept.values()]
        memory: defaultdict[UUID, int] = defaultdict(int)
        for snapshot in kept:
            memory[snapshot.tenant_id] += snapshot.memory
        return dict(memory)

    def _making_of(self, tenant_id: UUID) -> threading.Lock:
        with self._lock:
            return self._making[tenant_id]

    def _find(self, key: Key) -> Snapshot | None:
        with self._lock:
            held = self._kept.get(key)
            if held is None:
                return None
            self._kept.move_to_end(key)
        if held.snapshot.worked_out != held.worked_out:
            # What was worked out for a day since it was measured makes it larger.
            self._put(key, _Held.of(held.snapshot), in_place_of=held)
        return held.snapshot

    def _keep(self, key: Key, snapshot: Snapshot) -> Snapshot:
        """Keep a snapshot if there is room for it at all."""
        held = _Held.of(snapshot)
        if held.memory > self.most_memory:
            _LOG.warning("tenant %s: a snapshot of %s bytes is too large to be kept", snapshot.tenant_id, held.memory)
        with self._lock:
            before = self._kept.get(key)
        self._put(key, held, in_place_of=before)
        return snapshot

    def _put(self, key: Key, held: _Held, in_place_of: _Held | None) -> None:
        """Hold this as what was asked for last, and let go of what there is no room for beside it."""
        with self._lock:
            if self._kept.get(key) is not in_place_of:
                return
            self._kept.pop(key, None)
            if held.memory <= self.most_memory:
                self._kept[key] = held
            while sum(other.memory for other in self._kept.values()) > self.most_memory:
                self._kept.popitem(last=False)


def _holds(session: Session, kept: Snapshot) -> bool:
    """Whether the tenant's past is still the one that the snapshot comes from: a restore may have made another."""
    return revision_and(session, kept.revision)[1] == kept.stored.made_at


def _made(session: Session, tenant_id: UUID, before: Snapshot | None) -> Snapshot:
    """The present snapshot, from the one before where that is quicker."""
    began = time.perf_counter()
    if before is not None and _holds(session, before):
        try:
            after = refreshed(before, changes_after(session, before.revision))
        except KeyError:
            _LOG.exception("tenant %s: changes since revision %s do not fit, reading all", tenant_id, before.revision)
        else:
            if after is not None:
                measures.refreshed("amended", time.perf_counter() - began)
                return after
    loaded = Snapshot.of(tenant_id, load(session))
    measures.refreshed("loaded", time.perf_counter() - began)
    return loaded
