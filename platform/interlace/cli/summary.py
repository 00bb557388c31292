"""`interlace summary`: the national picture on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.cli.help import command_with_examples
from interlace.cli.options import Source, analysed, read_graph, with_register
from interlace.texts import Speaker

if TYPE_CHECKING:
    from datetime import date

    from graph.summary import Summary


@command_with_examples(
    "interlace summary demo/portugal",
    "interlace summary demo/spain --as-of 2020-01-01",
)
@with_register("table", "json", "csv")
def command(source: Source, as_of: date, form: str, lang: str) -> None:
    """Who is in the register, which strategies are in force, how they are carried, and what was found."""
    from graph.summary import summarise
    from interlace.cli.output import print_csv, print_json

    summary = summarise(analysed(read_graph(source, as_of, lang)))
    if form == "json":
        print_json(summary.as_object())
    elif form == "csv":
        print_csv(("section", "name", "value"), summary.as_rows())
    else:
        print_summary(summary, Speaker(lang))


def print_summary(summary: Summary, speaker: Speaker) -> None:
    """The national picture for a person."""
    from rich.text import Text

    from interlace.cli.output import console, severity_style, table
    from policies import CERTAINTIES, FAMILIES, LEVELS, SEVERITIES

    say, number, language, screen = speaker.say, speaker.number, speaker.language, console()
    title = say("{name} on {day}", name=summary.name or say("Register"), day=summary.as_of.isoformat())
    screen.print(title, style="bold")
    headings = [
        say("Level"),
        say("Bodies"),
        say("Register declared complete"),
        say("With a strategy in force"),
        say("Population"),
    ]
    grid = table(say("Who is in the register"), headings, right=range(1, 5))
    for level in summary.levels:
        population = number(level.population) if level.population else "–"
        name = LEVELS[level.id].name.in_language(language)
        grid.add_row(name, number(level.bodies), number(level.declared), number(level.with_strategy), population)
    screen.print(grid)
    headings = [
        say("Family"),
        *(term.name.in_language(language) for term in SEVERITIES),
        *(term.name.in_language(language) for term in CERTAINTIES),
    ]
    grid = table(say("What was found"), headings, right=range(1, 7))
    for family in FAMILIES:
        counts = summary.families[family.id]
        severities = [
            Text(number(counts[name]), style=severity_style(name)) if counts[name] else "–" for name in SEVERITIES.ids
        ]
        grid.add_row(
            family.name.in_language(language),
            *severities,
            *(number(counts[name]) for name in CERTAINTIES.ids),
        )
    screen.print(grid)
    for certainty in CERTAINTIES:
        screen.print(
            f"{certainty.name.in_language(language)}: {certainty.description.in_language(language)}.",
            style="dim",
        )
