"""Tables as files for spreadsheets: what would be a formula there is text, and stays what was registered."""

from __future__ import annotations

import io
import re
import tempfile
from datetime import date
from typing import IO, TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

#: What spreadsheets take for the beginning of a formula; some pass over white space, some read wide characters too.
FORMULA = r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]"
#: So many rows are written at once.
_PIECE = 5_000
#: A workbook of more rows takes a process too long; as CSV a table has any number of them.
MOST_IN_WORKBOOK = 50_000
_IN_MEMORY = 4 * 2**20
#: What a cell of a workbook holds at most, and the widest that a column is made.
_LONGEST, _WIDEST, _LONGEST_NAME = 32_767, 60, 31
_NOT_XML = r"[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]"
#: Beginnings of texts that openpyxl or a spreadsheet takes for something else: formulas, errors.
_READ_OTHERWISE = frozenset("=+-@#\t\r\n ＝＋－＠")
_DAYS = "yyyy-mm-dd"


def harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """The table with an apostrophe before each text that a spreadsheet would take for a formula, headings too."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    escaped = [
        pl.when(pl.col(name).str.contains(FORMULA)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in texts
    ]
    headings = pl.Series(frame.columns, dtype=pl.String)
    told = pl.select(pl.when(headings.str.contains(FORMULA)).then("'" + headings).otherwise(headings)).to_series()
    return frame.with_columns(escaped).rename(dict(zip(frame.columns, told.to_list(), strict=True)))


def as_csv(frame: pl.DataFrame, separator: str) -> Iterator[bytes]:
    """A table as CSV in UTF-8 with a mark by which spreadsheets know that, piece by piece.

    Where `;` separates, as it does where decimals have a comma, they have one.
    """
    written = harmless(frame)
    for start in range(0, max(written.height, 1), _PIECE):
        piece = io.BytesIO()
        written[start : start + _PIECE].write_csv(
            piece,
            include_bom=start == 0,
            include_header=start == 0,
            separator=separator,
            decimal_comma=separator == ";",
            date_format="%Y-%m-%d",
            line_terminator="\r\n",
        )
        yield piece.getvalue()


def as_workbook(
    frame: pl.DataFrame, sheets: tuple[str, str], about: Mapping[str, str], made_at: datetime | None
) -> IO[bytes]:
    """A table as a workbook; on a second sheet, what it is. `sheets` are their names. Whoever asked closes it.

    Texts are texts whatever they begin with: `=1+1` is shown, not worked out, also after somebody edited it.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    workbook = Workbook(write_only=True)
    if made_at is not None:
        workbook.properties.created = made_at.replace(tzinfo=None)
    sheet = workbook.create_sheet(_sheet_name(sheets[0]))
    sheet.freeze_panes = "A2"
    for place, (column, values) in enumerate(frame.to_dict().items(), 1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(column, values)
    sheet.append([_text(sheet, heading, bold=True) for heading in frame.columns])
    for row in _writable(frame).iter_rows():
        sheet.append([_cell(sheet, value) for value in row])
    described = workbook.create_sheet(_sheet_name(sheets[1]))
    described.column_dimensions["A"].width, described.column_dimensions["B"].width = 24, _WIDEST
    for title, text in about.items():
        described.append([_text(described, title, bold=True), _text(described, text)])
    stream = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - whoever asked closes it
    workbook.save(stream)
    stream.seek(0)
    return stream


def _sheet_name(told: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", told)[:_LONGEST_NAME]


def _writable(frame: pl.DataFrame) -> pl.DataFrame:
    """Without characters that XML does not hold, and no text longer than a cell."""
    return frame.with_columns(pl.col(pl.String).str.replace_all(_NOT_XML, "").str.head(_LONGEST))


def _width(column: str, values: pl.Series) -> int:
    """As wide as the longest of the first texts."""
    longest = values.head(_PIECE).cast(pl.String).str.len_chars().max()
    return min(max(len(column), longest if isinstance(longest, int) else 0) + 2, _WIDEST)


def _cell(sheet: Any, value: object) -> object:  # noqa: ANN401 - openpyxl has no types
    if isinstance(value, date):
        cell = _new(sheet, value)
        cell.number_format = _DAYS
        return cell
    if isinstance(value, str) and value[:1] in _READ_OTHERWISE:
        return _text(sheet, value)
    return value


def _text(sheet: Any, value: str, *, bold: bool = False) -> object:  # noqa: ANN401 - openpyxl has no types
    cell = _new(sheet, value)
    cell.data_type = "s"
    cell.quotePrefix = True
    if bold:
        from openpyxl.styles import Font

        cell.font = Font(bold=True)
    return cell


def _new(sheet: Any, value: object) -> Any:  # noqa: ANN401 - openpyxl has no types
    from openpyxl.cell import WriteOnlyCell

    return WriteOnlyCell(sheet, value)
