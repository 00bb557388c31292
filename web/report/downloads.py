"""Every table as a file, for spreadsheets and for other programs; and the list of them."""

from __future__ import annotations

from functools import partial
from typing import IO, TYPE_CHECKING

from flask import Response, request

from api.context import caller
from interlace.errors import FieldProblem, Invalid
from interlace.reading.exports import require_export
from web.blueprint import pages
from web.days import shown
from web.frame import page
from web.languages import day, language, number, say
from web.report.files import MOST_IN_WORKBOOK, as_csv, as_workbook
from web.report.frames import MOST_TOLD, TooMany, counts, frame_of
from web.report.headings import tables as table_names
from web.report.spoken import for_people, for_programs
from web.report.turns import turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from interlace.reading.view import View

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What stands between values: where decimals have a comma, spreadsheets expect a semicolon.
SEPARATORS = {"comma": ",", "semicolon": ";"}
_IDS = "ids"
_PIECE = 64 * 1024


@pages.get("/t/<tenant>/tables")
def tables(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """All tables, how many rows they have, and each as a file."""
    return _list()


@pages.get("/t/<tenant>/tables/<name>.<any(csv, xlsx):form>")
def table_download(tenant: str, name: str, form: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """A table as a file; of the rows that are asked for, if the address names any."""
    require_export(caller().principal)
    view = shown()
    try:
        frame = frame_of(view, name)
    except TooMany as refused:
        return _list(too_many=refused.most)
    if form == "xlsx" and frame.height > MOST_IN_WORKBOOK:
        return _list(too_many=MOST_IN_WORKBOOK)
    frame = for_programs(frame) if _for_programs() else for_people(view, name, frame)
    file = f"{caller().tenant}-{name}-{view.as_of}-r{view.revision}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    if form == "csv":
        return Response(as_csv(frame, _separator()), headers=headers, content_type="text/csv; charset=utf-8")
    return _workbook(view, name, frame, headers)


def _list(too_many: int | None = None) -> Response:
    view = shown()
    return page(
        "report/tables.html",
        200 if too_many is None else 422,
        names=table_names(),
        counts=counts(view),
        most_in_workbook=MOST_IN_WORKBOOK,
        most_told=MOST_TOLD,
        too_many=too_many,
        usual=_usual_separator(),
    )


def _for_programs() -> bool:
    given = request.args.get("headers", "")
    if given not in {"", _IDS}:
        raise Invalid([FieldProblem("/headers", "bad-choice", {"choices": _IDS})])
    return given == _IDS


def _usual_separator() -> str:
    """What spreadsheets in the language of the page expect."""
    return "comma" if language() == "en" else "semicolon"


def _separator() -> str:
    given = request.args.get("separator") or ("comma" if _for_programs() else _usual_separator())
    if given not in SEPARATORS:
        raise Invalid([FieldProblem("/separator", "bad-choice", {"choices": ", ".join(SEPARATORS)})])
    return SEPARATORS[given]


def _workbook(view: View, name: str, frame: pl.DataFrame, headers: dict[str, str]) -> Response:
    title, about = table_names()[name]
    told = {
        say("Register"): view.sight.snapshot.register.name or caller().tenant,
        say("Table"): f"{title}: {about}",
        say("As of"): day(view.as_of, "long"),
        say("Revision"): str(view.revision),
        say("Rows"): number(frame.height),
        say("Where it is"): request.url,
    }
    with turn():
        stream = as_workbook(frame, (title, say("About this table")), told, view.sight.snapshot.stored.made_at)
    response = Response(_pieces(stream), headers=headers, content_type=_WORKBOOK)
    # Also where nobody reads it to its end, or at all.
    response.call_on_close(stream.close)
    return response


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        yield from iter(partial(stream.read, _PIECE), b"")
