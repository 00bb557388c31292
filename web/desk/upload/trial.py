"""The pages of uploading: a file is tried, what is wrong is shown beside its rows, then all is registered or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl
from flask import Response, request

from api.requests import takes
from api.writing import perform
from interlace.errors import Conflict, DomainError, Invalid, Unknown
from interlace.register.codes import free_codes
from web.blueprint import pages
from web.days import address
from web.desk.acting import acting_for
from web.desk.supporting import keep_links
from web.desk.upload import columns, parcel, reading
from web.desk.upload.checking import ROW, check
from web.desk.writing import sent_well
from web.forms import Form
from web.frame import go, page
from web.languages import say
from web.report.files import as_csv, as_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interlace.db.unit import Unit
    from web.desk.acting import Acting
    from web.desk.upload.checking import Checked, Planned, Problem
    from web.desk.upload.reading import Row, Sheet

#: So many rows with problems are shown, and so many without as a sample.
_MOST_SHOWN, _MOST_SAMPLED, _MOST_RULES = 100, 10, 20
_CSV = "text/csv; charset=utf-8"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A form beside the file: its names and its token.
_BESIDE = 64 * 1024


class ShownRow(NamedTuple):
    """A row of the sheet as it is shown: problems of its cells by heading, and those of the row as a whole."""

    row: Row
    of_cells: dict[str, list[Problem]]
    of_row: list[Problem]


@pages.get("/t/<tenant>/desk/<body>/upload")
def desk_upload(tenant: str, body: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Choose a file; a template to fill in."""
    return page("desk/upload/choose.html", acting=acting_for(body), form=Form(), about=columns.about())


@pages.post("/t/<tenant>/desk/<body>/upload")
@takes(reading.MOST_BYTES + _BESIDE)
def desk_upload_try(tenant: str, body: str) -> Response:  # noqa: ARG001
    """Read a file and show what it would register, and what is wrong."""
    acting, form = acting_for(body), Form()
    file = request.files.get("file")
    content = b"" if file is None else file.read()
    try:
        sheet = reading.read_sheet(content)
        packed = _packed(sheet)
    except reading.Unreadable as refused:
        form.wrong("file", _why(refused) if content else say("Choose a file."))
        return page("desk/upload/choose.html", 422, acting=acting, form=form, about=columns.about())
    return _trial(acting, check(sheet, acting), packed)


def _packed(sheet: Sheet) -> str:
    packed = parcel.pack(sheet)
    if len(packed) > parcel.MOST_PACKED:
        raise reading.Unreadable(reading.TOO_LARGE)
    return packed


@pages.post("/t/<tenant>/desk/<body>/upload/register")
def desk_upload_register(tenant: str, body: str) -> Response:  # noqa: ARG001
    """Register all that a file holds, as it was shown, or nothing."""
    acting = acting_for(body)
    packed = request.form.get("packed", "")
    checked = check(parcel.unpack(packed), acting)
    form = Form()
    if not checked.problems and checked.planned and _written(form, acting, checked):
        return go(address("desk_of", body=body, done="uploaded", number=len(checked.planned)))
    return _trial(acting, checked, packed, form)


@pages.post("/t/<tenant>/desk/<body>/upload/problems")
def desk_upload_problems(tenant: str, body: str) -> Response:  # noqa: ARG001
    """The rows of a file as they were sent, and after each what is wrong with it."""
    checked = check(parcel.unpack(request.form.get("packed", "")), acting_for(body))
    sheet, wrong = checked.sheet, checked.by_row()
    told = {name: [row.cells[place] for row in sheet.rows] for place, name in enumerate(sheet.headings)}
    heading = _free_heading(say("What is wrong"), sheet.headings)
    told[heading] = ["; ".join(map(_told, wrong.get(row.number, []))) for row in sheet.rows]
    return _file("problems.csv", _CSV, b"".join(as_csv(_frame(told), columns.separator())))


@pages.get("/t/<tenant>/desk/<body>/upload/template.<form>")
def desk_upload_template(tenant: str, body: str, form: str) -> Response:  # noqa: ARG001
    """The template, as CSV or as a workbook: headings, and a row that shows how to fill it in."""
    acting_for(body)
    names, row = columns.headings(), columns.example()
    frame = _frame({names[column]: [row[column]] for column in columns.COLUMNS})
    if form == "csv":
        return _file("actions.csv", _CSV, b"".join(as_csv(frame, columns.separator())))
    if form != "xlsx":
        raise Unknown(f"There is no template as {form[:20]}.")
    with as_workbook(frame, (say("Actions"), say("What stands where")), columns.about(), None) as stream:
        return _file("actions.xlsx", _WORKBOOK, stream.read())


def _frame(told: dict[str, list[str]]) -> pl.DataFrame:
    return pl.DataFrame(told, schema=dict.fromkeys(told, pl.String))


