"""The engine beside the naive reading of the definitions, on a country that the naive one can bear."""

from __future__ import annotations

import csv
import tempfile
import time
from datetime import date
from pathlib import Path

from graph.analysis import analyse, total
from graph.governance import GovernanceGraph
from graph.register import Register
from interlace.bundle import read_bundle, write_bundle
from interlace.synthetic import synthetic_country
from tests.brute_force import reading
from tests.brute_force.country import Country

BODIES = 150
AS_OF = date(2026, 1, 1)


def naive_ratio() -> str:
    """One sentence: both times, and that both found the same number of findings."""
    tables, settings = synthetic_country(BODIES, seed=1)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "country"
        write_bundle(tables, settings, folder)
        rows = {file.stem: _rows(file) for file in folder.glob("*.csv")}
        bundle = read_bundle(folder)
    matrix = {level: dict(roles) for level, roles in settings.competence_matrix.items()}
    start = time.perf_counter()
    naive = reading.analyse(Country(rows, matrix=matrix), AS_OF)
    middle = time.perf_counter()
    analysis = analyse(GovernanceGraph.at(Register.of(bundle.tables, bundle.settings), AS_OF))
    end = time.perf_counter()
    found = len(naive["findings"])
    if found != total(analysis):
        raise RuntimeError(f"the naive reading finds {found}, the engine {total(analysis)}")
    slow, quick = (middle - start) * 1000, (end - middle) * 1000
    return (
        f"Beside the naive reading of the definitions on {BODIES} bodies, which gives the same {found:,} findings: "
        f"{slow:,.0f} ms against {quick:,.0f} ms, register included, {slow / quick:,.0f} times."
    )


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))
