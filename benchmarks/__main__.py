"""`make bench`: reading, graph, rules and memory on invented countries, beside Polars and the naive reading."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import polars as pl

from benchmarks.naive import naive_ratio
from graph.alignment import profiles_of
from graph.governance import GovernanceGraph
from graph.register import Register
from graph.rules import RULES
from interlace.bundle import read_bundle, write_bundle
from interlace.synthetic import synthetic_country

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")
BODIES = 36_000
AS_OF = date(2026, 1, 1)
ROUNDS = 7
REPORT = Path("docs") / "performance.md"
PARTS = ("hierarchy", "population", "competence", "works", "coordination", "links", "reached", "alignment", "peers")


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Milliseconds of wall time, and what the work gave."""
    gc.collect()
    start = time.perf_counter()
    result = work()
    return (time.perf_counter() - start) * 1000, result


def polars_reads(folder: Path) -> float:
    """Milliseconds that Polars takes to read the same files, every field as text, nothing checked."""
    return timed(lambda: [pl.read_csv(file, infer_schema=False) for file in sorted(folder.glob("*.csv"))])[0]


def everything(register: Register) -> tuple[int, int]:
    """Alignment, profiles and all findings as columns; the numbers of pairs and of findings."""
    graph = GovernanceGraph.at(register, AS_OF)
    pairs = len(graph.alignment.place)
    profiles_of(graph)
    return pairs, sum(len(rule.find(graph)) for rule in RULES.values())


def parts(register: Register) -> dict[str, float]:
    """Milliseconds of each part of one analysis; what a part needs of earlier ones is already there."""
    graph = GovernanceGraph.at(register, AS_OF)
    spent = {f"graph: {part}": timed(lambda part=part: getattr(graph, part))[0] for part in PARTS}  # type: ignore[misc]
    spent["graph: separations"] = timed(lambda: graph.separations)[0]
    return spent | {name: timed(lambda rule=rule: rule.find(graph))[0] for name, rule in RULES.items()}  # type: ignore[misc]


def measured(bodies: int, folder: Path) -> dict[str, float]:
    """Medians for one size: reading, register, analysis, Polars beside it in turn."""
    tables, settings = synthetic_country(bodies, seed=1)
    write_bundle(tables, settings, folder)
    rows = {
        f"rows: {name}": float(tables[name].height)
        for name in ("bodies", "strategies", "commitments", "relations", "actions")
    }
    del tables
    read, reading = zip(*(timed(lambda: read_bundle(folder)) for _ in range(3)), strict=True)
    bundle = reading[-1]
    built, register = timed(lambda: Register.of(bundle.tables, bundle.settings))
    pairs, findings = everything(register)
    rounds = [(polars_reads(folder), timed(lambda: everything(register))[0]) for _ in range(ROUNDS)]
    return {
        **rows,
        "MiB of files": sum(file.stat().st_size for file in folder.iterdir()) / 2**20,
        "pairs of strategy and authority": float(pairs),
        "findings": float(findings),
        "Polars reads the files, ms": statistics.median(one for one, _ in rounds),
        "read and check, ms": statistics.median(read),
        "register, ms": built,
        "alignment and all findings, ms": statistics.median(other for _, other in rounds),
        "ratio to Polars": statistics.median(other / one for one, other in rounds),
    }


def peak_memory(folder: Path) -> float:
    """MiB at the peak of a whole `interlace analyse --format json` process."""
    # A child's peak begins at the size of the process that forks it, so a small one stands between.
    launcher = (
        "import resource, subprocess, sys; "
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    command = [sys.executable, "-m", "interlace.cli", "analyse", str(folder), "--as-of", str(AS_OF), "--format", "json"]
    done = subprocess.run([sys.executable, "-c", launcher, *command], check=True, capture_output=True)
    return int(done.stdout) / 1024


def report(sizes: dict[int, dict[str, float]], spent: dict[str, float], memory: float, naive: str) -> str:
    """docs/performance.md."""
    names = list(sizes[BODIES])
    kernel = platform.release().split("-")[0]
    growth = sizes[2 * BODIES]["alignment and all findings, ms"] / sizes[BODIES]["alignment and all findings, ms"]
    lines = [
        "# Performance",
        "",
        "Written by `make bench` from its own measurements; do not edit. Times are medians of wall time on a machine",
        "that does other things too: compare ratios, not milliseconds.",
        "",
        f"- Date: {datetime.now(UTC).date()}",
        f"- Machine: {os.cpu_count()} cores, {platform.machine()}, {platform.system()} {kernel}",
        f"- Python {platform.python_version()}, NumPy {np.__version__}, Polars {pl.__version__}",
        f"- Invented countries of seed 1, analysed on {AS_OF}",
        "",
        "| | " + " | ".join(f"{size:,} bodies" for size in sizes) + " |",
        "|---|" + "---:|" * len(sizes),
        *(f"| {name} | " + " | ".join(_figure(sizes[size][name]) for size in sizes) + " |" for name in names),
        "",
        "## Goals",
        "",
        "| goal | measured | met |",
        "|---|---:|---|",
        _goal(
            "all alignment and findings in the time Polars takes to read the files",
            sizes[BODIES]["ratio to Polars"],
            1.0,
        ),
        _goal("doubling the size costs at most 2.3 times", growth, 2.3),
        _goal("peak of a whole `interlace analyse --format json` process below 1,536 MiB", memory, 1536),
        "",
        naive,
        "",
        f"## Parts, at {BODIES:,} bodies, ms",
        "",
        "| part | ms |",
        "|---|---:|",
        *(f"| {name} | {milliseconds:.2f} |" for name, milliseconds in spent.items()),
        "",
    ]
    return "\n".join(lines)


def _figure(value: float) -> str:
    return f"{value:,.2f}" if value < 10 else f"{value:,.0f}"


def _goal(goal: str, value: float, most: float) -> str:
    return f"| {goal} | {value:,.2f} | {'yes' if value <= most else 'no'} |"


def main() -> None:
    """Measure three sizes and write the report."""
    sizes: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as place:
        for bodies in (BODIES // 2, BODIES, 2 * BODIES):
            print(f"{bodies:,} bodies …", file=sys.stderr)
            sizes[bodies] = measured(bodies, Path(place) / str(bodies))
        bundle = read_bundle(Path(place) / str(BODIES))
        spent = parts(Register.of(bundle.tables, bundle.settings))
        memory = peak_memory(Path(place) / str(BODIES))
    text = report(sizes, spent, memory, naive_ratio())
    REPORT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
