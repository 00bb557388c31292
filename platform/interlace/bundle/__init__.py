"""A tenant as files: read, checked whole, written. docs/bundle.md describes the format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.settings import Settings
from graph.tables import SCHEMA, Tables
from interlace.bundle.checks import check_records
from interlace.bundle.columns import Table, read_table
from interlace.bundle.lines import split_lines
from interlace.bundle.merging import merged
from interlace.bundle.problems import BundleInvalid, Note, Problem, ProblemList, Report
from interlace.bundle.settings import read_settings
from interlace.bundle.source import FILES, SETTINGS_FILE, read_files
from interlace.bundle.writing import bundle_files, write_bundle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = [
    "Bundle",
    "BundleInvalid",
    "Note",
    "Problem",
    "Report",
    "bundle_files",
    "check_bundle",
    "read_bundle",
    "write_bundle",
]


@dataclass(frozen=True)
class Bundle:
    """One tenant's records and settings as files held them, and what is worth knowing about the files."""

    tables: Tables
    settings: Settings
    notes: tuple[Note, ...] = ()


def _nobody_watches(step: str) -> None:
    """Progress that nobody asked to see."""


def read_bundle(path: Path, watch: Callable[[str], None] = _nobody_watches, onto: Bundle | None = None) -> Bundle:
    """Read and check a folder or .zip whole; `watch` is told each file before it is read.

    With `onto`, a register that is there already, the result is that register with the bundle merged into it: records
    are added and changed by their codes, none is removed, and codes may refer to those that are there.

    Raises BundleInvalid with the list of problems, in which case nothing is kept.
    """
    bundle, report = _read(path, watch, onto)
    if not report.valid:
        raise BundleInvalid(report)
    return bundle


def check_bundle(path: Path, watch: Callable[[str], None] = _nobody_watches) -> Report:
    """Everything that is wrong with a folder or .zip, and notes."""
    return _read(path, watch, None)[1]


def _read(path: Path, watch: Callable[[str], None], onto: Bundle | None) -> tuple[Bundle, Report]:
    problems = ProblemList()
    files = read_files(path, problems)
    if not len(problems) and "bodies.csv" not in files:
        problems.add("bodies.csv", 0, "", "", "no-bodies")
    tables: dict[str, Table] = {}
    unread: list[str] = []
    for name in SCHEMA:
        if f"{name}.csv" in files:
            watch(f"{name}.csv")
            table = _read_table(name, files[f"{name}.csv"], problems)
            if table is None:
                unread.append(name)
            else:
                tables[name] = table
    settings = onto.settings if onto is not None else Settings()
    if SETTINGS_FILE in files:
        settings = read_settings(files[SETTINGS_FILE], problems)
    if onto is not None:
        tables = merged(tables, onto.tables)
    watch("references")
    check_records(tables, problems, unread)
    report = problems.report(FILES)
    frames = {name: table.frame for name, table in tables.items()}
    return Bundle(Tables.of(frames), settings, report.notes), report


def _read_table(name: str, content: bytes, problems: ProblemList) -> Table | None:
    lines = split_lines(f"{name}.csv", content, problems)
    return None if lines is None else read_table(name, lines, problems)
