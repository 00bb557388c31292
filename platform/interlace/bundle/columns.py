"""A table's text as typed columns, with a problem for each value that is not what its column holds."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from graph.tables import SCHEMA, Column, Kind
from interlace.bundle.problems import Note
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from interlace.bundle.lines import Lines
    from interlace.bundle.problems import ProblemList

MOST_CHARACTERS = 20_000
_CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_WHOLE = r"^[0-9]{1,18}$"
_DECIMAL = r"^[0-9]{1,18}(\.[0-9]{1,18})?$"
_CELLS = [f"{principle}:{area}" for principle in PRINCIPLES.ids for area in AREAS.ids]
_TRANSLATION = re.compile(r"^(name|title)_[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


@dataclass(frozen=True)
class Table:
    """One file as typed columns: known ones first, then unknown ones as text; and each row's line.

    `given` are the columns that the file has itself; the other known ones are empty.
    """

    file: str
    frame: pl.DataFrame
    lines: NDArray[np.int64]
    codes_aside: tuple[str, ...]
    whole: bool
    given: tuple[str, ...]


def read_table(table: str, lines: Lines, problems: ProblemList) -> Table | None:
    """Read the columns of a file; nothing where its header does not fit the table."""
    file, schema = f"{table}.csv", SCHEMA[table]
    if not _check_header(file, lines, table, problems):
        return None
    text = _text_columns(lines)
    unknown = [name for name in lines.header if name not in schema]
    for name in unknown:
        if not _TRANSLATION.match(name):
            problems.notes.append(Note(file, name, "unknown-column"))
    columns = [
        _Reader(file, name, lines.numbers, problems).read(text[name], column)
        if name in lines.header
        else pl.Series(name, [None], dtype=column.kind.data_type).new_from_index(0, text.height)
        for name, column in schema.items()
    ]
    kept = [_Reader(file, name, lines.numbers, problems).trimmed(text[name]) for name in unknown]
    return Table(file, pl.DataFrame([*columns, *kept]), lines.numbers, lines.codes_aside, lines.whole, lines.header)


def _check_header(file: str, lines: Lines, table: str, problems: ProblemList) -> bool:
    before = len(problems)
    for name, count in Counter(lines.header).items():
        if not name:
            problems.add(file, lines.header_line, "", "", "nameless-column")
        elif count > 1:
            problems.add(file, lines.header_line, name, name, "duplicate-column")
    for name, column in SCHEMA[table].items():
        if column.required and name not in lines.header:
            problems.add(file, lines.header_line, name, "", "missing-column")
    return len(problems) == before


def _text_columns(lines: Lines) -> pl.DataFrame:
    """All fields as text. What Polars would count differently is read by the standard library."""
    if not lines.block:
        return pl.DataFrame(schema=dict.fromkeys(lines.header, pl.String))
    try:
        frame = pl.read_csv(
            io.BytesIO(lines.block),
            has_header=False,
            new_columns=list(lines.header),
            separator=lines.separator,
            infer_schema=False,
        )
    except pl.exceptions.PolarsError:
        frame = pl.DataFrame()
    if frame.shape != (len(lines.numbers), len(lines.header)):
        text = io.StringIO(lines.block.decode("utf-8"), newline="")
        rows = list(csv.reader(text, delimiter=lines.separator, strict=True))
        frame = pl.DataFrame(rows, schema=dict.fromkeys(lines.header, pl.String), orient="row")
    return frame


def _without(values: pl.Series, unwanted: pl.Series) -> pl.Series:
    """The values with null in place of the unwanted ones."""
    kept = ~unwanted.fill_null(value=False)
    return values if kept.all() else pl.select(pl.when(kept).then(values)).to_series().alias(values.name)


class _Reader:
    """Reads one column and tells what is wrong with its values."""

    def __init__(self, file: str, name: str, lines: NDArray[np.int64], problems: ProblemList) -> None:
        self._file, self._name, self._lines, self._problems = file, name, lines, problems

    def read(self, text: pl.Series, column: Column) -> pl.Series:
        """The typed column; null where a value is empty or not what was expected."""
        value = self.trimmed(text)
        if column.required:
            self._report(value, value.is_null(), "required")
        if column.kind is Kind.DATE:
            return self._date(value)
        if column.kind is Kind.WHOLE:
            return self._whole(value, column)
        if column.kind is Kind.DECIMAL:
            return self._decimal(value, column)
        if column.kind is Kind.CHOICE:
            return self._choice(value, column)
        if isinstance(column.kind.data_type, pl.List):
            return self._list(value, column.kind)
        if column.kind is Kind.CODE:
            self._report(value, ~value.str.contains(_CODE), "bad-code")
        return value

    def trimmed(self, text: pl.Series) -> pl.Series:
        """The column without white space around its values; empty ones null."""
        value = text.str.strip_chars().alias(self._name)
        if (text.str.len_bytes() > MOST_CHARACTERS).any():
            self._report(value, value.str.len_chars() > MOST_CHARACTERS, "too-long", most=MOST_CHARACTERS)
        return _without(value, value == "")

    def _report(self, value: pl.Series, wrong: pl.Series, code: str, **details: object) -> None:
        rows = wrong.fill_null(value=False).arg_true()
        if len(rows):
            lines = self._lines[rows.to_numpy()]
            self._problems.add_all(self._file, lines, self._name, value.gather(rows), code, **details)

    def _checked(self, value: pl.Series, typed: pl.Series, fine: pl.Series, code: str, **details: object) -> pl.Series:
        wrong = value.is_not_null() & ~(fine.fill_null(value=False))
        if wrong.any():
            self._report(value, wrong, code, **details)
            typed = _without(typed, wrong)
        return typed.alias(self._name)

    def _date(self, value: pl.Series) -> pl.Series:
        if value.null_count() == len(value):
            return value.cast(pl.Date)
        days = value.str.to_date("%Y-%m-%d", strict=False)
        fine = days.is_not_null() & value.str.contains(_DATE) & (days.dt.year() >= 1)
        return self._checked(value, days, fine, "bad-date")

    def _whole(self, value: pl.Series, column: Column) -> pl.Series:
        numbers = _without(value, ~value.str.contains(_WHOLE)).cast(pl.Int64)
        least, most = column.least or 0, column.most
        fine = numbers.is_not_null() & (numbers >= least) & (numbers <= most)
        return self._checked(value, numbers, fine, "bad-whole", least=least, most=most)

    def _decimal(self, value: pl.Series, column: Column) -> pl.Series:
        least, most = column.least or 0, column.most
        fine = value.str.contains(_DECIMAL)
        if most is not None:
            # Exactly: as a float, a hair over the most would be the most.
            whole = _without(value, ~fine).str.extract(r"^([0-9]+)").cast(pl.Int64)
            fine = fine & ((whole < most) | ((whole == most) & ~value.str.contains(r"\.[0-9]*[1-9]")))
        return self._checked(value, value, fine, "bad-decimal", least=least, most="10¹⁸" if most is None else most)

    def _choice(self, value: pl.Series, column: Column) -> pl.Series:
        fine = value.is_in(list(column.choices))
        return self._checked(value, value, fine, "bad-choice", choices=", ".join(column.choices))

    def _list(self, value: pl.Series, kind: Kind) -> pl.Series:
        if value.null_count() == len(value):
            return pl.Series(self._name, [None], dtype=pl.List(pl.String)).new_from_index(0, len(value))
        items = (
            value.str.split("|")
            .list.eval(pl.element().str.strip_chars().filter(pl.element().str.strip_chars() != ""))
            .list.unique(maintain_order=True)
        )
        items = _without(items, items.list.len() == 0)
        if kind is Kind.CELLS:
            known = items.list.eval(pl.element().is_in(_CELLS)).list.all()
            return self._checked(value, items, known | items.is_null(), "bad-cell")
        return items.alias(self._name)
