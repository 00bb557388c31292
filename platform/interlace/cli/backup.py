"""`interlace backup`: everything of a tenant, or of the installation, as one file."""

from __future__ import annotations

from pathlib import Path

import click

from interlace.cli.help import command_with_examples
from interlace.cli.installation import opened, say, tenant_id


@command_with_examples(
    "interlace backup portugal.zip --tenant portugal",
    "interlace backup everything.zip --all",
)
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--tenant", metavar="SLUG", help="This tenant alone; its members' accounts without their passwords.")
@click.option("--all", "whole", is_flag=True, help="Every tenant and every account: keep the file as a secret.")
@click.option("--force", is_flag=True, help="Replace what stands there.")
def command(out: Path, tenant: str | None, whole: bool, force: bool) -> None:
    """Write a backup to OUT, a .zip: records with their history and audit, people's roles, partner systems.

    The file is there whole or not at all. Nobody has to stop working meanwhile.
    """
    from interlace.transfer.backup import backup_all, backup_tenant

    if (tenant is None) == (not whole):
        raise click.UsageError("Name a --tenant, or --all of them.")
    try:
        with opened() as database:
            if whole:
                backup_all(database, out, replace=force)
            else:
                backup_tenant(database, tenant_id(database, str(tenant)), out, replace=force)
    except FileExistsError:
        raise click.ClickException(
            say("{path} exists already. Choose another name, or add --force.", path=out)
        ) from None
    click.echo(say("Backed up: {path}", path=out))
