"""`make bench`: reading, graph, rules, memory, the database, doors and pages, each beside what it is held to.

`python -m benchmarks doors` measures the doors alone, `python -m benchmarks pages` the pages, `python -m benchmarks
whatif` what one change would do, `python -m benchmarks trends` many months together, `python -m benchmarks commons`
the search of the commons, `python -m benchmarks scores` the scoring of assessments, and replaces what the report tells
of them.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.commons import TITLE as COMMONS
from benchmarks.commons import commons_lines
from benchmarks.database import database_lines
from benchmarks.doors.report import TITLE as DOORS
from benchmarks.doors.report import doors_lines, put_into
from benchmarks.measuring import AS_OF, BODIES, everything, figure, goal, timed
from benchmarks.naive import naive_ratio
from benchmarks.pages.report import TITLE as PAGES
from benchmarks.pages.report import pages_lines
from benchmarks.remedies import TITLE as REMEDIES
from benchmarks.remedies import remedies_lines
from benchmarks.scores import TITLE as SCORES
from benchmarks.scores import scores_lines
from benchmarks.trends import TITLE as TRENDS
from benchmarks.trends import trends_lines
from benchmarks.whatif import TITLE as WHATIF
from benchmarks.whatif import whatif_lines
from graph.governance import GovernanceGraph
from graph.register import Register
from graph.rules import RULES
from interlace.bundle import read_bundle, write_bundle
from interlace.synthetic import synthetic_country

ROUNDS = 7
REPORT = Path("docs") / "performance.md"
PARTS = ("hierarchy", "population", "competence", "works", "coordination", "links", "reached", "alignment", "peers")


def polars_reads(folder: Path) -> float:
    """Milliseconds that Polars takes to read the same files, every field as text, nothing checked."""
    return timed(lambda: [pl.read_csv(file, infer_schema=False) for file in sorted(folder.glob("*.csv"))])[0]


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


def report(
    sizes: dict[int, dict[str, float]], spent: dict[str, float], memory: float, naive: str, database: list[str]
) -> str:
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
        *(f"| {name} | " + " | ".join(figure(sizes[size][name]) for size in sizes) + " |" for name in names),
        "",
        "## Goals",
        "",
        "| goal | measured | met |",
        "|---|---:|---|",
        goal(
            "all alignment and findings in the time Polars takes to read the files",
            sizes[BODIES]["ratio to Polars"],
            1.0,
        ),
        goal("doubling the size costs at most 2.3 times", growth, 2.3),
        goal("peak of a whole `interlace analyse --format json` process below 1,536 MiB", memory, 1536),
        "",
        naive,
        "",
        *database,
        "",
        f"## Parts, at {BODIES:,} bodies, ms",
        "",
        "| part | ms |",
        "|---|---:|",
        *(f"| {name} | {milliseconds:.2f} |" for name, milliseconds in spent.items()),
        "",
    ]
    return "\n".join(lines)


#: What can be measured alone: the head of its part of the report, and what makes its lines.
ALONE = {
    "doors": (DOORS, doors_lines),
    "pages": (PAGES, pages_lines),
    "whatif": (WHATIF, whatif_lines),
    "trends": (TRENDS, trends_lines),
    "remedies": (REMEDIES, remedies_lines),
    "commons": (COMMONS, commons_lines),
    "scores": (SCORES, scores_lines),
}


def main() -> None:
    """Measure three sizes, the database, doors and pages, and write the report; or one of the last alone."""
    if len(sys.argv) > 1:
        title, measure = ALONE[sys.argv[1]]
        lines = measure()
        put_into(REPORT, title, lines)
        print("\n".join(lines))
        return
    sizes: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as place:
        for bodies in (BODIES // 2, BODIES, 2 * BODIES):
            print(f"{bodies:,} bodies …", file=sys.stderr)
            sizes[bodies] = measured(bodies, Path(place) / str(bodies))
        bundle = read_bundle(Path(place) / str(BODIES))
        spent = parts(Register.of(bundle.tables, bundle.settings))
        memory = peak_memory(Path(place) / str(BODIES))
        print("the database …", file=sys.stderr)
        database = [
            *database_lines(Path(place) / str(BODIES)),
            "",
            *doors_lines(),
            "",
            *pages_lines(),
            "",
            *whatif_lines(),
            *trends_lines(),
            "",
            *remedies_lines(),
            "",
            *commons_lines(),
            "",
            *scores_lines(),
        ]
    text = report(sizes, spent, memory, naive_ratio(), database)
    REPORT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
