"""`interlace check`: is the bundle valid, and if not, what is wrong where."""

from __future__ import annotations

from pathlib import Path

import click

from interlace.cli.failures import INVALID
from interlace.cli.help import command_with_examples
from interlace.cli.options import Progress, format_option, lang_option
from interlace.cli.problems import FIELDS, print_problems, problem_row, report_object
from interlace.texts import Speaker


@command_with_examples(
    "interlace check demo/portugal",
    "interlace check country.zip --format csv > problems.csv",
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
        print_json(report_object(report, lang))
    elif form == "csv":
        print_csv(FIELDS, [problem_row(report, number, lang) for number in range(len(report.problems))])
    else:
        print_problems(report, Speaker(lang))
    raise click.exceptions.Exit(0 if report.valid else INVALID)
