"""`interlace analyse`: everything at once, for other programs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from interlace.cli.help import command_with_examples
from interlace.cli.options import Progress, Source, analysed, read_graph, with_register
from interlace.texts import Speaker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from typing import Any

    import polars as pl

    from graph.analysis import Analysis

_ROWS_AT_ONCE = 10_000


@command_with_examples(
    "interlace analyse demo/portugal --format json > portugal.json",
    "interlace analyse demo/portugal",
)
@with_register("table", "json", "csv")
def command(source: Source, as_of: date, form: str, lang: str) -> None:
    """Alignment, profiles and findings with evidence as one JSON object; CSV: the findings; table: counts by rule."""
    from graph.frames import finding_frame
    from interlace.cli.output import console, print_csv, table
    from policies.rules import RULES

    analysis = analysed(read_graph(source, as_of, lang))
    if form == "json":
        for piece in json_pieces(analysis):
            sys.stdout.buffer.write(piece)
        return
    if form == "csv":
        frame = finding_frame(analysis).drop("row")
        print_csv(frame.columns, frame.iter_rows())
        return
    speaker = Speaker(lang)
    grid = table("", [speaker.say("Rule"), "", speaker.say("Confirmed"), speaker.say("Not reported")], right=(2, 3))
    for rule, found in analysis.found.items():
        confirmed = int(found.confirmed.sum())
        title = RULES[rule].title.in_language(lang)
        grid.add_row(rule, title, speaker.number(confirmed), speaker.number(len(found) - confirmed))
    console().print(grid)


def json_pieces(analysis: Analysis) -> Iterator[bytes]:
    """The whole analysis as one JSON object, piece by piece, so that memory stays bounded."""
    from graph.frames import alignment_frame, finding_frame, profile_frame
    from interlace.cli.gaps import finding_object
    from interlace.cli.profile import profile_object

    graph = analysis.graph
    rule_set = graph.register.settings.rule_set.encode()
    yield b'{"as_of":"' + graph.as_of.isoformat().encode() + b'","rule_set":"' + rule_set + b'","alignment":['
    yield from _rows(alignment_frame(graph, analysis.alignment), lambda row: row)
    yield b'],"profiles":['
    yield from _rows(profile_frame(graph, analysis.profiles), profile_object)
    yield b'],"findings":['
    findings = finding_frame(analysis)
    with Progress(findings.height // _ROWS_AT_ONCE + 1, "evidence") as progress:
        for piece in _rows(findings, lambda row: finding_object(analysis, row)):
            progress.step("evidence")
            yield piece
    yield b"]}\n"


def _rows(frame: pl.DataFrame, form: Callable[[dict[str, Any]], Any]) -> Iterator[bytes]:
    """The rows as JSON objects with commas between them."""
    import orjson

    for start in range(0, frame.height, _ROWS_AT_ONCE):
        rows = [form(row) for row in frame.slice(start, _ROWS_AT_ONCE).iter_rows(named=True)]
        yield (b"," if start else b"") + orjson.dumps(rows)[1:-1]
