"""`interlace compare`: what changed between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from interlace.cli.help import command_with_examples
from interlace.cli.options import Day, Source, analysed, format_option, lang_option, read_register, with_source
from interlace.texts import Speaker
from policies.rules import RULES

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from graph.compare import Comparison


@command_with_examples(
    "interlace compare demo/portugal --from 2019-06-01 --to 2026-11-22",
)
@with_source
@click.option("--from", "earlier", type=Day(), required=True, help="The first day.")
@click.option("--to", "later", type=Day(), required=True, help="The second day.")
@format_option("table", "json", "csv")
@lang_option
def command(source: Source, earlier: date, later: date, form: str, lang: str) -> None:
    """Findings opened, closed and kept between two days, by the same register."""
    from graph.compare import compare
    from graph.governance import GovernanceGraph
    from interlace.cli.output import print_csv, print_json

    register = read_register(source, lang)
    comparison = compare(*(analysed(GovernanceGraph.at(register, day)) for day in (earlier, later)))
    parts = {"opened": comparison.opened, "closed": comparison.closed, "kept": comparison.kept}
    if form == "json":
        told = {name: [_object(row) for row in frame.iter_rows(named=True)] for name, frame in parts.items()}
        print_json({"from": earlier.isoformat(), "to": later.isoformat(), **told})
    elif form == "csv":
        columns = ("rule", "subject", "object", "certainty", "severity", "reach", "priority")
        rows = ((name, *row) for name, frame in parts.items() for row in frame.select(columns).iter_rows())
        print_csv(("change", *columns), rows)
    else:
        _print(comparison, earlier, later, Speaker(lang))


def _object(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "row"}


def _counts(frame: pl.DataFrame) -> dict[str, int]:
    return dict(frame["rule"].value_counts().iter_rows())


def _print(comparison: Comparison, earlier: date, later: date, speaker: Speaker) -> None:
    from interlace.cli.output import console, table

    say, number = speaker.say, speaker.number
    opened, closed, kept = (_counts(frame) for frame in (comparison.opened, comparison.closed, comparison.kept))
    title = say("Findings from {earlier} to {later}", earlier=earlier, later=later)
    grid = table(title, [say("Rule"), "", say("Opened"), say("Closed"), say("Kept")], right=(2, 3, 4))
    for rule, metadata in RULES.items():
        counts = [part.get(rule, 0) for part in (opened, closed, kept)]
        if any(counts):
            grid.add_row(rule, metadata.title.in_language(speaker.language), *map(number, counts))
    totals = [number(frame.height) for frame in (comparison.opened, comparison.closed, comparison.kept)]
    grid.add_section()
    grid.add_row(say("All"), "", *totals)
    console().print(grid)
    console().print(say("Each of them: --format csv"), style="dim")
