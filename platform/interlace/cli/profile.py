"""`interlace profile`: what each authority covers, principle by principle. In the order of codes: no ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.cli.help import command_with_examples
from interlace.cli.options import Source, body_option, branch_codes, read_graph, with_register
from interlace.texts import Speaker

if TYPE_CHECKING:
    from datetime import date


@command_with_examples(
    "interlace profile demo/portugal --body PT-lisboa",
    "interlace profile demo/spain --format json",
)
@with_register("table", "json", "csv")
@body_option
def command(source: Source, as_of: date, form: str, lang: str, body: str | None) -> None:
    """For each authority and principle: areas covered, of the areas that it is competent for."""
    import polars as pl

    from graph.alignment import profiles_of
    from graph.frames import profile_frame
    from interlace.cli.output import console, print_csv, print_json, table
    from policies import LEVELS, PRINCIPLES

    graph = read_graph(source, as_of, lang)
    frame = profile_frame(graph, profiles_of(graph))
    if body is not None:
        frame = frame.filter(pl.col("body").is_in(branch_codes(graph, body)))
    if form == "csv":
        print_csv(frame.columns, frame.iter_rows())
        return
    if form == "json":
        print_json([profile_object(row) for row in frame.iter_rows(named=True)])
        return
    speaker = Speaker(lang)
    headings = [
        speaker.say("Body"),
        speaker.say("Level"),
        *(term.name.in_language(lang) for term in PRINCIPLES),
    ]
    grid = table(speaker.say("Areas covered, of those the authority is competent for"), headings, right=range(2, 6))
    for row in frame.iter_rows(named=True):
        cells = [f"{row[name]}/{row['competent']}" for name in PRINCIPLES.ids]
        grid.add_row(
            f"{graph.register.names[row['body']]} ({row['body']})",
            LEVELS[row["level"]].name.in_language(lang),
            *cells,
        )
    console().print(grid)


def profile_object(row: dict[str, object]) -> dict[str, object]:
    """One profile as the JSON formats give it."""
    from policies import PRINCIPLES

    return {
        "body": row["body"],
        "principles": {name: {"covered": row[name], "competent": row["competent"]} for name in PRINCIPLES.ids},
    }
