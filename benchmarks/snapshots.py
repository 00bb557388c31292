"""`python -m benchmarks.snapshots`: reading a tenant whole beside a plain COPY, following writes, the cost of RLS."""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import connect, sql

from benchmarks.measuring import AS_OF, BODIES, timed
from benchmarks.refresh import CHANGES
from graph.tables import SCHEMA
from interlace.bundle import write_bundle
from interlace.db import tenancy
from interlace.db.models import RECORDS
from interlace.db.records import MENTIONS, fetch
from interlace.principals import SYSTEM
from interlace.snapshots.loading import load
from interlace.snapshots.snapshot import Snapshot
from interlace.snapshots.store import SnapshotStore
from interlace.synthetic import synthetic_country
from interlace.transfer.importing import import_bundle
from tests.databases import migrated_database, new_tenant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from psycopg import Connection
    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit

ROUNDS = 7
WRITES = 3
LISTS = 500
#: What a write that changes a record writes into it; the rest as `benchmarks.refresh` does.
_CHANGES = CHANGES | {"strategies": {"title": "Other"}}
_LIST = "SELECT id, code, name, level, parent, population, revision FROM {} WHERE {} ORDER BY code LIMIT 50"

_MIDDLE = "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY code) FROM bodies WHERE level = 'local'"


def connection_of(session: Session) -> Connection:
    """The connection on which a session's transaction runs."""
    connection: Connection = session.connection().connection.driver_connection  # type: ignore[assignment]
    return connection


def copied(connection: Connection) -> int:
    """COPY the columns that a snapshot holds, as the tables have them, to nowhere; the bytes that came."""
    size = 0
    for table, names in _stored_columns():
        columns = sql.SQL(", ").join(map(sql.Identifier, names))
        statement = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(columns, sql.Identifier(table))
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in copy:
                size += len(row)
    return size


def _stored_columns() -> Iterator[tuple[str, list[str]]]:
    for table, columns in SCHEMA.items():
        listed = MENTIONS[table][0] if table in MENTIONS else None
        yield table, ["id", "revision", *(name for name in columns if name != listed), "further"]
    for _, model in MENTIONS.values():
        yield model.__tablename__, ["work", "body", "position"]


def loading(database: Database, tenant_id: UUID) -> dict[str, float]:
    """Medians of a plain COPY and of a whole snapshot, in turn in one transaction each round."""
    copies, loads, ratios = [], [], []
    for _ in range(ROUNDS):
        with tenancy.reading(database, tenant_id, bulk=True) as session:
            copies.append(timed(lambda: copied(connection_of(session)))[0])
            loads.append(timed(lambda: Snapshot.of(tenant_id, load(session)))[0])
        ratios.append(loads[-1] / copies[-1])
    return {
        "COPY of the same columns, ms": statistics.median(copies),
        "snapshot, read whole, ms": statistics.median(loads),
        "snapshot, ratio to COPY": statistics.median(ratios),
    }


def writes(snapshot: Snapshot, table: str, turn: int) -> Iterator[tuple[str, Callable[[Unit], object]]]:
    """Writes that follow each other, on a record in the midst of a table: it comes, changes and leaves."""
    stored = snapshot.tables[table]
    row = stored.frame.height * (turn + 1) // (WRITES + 1)
    record = stored.frame.select(list(SCHEMA[table])).row(row, named=True)
    new: list[StoredRecord] = []
    if "code" in record:
        record["code"] = f"{record['code']}x"
    else:
        yield "remove", lambda unit: unit.remove(fetch(unit.session, table, stored.ids[row]))
    yield "insert", lambda unit: new.append(unit.add(table, record))
    changed = {"depth": record["depth"] % 3 + 1} if table == "commitments" else _CHANGES[table]
    yield "change", lambda unit: unit.change(fetch(unit.session, table, new[0].id), **changed)
    if "code" in record:
        yield "remove", lambda unit: unit.remove(fetch(unit.session, table, new[0].id))


def following(database: Database, tenant_id: UUID) -> dict[str, list[float]]:
    """For each kind of write: medians of milliseconds until its snapshot is there, and for the findings after that."""
    store = SnapshotStore(2**40)
    snapshot = store.current(database, tenant_id)
    # A server has shown names and titles before.
    _ = snapshot.register.names, snapshot.register.titles
    snapshot.analysis_at(AS_OF)
    spent: dict[str, list[list[float]]] = {}
    for table in SCHEMA:
        for turn in range(WRITES):
            for kind, write in writes(store.current(database, tenant_id), table, turn):
                _write(database, tenant_id, write)
                until, snapshot = timed(lambda: store.current(database, tenant_id))
                findings = timed(lambda: snapshot.analysis_at(AS_OF))[0]  # noqa: B023 - called at once
                spent.setdefault(f"{kind} {table}", []).append([until, findings])
    return {kind: [statistics.median(column) for column in zip(*rows, strict=True)] for kind, rows in spent.items()}


