"""`interlace align`: how strategies are carried below their owners, and what each level covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.cli.help import command_with_examples
from interlace.cli.options import Source, body_option, branch_codes, read_graph, with_register
from interlace.texts import Speaker

if TYPE_CHECKING:
    from datetime import date

    from graph.summary import AlignmentMap


@command_with_examples(
    "interlace align demo/portugal",
    "interlace align demo/portugal --format csv > pairs.csv",
)
@with_register("table", "json", "csv")
@body_option
def command(source: Source, as_of: date, form: str, lang: str, body: str | None) -> None:
    """The alignment map (levels × principles). As JSON or CSV: every strategy and authority below its owner."""
    import polars as pl

    from graph.frames import alignment_frame
    from graph.summary import alignment_map
    from interlace.cli.output import print_csv, print_json

    graph = read_graph(source, as_of, lang)
    codes = None if body is None else branch_codes(graph, body)
    if form == "table":
        print_map(alignment_map(graph, codes), Speaker(lang))
        return
    frame = alignment_frame(graph, graph.alignment)
    if codes is not None:
        frame = frame.filter(pl.col("body").is_in(codes))
    if form == "json":
        print_json(frame.to_dicts())
    else:
        print_csv(frame.columns, frame.iter_rows())


def print_map(levels: AlignmentMap, speaker: Speaker) -> None:
    """Levels × principles, and the states of alignment beside them."""
    from interlace.cli.output import console, table
    from policies import ALIGNMENT_STATES, LEVELS, PRINCIPLES

    say, language, screen = speaker.say, speaker.language, console()
    headings = [say("Level"), *(term.name.in_language(language) for term in PRINCIPLES)]
    grid = table(
        say("Alignment map: areas covered, of those that authorities are competent for"),
        headings,
        right=range(1, 5),
    )
    for row in levels.rows:
        cells = [
            f"{speaker.share(covered, row.competent)}  ({speaker.number(covered)}/{speaker.number(row.competent)})"
            if row.competent
            else "–"
            for covered in row.covered
        ]
        grid.add_row(LEVELS[row.level].name.in_language(language), *cells)
    screen.print(grid)
    headings = [say("Level"), *(term.name.in_language(language) for term in ALIGNMENT_STATES)]
    grid = table(
        say("How authorities carry the strategies above them (pairs of strategy and authority)"),
        headings,
        right=range(1, 6),
    )
    for row in levels.rows:
        if sum(row.states):
            grid.add_row(LEVELS[row.level].name.in_language(language), *(speaker.number(count) for count in row.states))
    screen.print(grid if grid.row_count else say("No strategy in force has authorities below its owner."))
    screen.print(
        say("A low figure is often a register that is not filled in yet, not a gap: see `interlace gaps`."),
        style="dim",
    )
