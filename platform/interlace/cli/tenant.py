"""`interlace tenant`: create, suspend, open and list the tenants of the installation."""

from __future__ import annotations

import click

from interlace.cli.help import group_with_examples
from interlace.cli.installation import opened, say, tenant_argument


@group_with_examples(
    "interlace tenant create portugal --name Portugal",
    "interlace tenant list",
    "interlace tenant suspend portugal",
)
def command() -> None:
    """The tenants of the installation: programmes that each have a register of their own."""


@command.command()
@tenant_argument
@click.option("--name", help="The name that people read (default: the address).")
@click.option("--country", help="ISO 3166-1 alpha-2, two capital letters.")
@click.option("--language", "languages", multiple=True, help="A language of the tenant, such as pt (repeatable).")
def create(tenant: str, name: str | None, country: str | None, languages: tuple[str, ...]) -> None:
    """Create a tenant with an empty register at the address TENANT (small letters, digits, hyphens)."""
    from interlace import tenants
    from interlace.principals import SYSTEM

    with opened() as database:
        tenants.create(database, SYSTEM, tenant, name=name or tenant, country=country, languages=languages)
    click.echo(say("Created: {tenant}. Next: interlace import BUNDLE --tenant {tenant}", tenant=tenant))


@command.command()
@tenant_argument
def suspend(tenant: str) -> None:
    """Close a tenant for the time being: nobody reads or writes in it, nothing is lost."""
    from interlace import tenants
    from interlace.principals import SYSTEM

    with opened() as database:
        tenants.suspend(database, SYSTEM, tenant)
    click.echo(say("Suspended: {tenant}. To open it again: interlace tenant open {tenant}", tenant=tenant))


@command.command("open")
@tenant_argument
def reopen(tenant: str) -> None:
    """Open a suspended tenant again."""
    from interlace import tenants
    from interlace.principals import SYSTEM

    with opened() as database:
        tenants.reopen(database, SYSTEM, tenant)
    click.echo(say("Open: {tenant}.", tenant=tenant))


@command.command("list")
@click.option("--format", "form", type=click.Choice(("table", "json", "csv")), default="table", show_default=True)
def listed(form: str) -> None:
    """List tenants: address, whether open, since when. What is inside them is not shown."""
    from interlace import tenants
    from interlace.cli.output import console, print_csv, print_json, table

    with opened() as database:
        rows = [(found.slug, found.status, found.created_at.isoformat()) for found in tenants.all_tenants(database)]
    headings = ("tenant", "status", "created_at")
    if form == "json":
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
    elif form == "csv":
        print_csv(headings, rows)
    elif rows:
        grid = table("", headings)
        for row in rows:
            grid.add_row(*row)
        console().print(grid)
    else:
        click.echo(say("There is no tenant yet. Create one: interlace tenant create TENANT, or try: interlace demo"))