def _write(database: Database, tenant_id: UUID, write: Callable[[Unit], object]) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        write(unit)
        unit.did("benchmark", "record")


def plain_copy_of_bodies(database: Database, tenant_id: UUID) -> None:
    """A table like that of bodies, with the same rows and indexes, and without a policy."""
    names = [column.name for column in RECORDS["bodies"].__table__.columns if column.computed is None]
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    with connect(database.logins.owner) as owner:
        owner.execute("DROP TABLE IF EXISTS plain_bodies")
        owner.execute("CREATE TABLE plain_bodies (LIKE bodies INCLUDING ALL)")
        owner.execute("GRANT SELECT, INSERT ON plain_bodies TO interlace_app")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        insertion = sql.SQL("INSERT INTO plain_bodies ({0}) SELECT {0} FROM bodies").format(columns)
        connection_of(unit.session).execute(insertion)
    with connect(database.logins.owner, autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE) bodies, plain_bodies")


def isolation(database: Database, tenant_id: UUID) -> dict[str, float]:
    """Medians of a list of 50 bodies under the policy and beside it from a plain table, where the query says whose."""
    plain_copy_of_bodies(database, tenant_id)
    with tenancy.reading(database, tenant_id) as session:
        connection = connection_of(session)
        # A page in the midst of such bodies: looking for the first of them would take longer than all else.
        middle = connection.execute(_MIDDLE).fetchone()
        page = sql.SQL("level = 'local' AND code > {}").format(sql.Literal(middle[0] if middle else ""))
        policed = sql.SQL(_LIST).format(sql.Identifier("bodies"), page)
        whose = sql.SQL("tenant_id = {} AND {}").format(sql.Literal(tenant_id), page)
        plain = sql.SQL(_LIST).format(sql.Identifier("plain_bodies"), whose)
        assert connection.execute(policed).fetchall() == connection.execute(plain).fetchall()  # noqa: S101 - the same list
        times: dict[str, list[float]] = {"policed": [], "plain": []}
        for _ in range(LISTS):
            for name, statement in (("policed", policed), ("plain", plain)):
                start = time.perf_counter()
                connection.execute(statement).fetchall()
                times[name].append((time.perf_counter() - start) * 1000)
    medians = {name: statistics.median(spent) for name, spent in times.items()}
    return {
        "list of 50 bodies under the policy, ms": medians["policed"],
        "the same from a plain table, ms": medians["plain"],
        "row-level security, ratio": medians["policed"] / medians["plain"],
    }


def memory(database: Database, tenant_id: UUID) -> dict[str, float]:
    """MiB of a snapshot as it comes, and after a day's findings, names and titles were asked for; full collections."""
    gc.collect()
    without = timed(gc.collect)[0]
    with tenancy.reading(database, tenant_id, bulk=True) as session:
        snapshot = Snapshot.of(tenant_id, load(session))
    fresh = snapshot.memory
    snapshot.analysis_at(AS_OF)
    _ = snapshot.register.names, snapshot.register.titles
    return {
        "memory of a snapshot, MiB": fresh / 2**20,
        "the same with a day's findings, names and titles, MiB": snapshot.memory / 2**20,
        "full garbage collection without a snapshot, ms": without,
        "full garbage collection with one, ms": timed(gc.collect)[0],
    }


def figures(database: Database, tenant_id: UUID) -> tuple[dict[str, float], dict[str, list[float]]]:
    """All figures of a tenant on one database, and those of each kind of write."""
    spent = following(database, tenant_id)
    until, findings = zip(*spent.values(), strict=True)
    overall = {
        **loading(database, tenant_id),
        "snapshot after one write, median over kinds, ms": statistics.median(until),
        "findings after it, median over kinds, ms": statistics.median(findings),
        **isolation(database, tenant_id),
        **memory(database, tenant_id),
    }
    return overall, spent


def measured(bundle: Path) -> tuple[dict[str, float], dict[str, list[float]]]:
    """The figures of a country, imported into a database of its own."""
    with migrated_database() as database:
        tenant_id = new_tenant(database)
        with tenancy.writing(database, tenant_id, SYSTEM, bulk=True) as unit:
            import_bundle(unit, bundle, "replace", lambda _: None)
        with connect(database.logins.owner, autocommit=True) as owner:
            owner.execute("VACUUM (ANALYZE)")
        return figures(database, tenant_id)


def main() -> None:
    """Print the figures of an invented country."""
    with tempfile.TemporaryDirectory() as folder:
        write_bundle(*synthetic_country(BODIES, seed=1), Path(folder) / "country")
        overall, spent = measured(Path(folder) / "country")
    print(f"Medians at {BODIES:,} bodies\n\n| | |\n|---|---:|")
    for name, value in overall.items():
        print(f"| {name} | {value:,.2f} |")
    print("\n| write | snapshot, ms | findings, ms |\n|---|---:|---:|")
    for kind, times in spent.items():
        print(f"| {kind} | " + " | ".join(f"{spent_on:.1f}" for spent_on in times) + " |")


if __name__ == "__main__":
    main()
