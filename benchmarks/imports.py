"""`python -m benchmarks.imports`: a bundle's way into a tenant beside a raw COPY of the same rows."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import connect, sql

from benchmarks.measuring import BODIES, timed
from interlace.bundle import write_bundle
from interlace.db import tenancy
from interlace.db.models import RECORDS
from interlace.principals import SYSTEM
from interlace.synthetic import synthetic_country
from interlace.transfer.importing import import_bundle
from tests.databases import migrated_database, new_tenant

if TYPE_CHECKING:
    from psycopg import Connection

    from interlace.db.connections import Database

ROUNDS = 5
#: Everything that an import writes rows into, but for its change, audit and message.
TABLES = (*RECORDS, "works", "strategy_co_owners", "action_partners")


def imported(database: Database, folder: Path) -> float:
    """Milliseconds that a bundle takes into a new tenant: read, checked, written, committed."""
    tenant_id = new_tenant(database)

    def work() -> None:
        with tenancy.writing(database, tenant_id, SYSTEM, bulk=True) as unit:
            import_bundle(unit, folder, "replace", lambda _: None)

    return timed(work)[0]


def rows_of(owner: Connection) -> dict[str, tuple[sql.Composed, bytes]]:
    """For each table its columns that are not computed, and all rows of one tenant as COPY writes them."""
    rows = {}
    tenant = owner.execute("SELECT tenant_id FROM bodies LIMIT 1").fetchone()
    for table in TABLES:
        names = owner.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND attgenerated = ''"
            " AND NOT attisdropped ORDER BY attnum",
            [table],
        ).fetchall()
        columns = sql.SQL(", ").join(sql.Identifier(name) for (name,) in names)
        chosen = sql.SQL("COPY (SELECT {} FROM {} WHERE tenant_id = {}) TO STDOUT").format(
            columns, sql.Identifier(table), sql.Literal(tenant[0] if tenant else None)
        )
        with owner.cursor() as cursor, cursor.copy(chosen) as copy:
            rows[table] = columns, b"".join(copy)
    return rows


def copied(owner: Connection, rows: dict[str, tuple[sql.Composed, bytes]]) -> float:
    """Milliseconds that COPY takes to put the same rows into empty tables with the same indexes and nothing else."""
    for table in TABLES:
        like = sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING INDEXES INCLUDING GENERATED)")
        owner.execute(like.format(sql.Identifier(f"raw_{table}"), sql.Identifier(table)))
    owner.commit()

    def work() -> None:
        for table, (columns, content) in rows.items():
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(f"raw_{table}"), columns)
            with owner.cursor() as cursor, cursor.copy(statement) as copy:
                copy.write(content)
        owner.commit()

    spent = timed(work)[0]
    for table in TABLES:
        owner.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(f"raw_{table}")))
    owner.commit()
    return spent


def figures(folder: Path) -> dict[str, float]:
    """Medians, and the ratio of the two in turn, each time into tables without rows."""
    pairs = []
    for _ in range(ROUNDS):
        with migrated_database() as database:
            one = imported(database, folder)
            with connect(database.logins.owner) as owner:
                pairs.append((one, copied(owner, rows_of(owner))))
    return {
        "import of the bundle, ms": statistics.median(one for one, _ in pairs),
        "raw COPY of the same rows, ms": statistics.median(other for _, other in pairs),
        "import ÷ raw COPY": statistics.median(one / other for one, other in pairs),
    }


def main() -> None:
    """Measure on an invented country and print."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "country"
        write_bundle(*synthetic_country(BODIES, seed=1), folder)
        for name, value in figures(folder).items():
            print(f"{name}: {value:,.2f}")


if __name__ == "__main__":
    main()
