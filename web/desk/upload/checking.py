"""What a sheet would register: each row as the services take it, and what is wrong, by row, column and value.

What is wrong with a value is what the service itself would say. Nothing is written here, and nothing is asked of the
database: references are looked up in what the caller sees.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.context import view
from interlace.bundle.problems import expected_of
from interlace.errors import FieldProblem, Invalid
from interlace.register.values import of_new
from web.desk import cells, typed
from web.desk.upload import columns
from web.forms import Form
from web.languages import language, number, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from web.desk.acting import Acting
    from web.desk.upload.columns import Words
    from web.desk.upload.reading import Row, Sheet

#: A code for rows that get theirs only when they are registered.
_NO_CODE = "x"
#: Under this name stands what is wrong with a row as a whole.
ROW = ""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a row: in which column (its heading; empty for the row), with what, and why."""

    row: int
    heading: str
    value: str
    says: str


@dataclass(frozen=True)
class Planned:
    """An action as it would be recorded, and the strategies that it would be linked to."""

    row: int
    code: str | None
    values: Mapping[str, object]
    supports: Sequence[str]


@dataclass
class Checked:
    """A sheet with all that was found on it."""

    sheet: Sheet
    known: Mapping[str, str]
    """Column → its heading in the sheet."""
    planned: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    """Headings that name no column."""
    examples: int = 0
    day_first: bool = False

    def by_row(self) -> Mapping[int, list[Problem]]:
        """What is wrong with each row, by its number."""
        by_row: dict[int, list[Problem]] = {}
        for problem in self.problems:
            by_row.setdefault(problem.row, []).append(problem)
        return by_row

    def by_rule(self) -> list[tuple[str, str, int]]:
        """How often each thing is wrong: heading, sentence, number of rows; the most frequent first."""
        counts = Counter((problem.heading, problem.says) for problem in self.problems)
        return [(*what, count) for what, count in counts.most_common()]

    def wrong(self, row: int, column: str, value: str, says: str) -> None:
        """Note what is wrong with a value."""
        heading = self.known.get(column) or (columns.headings().get(column, "") if column else ROW)
        self.problems.append(Problem(row, heading, value, says))


def check(sheet: Sheet, acting: Acting) -> Checked:
    """What of a sheet can be registered for a body, and what is wrong with the rest."""
    words = columns.words()
    by_heading = {heading: words.columns.get(columns.folded(heading)) for heading in sheet.headings}
    known: dict[str, str] = {}
    for heading, column in by_heading.items():
        if column is not None:
            known.setdefault(column, heading)
    checked = Checked(sheet, known, passed_over=[name for name in sheet.headings if name not in known.values()])
    if "title" not in known:
        first = sheet.rows[0].number
        checked.wrong(first, ROW, "", say("No column is headed “%(name)s”.", name=columns.headings()["title"]))
        return checked
    reader = _Reader(checked, words, acting)
    for row in sheet.rows:
        reader.read(row)
    return checked


