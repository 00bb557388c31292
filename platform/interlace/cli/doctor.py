"""`interlace doctor`: what is wrong with an installation, and how to mend it."""

from __future__ import annotations

import click

from interlace.cli.failures import INVALID
from interlace.cli.help import command_with_examples


@command_with_examples(
    "interlace doctor",
    "interlace doctor --format json",
)
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True)
def command(form: str) -> None:
    """Look at the installation: settings, server, roles, tables, isolation, keys, queue, space on the disk.

    Changes nothing. Exit status 1 where something has to be mended.
    """
    from interlace.cli.output import console, print_json
    from interlace.doctor import examine

    found = list(examine())
    if form == "json":
        print_json([{"what": each.what, "well": each.well, "told": each.told, "mend": each.mend} for each in found])
    else:
        screen = console()
        for each in found:
            screen.print(f"{'ok   ' if each.well else 'WRONG'}  {each.what}: {each.told}", soft_wrap=True)
            if each.mend:
                screen.print(f"       {each.mend}", soft_wrap=True)
    if not all(each.well for each in found):
        raise click.exceptions.Exit(INVALID)