def _free_heading(wanted: str, taken: Sequence[str]) -> str:
    while wanted in taken:
        wanted += " *"
    return wanted


def _file(name: str, kind: str, content: bytes) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=kind, headers=disposition)


def _told(problem: Problem) -> str:
    return f"{problem.heading}: {problem.says}" if problem.heading else problem.says


class _RowRefused(DomainError):
    """A row that was fine when it was checked is refused by the register."""

    def __init__(self, row: Planned, refused: DomainError) -> None:
        super().__init__(str(refused))
        self.row, self.refused = row, refused


def _written(form: Form, acting: Acting, checked: Checked) -> bool:
    """Whether all could be registered, in one write."""

    def make(unit: Unit) -> None:
        for planned, code in zip(checked.planned, _codes(unit, acting, checked.planned), strict=True):
            try:
                perform(unit, "action.record", {"code": code, **planned.values})
                keep_links(unit, code, planned.supports, ())
            except (Invalid, Conflict) as refused:
                raise _RowRefused(planned, refused) from refused

    try:
        return sent_well(form, make)
    except _RowRefused as refused:
        inner = Form()
        if isinstance(refused.refused, Invalid):
            inner.refuse(refused.refused)
        else:
            inner.refuse_whole(refused.refused)
        for column, says in inner.problems.items():
            checked.wrong(refused.row.row, column, "", says)
        return False


def _codes(unit: Unit, acting: Acting, planned: Sequence[Planned]) -> list[str]:
    """A code for each row: its own, or one that is made for it."""
    own = {one.code for one in planned if one.code}
    titles = [str(one.values["title"]) for one in planned if not one.code]
    made = iter(free_codes(unit, acting.code, titles, own))
    return [one.code or next(made) for one in planned]


def _trial(acting: Acting, checked: Checked, packed: str, form: Form | None = None) -> Response:
    wrong = checked.by_row()
    shown = [row for row in checked.sheet.rows if row.number in wrong][:_MOST_SHOWN]
    rows = shown or checked.sheet.rows[:_MOST_SAMPLED]
    failed = bool(wrong) or bool(form and form.problems) or not checked.planned
    return page(
        "desk/upload/trial.html",
        422 if failed else 200,
        acting=acting,
        form=form or Form(),
        checked=checked,
        packed=packed,
        failed=failed,
        rows=[_shown(row, wrong.get(row.number, []), checked) for row in rows],
        wrong_rows=len(wrong),
        by_rule=checked.by_rule()[:_MOST_RULES],
        notes=_notes(checked),
        linked=sum(len(one.supports) for one in checked.planned),
    )


def _shown(row: Row, problems: Sequence[Problem], checked: Checked) -> ShownRow:
    headings = checked.sheet.headings
    of_cells = {name: [one for one in problems if one.heading == name] for name in headings if name != ROW}
    return ShownRow(row, of_cells, [one for one in problems if one.heading not in of_cells])


def _notes(checked: Checked) -> list[str]:
    """What was unusual about the file and understood all the same."""
    told = {
        reading.CP1252: say(
            "The file is not UTF-8. It was read as Windows-1252, which Excel writes in many languages: "
            "look whether letters with accents are right."
        ),
        reading.UTF16: say("The file was read as UTF-16."),
        reading.SEMICOLONS: say("Semicolons were taken for what stands between the columns."),
    }
    notes = [told[note] for note in checked.sheet.notes if note in told]
    if checked.day_first:
        notes.append(say("Days such as 31/12/2026 were read with the day first."))
    if checked.examples:
        notes.append(say("The row of the template that shows how to fill it in was left out."))
    if checked.passed_over:
        names = ", ".join(checked.passed_over)
        notes.append(say("These columns are not known here and were left out: %(names)s", names=names))
    return notes


def _why(refused: reading.Unreadable) -> str:
    return {
        reading.EMPTY: say("There are no rows in this file below the headings."),
        reading.TOO_MANY_ROWS: say("There are more than 5,000 rows in this file. Send it in parts."),
        reading.TOO_MANY_COLUMNS: say("There are more than 50 columns in this file. Is it the right one?"),
        reading.OLD: say("This is a workbook of the old kind (.xls). Save it as .xlsx or as CSV, then send that."),
        reading.NOT_A_SHEET: say("This is neither CSV nor a workbook (.xlsx) that can be read."),
        reading.TOO_LARGE: say("This file is too large. Send it in parts of at most 4 MB."),
        reading.TWICE: say("Two columns are headed “%(name)s”. Which one counts?", name=refused.detail),
        reading.BROKEN: say(
            "The file cannot be read from line %(line)s on: quotes are not closed.", line=refused.detail
        ),
        reading.NUL: say("This is neither CSV nor a workbook (.xlsx) that can be read."),
    }[refused.code]
