"""A spreadsheet as people send it: CSV as any office program writes it, or XLSX; rows of texts come out, within bounds.

Whatever is unusual about a file and was understood all the same is noted, so that nobody wonders.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from web.report.files import FORMULA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 5_000, 50, 5_000
#: What a workbook may come to once it is inflated, and of how many files it may be.
_MOST_INFLATED, _MOST_FILES = 64 * 1024 * 1024, 500
#: Rows that a workbook may have in all: those between which it leaves nothing but space count too.
_MOST_LOOKED_AT = 20_000
_ZIP, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SEPARATORS = (";", ",", "\t")
_SAID_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)

#: Why a file cannot be read as a sheet of actions, and what was unusual about one that could.
EMPTY, TOO_MANY_ROWS, TOO_MANY_COLUMNS, OLD, NOT_A_SHEET, TOO_LARGE, TWICE, BROKEN, NUL = (
    "empty",
    "too-many-rows",
    "too-many-columns",
    "old-workbook",
    "not-a-sheet",
    "too-large",
    "column-twice",
    "broken-quotes",
    "nul",
)
CP1252, UTF16, SEMICOLONS = "cp1252", "utf-16", "semicolons"


class Unreadable(Exception):
    """A file is no sheet that can be read; `code` is one of those above, `detail` what of it is meant."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Row:
    """One row: the number that it has in the file, and a text for each column."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True)
class Sheet:
    """A sheet: the headings of its columns, its rows without empty ones, and notes on how it was read."""

    headings: Sequence[str]
    rows: Sequence[Row]
    notes: Sequence[str] = ()


def read_sheet(content: bytes) -> Sheet:
    """The first sheet of a workbook, or the rows of a CSV file. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    if content.startswith(_OLD_WORKBOOK):
        raise Unreadable(OLD)
    if content.startswith(_ZIP):
        return _sheet(_workbook_rows(content), ())
    text, notes = _decoded(content)
    said = _SAID_SEPARATOR.match(text)
    separator = said[1] if said else _separator(text)
    if separator == ";":
        notes = [*notes, SEMICOLONS]
    lines = 0 if said is None else 1
    return _sheet(_csv_rows(text[said.end() :] if said else text, separator, lines), notes)


def _decoded(content: bytes) -> tuple[str, list[str]]:
    """The text of a CSV file, in one of the three ways in which office programs write them."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), [UTF16]
        except UnicodeDecodeError as error:
            raise Unreadable(NOT_A_SHEET) from error
    if b"\0" in content:
        raise Unreadable(NUL)
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        """French, Portuguese and Spanish editions of Excel write Windows-1252 unless they are asked for UTF-8."""
    try:
        return content.decode("cp1252"), [CP1252]
    except UnicodeDecodeError as error:
        raise Unreadable(NOT_A_SHEET) from error


def _separator(text: str) -> str:
    """What stands most often between the headings, outside quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    plain = re.sub(r'"[^"]*"', "", first)
    return max(_SEPARATORS, key=plain.count)


def _csv_rows(text: str, separator: str, before: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = before + 1
    try:
        for cells in reader:
            yield Row(number, cells)
            number = before + reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(BROKEN, str(number)) from error


def _workbook_rows(content: bytes) -> Iterator[Row]:
    """The rows of the first sheet. Formulas are not worked out: what counts is what was last shown for them."""
    from openpyxl import load_workbook

    try:
        _check_size(content)
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = workbook.worksheets[0]
            # Some programs write wrong dimensions, by which rows would be left out.
            sheet.reset_dimensions()
            for number, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), 1):
                _check_number(number)
                yield Row(number, [_text(value) for value in values])
        finally:
            workbook.close()
    except Unreadable:
        raise
    except Exception as error:
        # A damaged workbook makes its reader fail in ways that nobody lists.
        raise Unreadable(NOT_A_SHEET) from error


def _check_size(content: bytes) -> None:
    """Raise Unreadable for what would grow beyond bounds; no reader inflates more than the archive says."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
    if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _MOST_INFLATED:
        raise Unreadable(TOO_LARGE)


def _check_number(number: int) -> None:
    if number > _MOST_LOOKED_AT:
        raise Unreadable(TOO_MANY_ROWS)


def _text(value: object) -> str:
    """A cell as a text, days as the register writes them."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d") if isinstance(value, date) else str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _sheet(rows: Iterable[Row], notes: Sequence[str]) -> Sheet:
    """Headings and rows, trimmed; columns and rows without anything in them are left out."""
    filled = (Row(row.number, [_plain(cell) for cell in row.cells]) for row in rows)
    filled = (row for row in filled if any(row.cells))
    headings = next(filled, None)
    if headings is None:
        raise Unreadable(EMPTY)
    named = [place for place, name in enumerate(headings.cells) if name]
    names = [headings.cells[place] for place in named]
    if len(named) > MOST_COLUMNS:
        raise Unreadable(TOO_MANY_COLUMNS)
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Unreadable(TWICE, twice)
    found: list[Row] = []
    for row in filled:
        if len(found) == MOST_ROWS:
            raise Unreadable(TOO_MANY_ROWS)
        cells = [row.cells[place] if place < len(row.cells) else "" for place in named]
        if any(cells):
            found.append(replace(row, cells=cells))
    if not found:
        raise Unreadable(EMPTY)
    return Sheet(names, found, notes)


def _plain(cell: str) -> str:
    """A cell without white space around it, and without the mark by which our own files keep it from being run."""
    trimmed = cell.strip()
    if trimmed.startswith("'") and re.match(FORMULA, trimmed[1:]):
        trimmed = trimmed[1:]
    return trimmed[:MOST_CHARACTERS].replace("\0", "")