class _Reader:
    """Reads rows one after the other, and remembers what it has seen."""

    def __init__(self, checked: Checked, words: Words, acting: Acting) -> None:
        self._checked, self._words, self._acting = checked, words, acting
        self._places = {column: list(checked.sheet.headings).index(name) for column, name in checked.known.items()}
        self._titles = _registered(acting)
        self._seen: dict[tuple[str, str], int] = {}
        self._codes: dict[str, int] = {}
        self._named = {table: _Names(table) for table in ("strategies", "bodies")}

    def read(self, row: Row) -> None:
        """One row."""
        given = {column: row.cells[place] for column, place in self._places.items()}
        if columns.is_example(given["title"]):
            self._checked.examples += 1
            return
        before = len(self._checked.problems)
        values = self._values(row.number, given)
        supports = self._codes_in(row.number, "supports", given, "strategies")
        self._check_twice(row.number, given, str(values["starts_on"] or ""))
        code = given.get("code") or None
        try:
            of_new("actions", {**values, "code": code or _NO_CODE})
        except Invalid as refused:
            for problem in refused.problems:
                self._refuse(row.number, given, problem)
        if len(self._checked.problems) == before:
            self._checked.planned.append(Planned(row.number, code, values, supports))

    def _refuse(self, row: int, given: Mapping[str, str], problem: FieldProblem) -> None:
        column = problem.pointer.strip("/").split("/")[0]
        says = (
            say("Please fill this in.")
            if problem.code == "required"
            else say("Expected: %(what)s.", what=expected_of(problem, language()))
        )
        self._checked.wrong(row, column, given.get(column, ""), says)

    def _values(self, row: int, given: Mapping[str, str]) -> dict[str, object]:
        form = Form.of({name: self._day(given.get(name, "")) for name in ("starts_on", "ends_on")})
        typed.check_period(form, "starts_on", "ends_on")
        for name, says in form.problems.items():
            self._checked.wrong(row, name, given.get(name, ""), says)
        return {
            "title": given["title"] or None,
            "body": self._acting.code,
            "cells": self._cells(row, given),
            "partners": self._codes_in(row, "partners", given, "bodies"),
            **form.given("starts_on", "ends_on"),
            "status": self._status(row, given) or typed.status_by_period(form),
            "budget_amount": typed.plain_number(given.get("budget_amount", "")) or None,
            "budget_currency": given.get("budget_currency") or None,
            "url": given.get("url") or None,
        }

    def _day(self, text: str) -> str:
        day, day_first = columns.written_day(text)
        self._checked.day_first |= day_first
        return day

    def _status(self, row: int, given: Mapping[str, str]) -> str:
        told = given.get("status", "")
        found = self._words.states.get(columns.folded(told), "")
        if told and not found:
            states = ", ".join(columns.states().values())
            self._checked.wrong(row, "status", told, say("Expected: %(what)s.", what=states))
        return found

    def _cells(self, row: int, given: Mapping[str, str]) -> list[str]:
        exactly = columns.listed(given.get("cells", ""), commas=True)
        if exactly:
            return exactly
        areas = self._terms(row, "areas", given, self._words.areas)
        principles = self._terms(row, "principles", given, self._words.principles)
        return cells.cells_of(Form({"areas": areas, "principles": principles}))

    def _terms(self, row: int, column: str, given: Mapping[str, str], words: Mapping[str, str]) -> list[str]:
        found = []
        for item in columns.listed(given.get(column, ""), commas=True):
            term = words.get(columns.folded(item))
            if term is None:
                self._checked.wrong(row, column, item, self._not_known(column))
            else:
                found.append(term)
        if not given.get(column):
            self._checked.wrong(row, column, "", say("Please fill this in."))
        return found

    def _not_known(self, column: str) -> str:
        if column == "areas":
            return say("This is none of the areas. They are listed in the template.")
        return say("This is none of the principles. They are listed in the template.")

    def _codes_in(self, row: int, column: str, given: Mapping[str, str], table: str) -> list[str]:
        found = []
        for item in columns.listed(given.get(column, "")):
            codes = self._named[table].codes_of(item)
            if len(codes) == 1:
                found += codes
            elif codes:
                several = say("Several could be meant: %(names)s", names=", ".join(codes[:5]))
                self._checked.wrong(row, column, item, several)
            else:
                self._checked.wrong(row, column, item, say("Nothing in the register has this code or name."))
        return list(dict.fromkeys(found))

    def _check_twice(self, row: int, given: Mapping[str, str], begins: str) -> None:
        """Note a row that says what an earlier one says, or what is registered already."""
        what = columns.folded(given["title"]), begins
        first = self._seen.setdefault(what, row)
        if first != row and what[0]:
            self._checked.wrong(row, "title", given["title"], say("The same as in row %(row)s.", row=number(first)))
        elif what in self._titles:
            says = say("This is registered already, as %(code)s.", code=self._titles[what])
            self._checked.wrong(row, "title", given["title"], says)
        code = given.get("code")
        if not code:
            return
        earlier = self._codes.setdefault(code, row)
        if earlier != row:
            self._checked.wrong(row, "code", code, say("The same as in row %(row)s.", row=number(earlier)))
        elif any(view().sight.row_of_code(table, code) is not None for table in ("strategies", "actions")):
            self._refuse(row, given, FieldProblem("/code", "taken"))


def _registered(acting: Acting) -> dict[tuple[str, str], str]:
    """The actions of a body by what they are called and when they begin."""
    sight = view().sight
    titles, begins, codes = (sight.column("actions", name) for name in ("title", "starts_on", "code"))
    rows: Sequence[int] = sight.rows_where("actions", "body", acting.code)
    return {(columns.folded(titles[row]), str(begins[row] or "")): codes[row] for row in rows}


class _Names:
    """What the strategies or bodies that the caller sees are called."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._by_name: dict[str, list[str]] | None = None

    def codes_of(self, text: str) -> list[str]:
        """The codes of what has this code, or else this name."""
        if view().sight.row_of_code(self._table, text) is not None:
            return [text]
        if self._by_name is None:
            self._by_name = {}
            for code, name in self._all():
                self._by_name.setdefault(columns.folded(name), []).append(code)
        return self._by_name.get(columns.folded(text), [])

    def _all(self) -> Iterator[tuple[str, str]]:
        sight = view().sight
        names = sight.column(self._table, "name" if self._table == "bodies" else "title")
        return zip(sight.column(self._table, "code"), names, strict=True)
