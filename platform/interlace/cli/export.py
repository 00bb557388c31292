"""`interlace export`: the governance graph for other tools, or the bundle itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interlace.cli.failures import Failed
from interlace.cli.help import command_with_examples
from interlace.cli.options import Source, as_of_option, lang_option, read_register, with_source
from interlace.texts import Speaker

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from graph.governance import GovernanceGraph
    from graph.tables import Tables

_GRAPHS = ("graphml", "gexf", "jsonld")
_STRATEGIES = ("stratml", "strategy")
_FORMS = (*_GRAPHS, "popolo", *_STRATEGIES, "bundle")


@command_with_examples(
    "interlace export demo/portugal --to graphml --out portugal.graphml",
    "interlace export demo/portugal --to jsonld | less",
    "interlace export demo/portugal --to stratml --strategy PT-N-2015 --out plan.xml",
)
@with_source
@click.option("--to", "form", type=click.Choice(_FORMS), required=True, help="The format.")
@click.option("--strategy", metavar="CODE", help="stratml, strategy: the strategy that is written.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The file (bundle: a folder or .zip); default: standard output.",
)
@click.option("--force", is_flag=True, help="Replace what stands there.")
@as_of_option
@lang_option
def command(
    source: Source, form: str, strategy: str | None, out: Path | None, force: bool, as_of: date, lang: str
) -> None:
    """Write the graph of a day as GraphML or GEXF (for Gephi) or JSON-LD (W3C ORG), all bodies as Popolo, one strategy
    as StratML Part 1 (stratml) or JSON-LD (strategy), or the register as a bundle.
    """
    from graph.governance import GovernanceGraph
    from interlace.bundle import write_bundle
    from interlace.files import write_aside

    say = Speaker(lang).say
    register = read_register(source, lang)
    if out is not None and out.exists() and not force and not (out.is_dir() and not any(out.iterdir())):
        raise Failed(say("{path} exists already. Choose another name, or add --force.", path=out))
    if form == "bundle":
        if out is None:
            raise click.UsageError("A bundle needs --out, a folder or a .zip file.")
        write_bundle(register.tables, register.settings, out, replace=force)
    else:
        if form in _GRAPHS:
            content = exported(GovernanceGraph.at(register, as_of), form)
        else:
            content = _exchanged(register.tables, form, strategy, lang)
        if out is None:
            sys.stdout.buffer.write(content)
            return
        write_aside(out, content)
    click.echo(say("Written: {path}", path=out), err=True)


def exported(graph: GovernanceGraph, form: str) -> bytes:
    """The graph in one of the formats."""
    from graph.export import gexf, graphml, jsonld

    formats: dict[str, Callable[[GovernanceGraph], bytes]] = {"graphml": graphml, "gexf": gexf, "jsonld": jsonld}
    return formats[form](graph)


def _exchanged(tables: Tables, form: str, strategy: str | None, lang: str) -> bytes:
    """Bodies or one strategy in a format of others. Raises Failed, UsageError."""
    from graph.exchange import linked_plans, plan_of, popolo, stratml

    if form == "popolo":
        return popolo.write(tables)
    if strategy is None:
        raise click.UsageError("A strategy needs --strategy, its code.")
    try:
        plan = plan_of(tables, strategy)
    except KeyError:
        raise Failed(Speaker(lang).say("There is no strategy {code}.", code=strategy)) from None
    return stratml.write(plan) if form == "stratml" else linked_plans.write(plan)
