"""Printing: tables for people, JSON and CSV for programs. No colour where the output is piped or NO_COLOR is set."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING, Any

import orjson
from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PIPED_WIDTH = 120
_SEVERITY = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "dim"}
_STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def console(*, err: bool = False) -> Console:
    """A console on standard output or error; piped, it is plain and of a fixed width. Brackets stay brackets."""
    plain = Console(stderr=err, highlight=False, markup=False, emoji=False)
    if plain.is_terminal:
        return plain
    return Console(stderr=err, highlight=False, markup=False, emoji=False, width=_PIPED_WIDTH, no_color=True)


def table(title: str, headings: Sequence[str], *, right: Iterable[int] = ()) -> Table:
    """An empty table; the columns in `right` are numbers."""
    numbers = set(right)
    grid = Table(title=title or None, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for number, heading in enumerate(headings):
        grid.add_column(heading, justify="right" if number in numbers else "left", overflow="fold")
    return grid


def severity_style(severity: str) -> str:
    """How a severity looks; the word always stands beside it."""
    return _SEVERITY[severity]


def print_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """One JSON document, indented, keys in the order given."""
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_INDENT_2))
    sys.stdout.buffer.write(b"\n")


def print_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """CSV for spreadsheets: text that a spreadsheet would run as a formula gets an apostrophe before it."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_safe(value) for value in row])


def _safe(value: object) -> object:
    if isinstance(value, str) and value.startswith(_STARTS_OF_FORMULAS):
        return f"'{value}"
    return "" if value is None else value
