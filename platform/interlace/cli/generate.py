"""`interlace generate`: a synthetic country, for trying and for benchmarks."""

from __future__ import annotations

from pathlib import Path

import click

from interlace.cli.failures import Failed
from interlace.cli.help import command_with_examples
from interlace.cli.options import lang_option
from interlace.texts import Speaker

_MOST_BODIES = 200_000


@command_with_examples(
    "interlace generate --bodies 500 --seed 1 country",
    "interlace summary country --as-of 2026-01-01",
)
@click.option("--bodies", type=click.IntRange(1, _MOST_BODIES), required=True, help="How many bodies.")
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="The same seed gives the same country.",
)
@click.option("--force", is_flag=True, help="Replace what stands there.")
@click.argument("out", type=click.Path(path_type=Path))
@lang_option
def command(bodies: int, seed: int, force: bool, out: Path, lang: str) -> None:
    """Write an invented country to OUT, a folder or a .zip file."""
    from interlace.bundle import write_bundle
    from interlace.synthetic import synthetic_country

    say = Speaker(lang).say
    tables, settings = synthetic_country(bodies, seed)
    try:
        write_bundle(tables, settings, out, replace=force)
    except FileExistsError:
        raise Failed(say("{path} exists already. Choose another name, or add --force.", path=out)) from None
    click.echo(say("Written: {path}", path=out), err=True)
