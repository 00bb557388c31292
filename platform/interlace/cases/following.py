"""The follower: compares, for all tenants, what is found today with the episodes that are not over.

Any number may run; of each tenant one looks at a time. What is written is right for the revision and day that it was
worked out for, and is written only while that is the register's present revision.
"""

from __future__ import annotations

import io
import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from graph.frames import finding_frame
from interlace.cases.moving import tell_of_deadlines, tell_of_moves
from interlace.db import tenancy
from interlace.db.identifiers import new_id_texts
from interlace.db.models import EpisodeLook, Tenant, TenantRegister
from interlace.errors import Busy, Suspended, Unknown
from interlace.principals import SYSTEM
from interlace.snapshots.store import SnapshotStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from uuid import UUID

    from psycopg import Connection
    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.snapshots.snapshot import Snapshot

_log = logging.getLogger(__name__)
#: So many episodes are written while a tenant's other writes wait.
AT_ONCE = 20_000
_MIB = 2**20


@dataclass(frozen=True)
class Pace:
    """How quickly a follower goes, in seconds."""

    look: float = 15
    """How often it asks whether a tenant's revision or the day is another."""


class Follower:
    """One follower. `run` lasts until `stop`, which any thread may call."""

    def __init__(
        self,
        database: Database,
        pace: Pace | None = None,
        store: SnapshotStore | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database, self._pace, self._now = database, pace or Pace(), now
        self._store = store or SnapshotStore(database.configuration.snapshot_memory * _MIB)
        self._stopping = threading.Event()

    def run(self) -> None:
        """Look again and again until told to stop."""
        while not self._stopping.is_set():
            self._go_round()
            self._stopping.wait(self._pace.look)

    def stop(self) -> None:
        """Look no more, and end."""
        self._stopping.set()

    def _go_round(self) -> None:
        try:
            with tenancy.platform(self._database) as session:
                rows = select(Tenant.id).where(Tenant.status == "open").order_by(Tenant.id)
                tenants = session.scalars(rows).all()
        except Busy as busy:
            _log.warning("Episodes wait for the database: %s", busy)
            return
        for tenant_id in tenants:
            if self._stopping.is_set():
                return
            try:
                self.look(tenant_id)
            except (Busy, Suspended, Unknown) as error:
                _log.info("tenant %s: its episodes wait: %s", tenant_id, error)
            except Exception:
                _log.exception("tenant %s: its episodes wait", tenant_id)

    def look(self, tenant_id: UUID) -> bool:
        """Bring a tenant's episodes up to its present revision and day; whether there was anything to look at.

        Where another follower is at it, nothing is done. Raises Unknown, Suspended, Busy.
        """
        day = self._now().date()
        with tenancy.beside(self._database, tenant_id) as session:
            if not session.scalar(select(func.pg_try_advisory_xact_lock(_turn(tenant_id)))):
                return False
            if not _is_due(session, day):
                return False
            # The lock lasts as long as this transaction; what is written is written in others.
            self._bring_up(tenant_id, day)
        return True

    def _bring_up(self, tenant_id: UUID, day: date) -> None:
        snapshot = self._store.current(self._database, tenant_id)
        frame = finding_frame(snapshot.analysis_at(day))
        found = frame.select(finding=pl.concat_str(["rule", "subject", "object"], separator=":", ignore_nulls=True))
        with tenancy.reading(self._database, tenant_id, bulk=True) as session:
            known = _open_episodes(_plain(session))
        moves = (
            ("case-closed", known.join(found, on="finding", how="anti"), _close),
            ("case-reopened", found.join(known, on="finding", how="anti"), _open),
        )
        for kind, frame_of, write in moves:
            for part in frame_of.iter_slices(AT_ONCE):
                if not part.height:
                    continue
                with tenancy.writing(self._database, tenant_id, SYSTEM, bulk=True) as unit:
                    if unit.head.revision != snapshot.revision:
                        return
                    write(_plain(unit.session), part, snapshot.revision, day)
                    tell_of_moves(unit, snapshot, kind, part["finding"], day)
        with tenancy.writing(self._database, tenant_id, SYSTEM, bulk=True) as unit:
            if unit.head.revision == snapshot.revision:
                tell_of_deadlines(unit, snapshot, day)
                _looked(unit, snapshot, day)


def _turn(tenant_id: UUID) -> int:
    """The lock of those who look at a tenant; another than that of those who take its messages."""
    return int.from_bytes(tenant_id.bytes[:8], "big", signed=True)


def _is_due(session: Session, day: date) -> bool:
    """Whether the revision or the day is another than the one that was looked at last; an empty tenant is not."""
    rows = select(TenantRegister.revision, EpisodeLook.revision, EpisodeLook.day).outerjoin(
        EpisodeLook, EpisodeLook.tenant_id == TenantRegister.tenant_id
    )
    row = session.execute(rows).first()
    return row is not None and row[0] > 0 and (row[0], day) != (row[1], row[2])


def _looked(unit: Unit, snapshot: Snapshot, day: date) -> None:
    values = {"revision": snapshot.revision, "day": day, "at": unit.at}
    put = insert(EpisodeLook).values(values)
    unit.session.execute(put.on_conflict_do_update(index_elements=["tenant_id"], set_=values))


def _plain(session: Session) -> Connection:
    """The connection beneath a session, for what is copied."""
    connection: Connection = session.connection().connection.driver_connection  # type: ignore[assignment]
    return connection


def _open_episodes(connection: Connection) -> pl.DataFrame:
    buffer = io.BytesIO()
    statement = "COPY (SELECT finding FROM episodes WHERE closed_on IS NULL) TO STDOUT"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for piece in copy:
            buffer.write(piece)
    # A key holds neither tabs nor backslashes, so nothing in it is escaped.
    return pl.DataFrame({"finding": buffer.getvalue().decode().splitlines()}, schema={"finding": pl.String})


def _open(connection: Connection, keys: pl.DataFrame, revision: int, day: date) -> None:
    """Episodes that begin; one that a write began meanwhile is left alone."""
    ids = pl.Series("id", new_id_texts(keys.height), dtype=pl.String)
    _stage(connection, keys.select("finding").with_columns(ids))
    connection.execute(
        "INSERT INTO episodes (id, finding, opened_on, opened_revision)"
        " SELECT id::uuid, finding, %s, %s FROM moved ON CONFLICT DO NOTHING",
        [day, revision],
    )
    connection.execute("DROP TABLE moved")


def _close(connection: Connection, keys: pl.DataFrame, revision: int, day: date) -> None:
    """Episodes that end because of what the register says now."""
    _stage(connection, keys.select("finding").with_columns(id=pl.lit("")))
    connection.execute(
        "UPDATE episodes SET closed_on = greatest(%s, opened_on), closed_revision = %s, closed_by = 'data' FROM moved"
        " WHERE episodes.finding = moved.finding AND episodes.closed_on IS NULL",
        [day, revision],
    )
    connection.execute("DROP TABLE moved")


def _stage(connection: Connection, rows: pl.DataFrame) -> None:
    connection.execute('CREATE TEMPORARY TABLE moved (finding TEXT COLLATE "C", id TEXT) ON COMMIT DROP')
    buffer = io.BytesIO()
    rows.write_csv(buffer, include_header=False, quote_style="necessary")
    with connection.cursor() as cursor, cursor.copy("COPY moved FROM STDIN (FORMAT csv)") as copy:
        copy.write(buffer.getbuffer())
    connection.execute("ANALYZE moved")


@contextmanager
def following(database: Database, pace: Pace | None = None) -> Iterator[Follower]:
    """A follower in a thread of its own for as long as the block lasts."""
    follower = Follower(database, pace)
    thread = threading.Thread(target=follower.run, name="interlace-episodes", daemon=True)
    thread.start()
    try:
        yield follower
    finally:
        follower.stop()
        thread.join()
