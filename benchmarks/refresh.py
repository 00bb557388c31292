"""`python -m benchmarks.refresh`: how long tables, register and findings take to follow one edit, by its kind."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from benchmarks.measuring import AS_OF, BODIES, everything, timed
from graph.amendment import Edit, amended, edited
from graph.register import Register
from graph.tables import SCHEMA
from interlace.synthetic import synthetic_country

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.tables import Tables

    Record = dict[str, object]

ROUNDS = 9
#: What an edit that changes a record writes into it.
CHANGES: dict[str, Record] = {
    "bodies": {"name": "Other", "population": 1},
    "competences": {"role": "none"},
    "relations": {"status": "disputed"},
    "strategies": {"title": "Other", "ends_on": AS_OF},
    "commitments": {"depth": 1},
    "actions": {"title": "Other", "status": "cancelled"},
    "links": {"status": "disputed"},
    "participations": {"depth": "information"},
    "successions": {"on": AS_OF},
    "declarations": {"declared_on": AS_OF},
    "reports": {"reported_on": AS_OF},
    "oppositions": {"resolved_on": AS_OF},
}


def edits(tables: Tables, table: str, turn: int) -> Iterator[tuple[str, Edit]]:
    """Edits that follow each other, of a record in the midst of a table: it comes, changes and leaves."""
    frame = tables[table]
    record: Record = frame.row(frame.height * (turn + 1) // (ROUNDS + 1), named=True)
    if "code" in record:
        # A new record, since others would name an old one that leaves.
        record["code"] = f"{record['code']}x"
    else:
        yield "remove", Edit(table, record, None)
    changed = record | CHANGES[table]
    yield "insert", Edit(table, None, record)
    yield "change", Edit(table, record, changed)
    if "code" in record:
        yield "remove", Edit(table, changed, None)


def refreshed(register: Register, edit: Edit) -> tuple[list[float], Register]:
    """Milliseconds for tables, register and findings, and the register after an edit."""
    of_tables, tables = timed(lambda: edited(register.tables, [edit]))
    of_register, after = timed(lambda: amended(register, tables, [edit]))
    return [of_tables, of_register, timed(lambda: everything(after))[0]], after


def measured(register: Register) -> dict[str, list[float]]:
    """Medians for each kind of edit."""
    spent: dict[str, list[list[float]]] = {}
    for table in SCHEMA:
        for turn in range(ROUNDS):
            after = register
            for kind, edit in edits(register.tables, table, turn):
                times, after = refreshed(after, edit)
                spent.setdefault(f"{kind} {table}", []).append(times)
    return {kind: [statistics.median(column) for column in zip(*rows, strict=True)] for kind, rows in spent.items()}


def main() -> None:
    """Print a table of medians, and beside it what reading all records takes."""
    tables, settings = synthetic_country(BODIES, seed=1)
    whole = statistics.median(timed(lambda: Register.of(tables, settings))[0] for _ in range(3))
    register = Register.of(tables, settings)
    # A server has shown names and titles before.
    _ = register.names, register.titles
    everything(register)
    spent = measured(register)
    print(f"Medians in ms at {BODIES:,} bodies; Register.of takes {whole:.0f} ms\n")
    print("| edit | tables | register | findings |\n|---|---:|---:|---:|")
    for kind, times in spent.items():
        print(f"| {kind} | " + " | ".join(f"{time:.1f}" for time in times) + " |")
    overall = [statistics.median(column) for column in zip(*spent.values(), strict=True)]
    print("| median over kinds | " + " | ".join(f"{time:.1f}" for time in overall) + " |")


if __name__ == "__main__":
    main()
