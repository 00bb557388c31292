"""The demonstration registers: valid, with a known result, and read alike by the engine and the naive reading."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from pathlib import Path

import orjson
import pytest

from graph.analysis import analyse
from graph.governance import GovernanceGraph
from graph.register import Register
from interlace.bundle import read_bundle
from interlace.cli.analyse import json_pieces
from tests.brute_force import reading
from tests.brute_force.country import Country

ROOT = Path(__file__).resolve().parents[2]
#: Written by: interlace analyse demo/portugal --as-of 2026-11-22 --format json
GOLDEN = ROOT / "tests" / "golden" / "portugal-2026-11-22.json"


def analysed(country: str, on: date) -> bytes:
    bundle = read_bundle(ROOT / "demo" / country)
    return b"".join(json_pieces(analyse(GovernanceGraph.at(Register.of(bundle.tables, bundle.settings), on))))


def test_the_result_for_portugal_is_the_golden_one_to_the_byte() -> None:
    assert analysed("portugal", date(2026, 11, 22)) == GOLDEN.read_bytes()


DAYS = ("2010-01-01", "2019-06-01", "2023-12-31", "2024-01-01", "2026-11-22")


@pytest.mark.parametrize("country", ["portugal", "spain"])
@pytest.mark.parametrize("on", DAYS)
def test_the_naive_reading_finds_the_same_on_any_day(country: str, on: str) -> None:
    folder = ROOT / "demo" / country
    rows = {}
    for file in folder.glob("*.csv"):
        with file.open(newline="", encoding="utf-8") as stream:
            rows[file.stem] = list(csv.DictReader(stream))
    settings = tomllib.loads((folder / "tenant.toml").read_text(encoding="utf-8"))
    thresholds = {name: str(value) for name, value in settings["thresholds"].items()}
    expected = reading.analyse(Country(rows, thresholds, settings["competence_matrix"]), date.fromisoformat(on))
    told = orjson.loads(analysed(country, date.fromisoformat(on)))
    for finding in told["findings"]:
        del finding["evidence"]
    assert told == expected


@pytest.mark.parametrize("country", ["portugal", "spain"])
def test_every_record_has_a_source_and_the_notes_say_unofficial(country: str) -> None:
    folder = ROOT / "demo" / country
    assert "Unofficial" in (folder / "NOTES.md").read_text(encoding="utf-8")
    with (folder / "sources.csv").open(newline="", encoding="utf-8") as stream:
        sourced = {(row["file"], row["code"]) for row in csv.DictReader(stream)}
    for name in ("bodies", "strategies", "actions"):
        with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
            codes = {(f"{name}.csv", row["code"]) for row in csv.DictReader(stream)}
        assert codes <= sourced
