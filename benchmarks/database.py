"""The part of the report that tells of the database: a bundle's way in, snapshots, isolation, each with its goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import imports, snapshots
from benchmarks.measuring import BODIES, figure, goal

if TYPE_CHECKING:
    from pathlib import Path


def database_lines(folder: Path) -> list[str]:
    """The lines of the report on the database, measured with the country in `folder`."""
    brought = imports.figures(folder)
    overall, spent = snapshots.measured(folder)
    return [
        f"## The database, at {BODIES:,} bodies",
        "",
        "| goal | measured | met |",
        "|---|---:|---|",
        goal("import of the bundle in 3 times a raw COPY of its rows", brought["import ÷ raw COPY"], 3),
        goal("a snapshot read whole in twice a COPY of the same columns out", overall["snapshot, ratio to COPY"], 2),
        goal("a snapshot after one write, ms", overall["snapshot after one write, median over kinds, ms"], 20),
        goal("all findings after it, ms", overall["findings after it, median over kinds, ms"], 250),
        goal(
            "row-level security on a list of 50 bodies, times the plain query",
            overall["row-level security, ratio"],
            1.3,
        ),
        "",
        "| | |",
        "|---|---:|",
        *(f"| {name} | {figure(value)} |" for name, value in (brought | overall).items()),
        "",
        "| write | snapshot, ms | findings, ms |",
        "|---|---:|---:|",
        *(f"| {kind} | " + " | ".join(figure(time) for time in times) + " |" for kind, times in spent.items()),
    ]
