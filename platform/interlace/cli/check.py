"""`interlace check`: is the bundle valid, and if not, what is wrong where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from interlace.cli.failures import INVALID
from interlace.cli.options import Progress, format_option, lang_option
from interlace.texts import Speaker

if TYPE_CHECKING:
    from interlace.bundle import Report

_FIELDS = ("file", "line", "column", "value", "code", "expected")


@click.command(
    epilog="Examples:  interlace check demo/portugal    interlace check country.zip --format csv > problems.csv"
)
@click.argument("bundle", type=click.Path(path_type=Path))
@format_option("table", "json", "csv")
@lang_option
def command(bundle: Path, form: str, lang: str) -> None:
    """List everything that is wrong with BUNDLE: file, line, column, what was read, what was expected.

    Exit status: 0 valid, 1 invalid, 2 wrong usage.
    """
    from graph.tables import SCHEMA
    from interlace.bundle import check_bundle
    from interlace.cli.output import print_csv, print_json

    if not bundle.exists():
        raise click.BadParameter(f"there is no folder or file {bundle}.", param_hint="BUNDLE")
    with Progress(len(SCHEMA) + 1, "") as progress:
        report = check_bundle(bundle, watch=progress.step)
    if form == "json":
        print_json(_as_object(report, lang))
    elif form == "csv":
        print_csv(_FIELDS, [_row(report, number, lang) for number in range(len(report.problems))])
    else:
        print_problems(report, Speaker(lang))
    raise click.exceptions.Exit(0 if report.valid else INVALID)


def _row(report: Report, number: int, language: str) -> tuple[object, ...]:
    problem = report.problems[number]
    line = problem.line or None
    return (problem.file, line, problem.column, problem.value, problem.code, problem.expected(language))


def _as_object(report: Report, language: str) -> dict[str, object]:
    rows = [_row(report, number, language) for number in range(len(report.problems))]
    return {
        "valid": report.valid,
        "problems": [dict(zip(_FIELDS, row, strict=True)) for row in rows],
        "more": report.more,
        "notes": [
            {"file": note.file, "column": note.column, "code": note.code, "text": note.text(language)}
            for note in report.notes
        ],
    }


def print_problems(report: Report, speaker: Speaker, *, err: bool = False) -> None:
    """The problems as a table, notes below it."""
    from rich.text import Text

    from interlace.cli.output import console, table

    say, screen = speaker.say, console(err=err)
    if report.problems:
        grid = table("", [say("File"), say("Line"), say("Column"), say("Read"), say("Expected")], right=[1])
        for number in range(len(report.problems)):
            file, line, column, value, _, expected = _row(report, number, speaker.language)
            cells = (file, line or "", column, value, expected)
            grid.add_row(*(Text(str(cell)) for cell in cells))
        screen.print(grid)
        count = speaker.number(len(report.problems) + report.more)
        screen.print(say("Problems: {count}. Nothing was kept.", count=count))
        if report.more:
            screen.print(say("Shown are the first {shown}.", shown=speaker.number(len(report.problems))))
    else:
        screen.print(say("The bundle is valid."))
    for note in report.notes:
        screen.print(Text(f"{note.file}, {note.column}: {note.text(speaker.language)}"), style="dim")
