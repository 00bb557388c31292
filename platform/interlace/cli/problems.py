"""Problems and notes of a bundle, printed for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interlace.bundle import Report
    from interlace.texts import Speaker

FIELDS = ("file", "line", "column", "value", "code", "expected")


def problem_row(report: Report, number: int, language: str) -> tuple[object, ...]:
    """One problem as `FIELDS` name it."""
    problem = report.problems[number]
    line = problem.line or None
    return (problem.file, line, problem.column, problem.value, problem.code, problem.expected(language))


def report_object(report: Report, language: str) -> dict[str, object]:
    """A report as JSON holds it."""
    rows = [problem_row(report, number, language) for number in range(len(report.problems))]
    return {
        "valid": report.valid,
        "problems": [dict(zip(FIELDS, row, strict=True)) for row in rows],
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
            file, line, column, value, _, expected = problem_row(report, number, speaker.language)
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
