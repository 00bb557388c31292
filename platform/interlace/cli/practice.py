"""`interlace practice`: good practices of the bodies of a tenant of the installation."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interlace.cli.help import group_with_examples
from interlace.cli.installation import opened, say, tenant_argument, tenant_id

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.practices import PracticeTold

STATES = ("draft", "review", "published", "archived")
_A_PAGE = 200
_format = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)


@group_with_examples(
    "interlace practice list portugal --state published",
    "interlace practice list portugal --body PT-loures --format json",
    "interlace practice show portugal 019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42",
    "interlace practice export portugal 019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42 --to jsonld --out garden.practice.jsonld",
)
def command() -> None:
    """Good practices of bodies: what they did that others can learn from."""


@command.command("list")
@tenant_argument
@click.option("--state", "states", type=click.Choice(STATES), multiple=True, help="Only those that stand like this.")
@click.option("--body", "bodies", metavar="CODE", multiple=True, help="Only those of this body.")
@_format
def listed(tenant: str, states: tuple[str, ...], bodies: tuple[str, ...], form: str) -> None:
    """List the practices of TENANT, what was begun last first."""
    from interlace import practices
    from interlace.cli.output import console, print_json, table
    from interlace.practices.plain import of_practice
    from interlace.principals import SYSTEM

    found: list[PracticeTold] = []
    after: UUID | None = None
    with opened() as database:
        asked = (database, SYSTEM, tenant_id(database, tenant))
        while True:
            page = practices.practices(*asked, states=states, bodies=bodies, first=_A_PAGE, after=after)
            found += page.items
            after = page.next_after
            if after is None:
                break
    if form == "json":
        print_json({"practices": [of_practice(one) for one in found]})
        return
    grid = table("", [say("Id"), say("State"), say("Body"), say("Title")])
    for one in found:
        grid.add_row(str(one.id), one.state, one.body, one.title)
    console().print(grid)


@command.command()
@tenant_argument
@click.argument("practice", type=click.UUID)
@_format
def show(tenant: str, practice: UUID, form: str) -> None:
    """Show the PRACTICE of this id."""
    from interlace import practices
    from interlace.cli.output import console, print_json, table
    from interlace.practices.plain import of_practice
    from interlace.principals import SYSTEM

    with opened() as database:
        told = practices.practice(database, SYSTEM, tenant_id(database, tenant), practice)
    values = of_practice(told)
    if form == "json":
        print_json(values)
        return
    grid = table("", [say("Field"), say("Value")])
    for name, value in values.items():
        if value not in (None, [], {}):
            grid.add_row(name, _said(value))
    console().print(grid)


@command.command()
@tenant_argument
@click.argument("practice", type=click.UUID)
@click.option("--to", "form", type=click.Choice(["stratml", "jsonld"]), default="stratml", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file; default: standard output.")
@click.option("--force", is_flag=True, help="Replace what stands there.")
@click.option("--entry", is_flag=True, help="PRACTICE is the id of an entry of the commons, whoever published it.")
def export(tenant: str, practice: UUID, form: str, out: Path | None, force: bool, entry: bool) -> None:
    """Write the PRACTICE of this id as StratML Part 1 or JSON-LD: what of it can be published."""
    from interlace import exchange
    from interlace.cli.failures import Failed
    from interlace.files import write_aside
    from interlace.principals import SYSTEM

    if out is not None and out.exists() and not force:
        raise Failed(say("{path} exists already. Choose another name, or add --force.", path=out))
    with opened() as database:
        known = tenant_id(database, tenant)
        if entry:
            taken = exchange.entry_file(database, known, form, practice)
        else:
            taken = exchange.practice_file(database, SYSTEM, known, form, practice)
    if out is None:
        sys.stdout.buffer.write(taken.content)
        return
    write_aside(out, taken.content)
    click.echo(say("Written: {path}", path=out), err=True)


def _said(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(one["text"] if isinstance(one, dict) else str(one) for one in value)
    return ", ".join(value) if isinstance(value, dict) else str(value)
