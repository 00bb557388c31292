"""`interlace restore`: a backup into an installation."""

from __future__ import annotations

from pathlib import Path

import click

from interlace.cli.help import command_with_examples
from interlace.cli.installation import opened, say


@command_with_examples(
    "interlace restore portugal.zip",
    "interlace restore portugal.zip --as portugal-yesterday",
    "interlace restore everything.zip --all",
)
@click.argument("backup", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "slug", metavar="SLUG", help="Restore the tenant at another address.")
@click.option("--all", "whole", is_flag=True, help="Restore a backup that was made with --all.")
def command(backup: Path, slug: str | None, whole: bool) -> None:
    """Bring back what BACKUP holds. What is there already is never overwritten.

    A tenant is restored where there is none of its id or address; the whole installation into a new database, or again
    where an earlier try was interrupted.
    """
    from interlace.transfer.restoring import restore_all, restore_tenant

    if whole and slug is not None:
        raise click.UsageError("--as is for one tenant.")
    with opened() as database:
        restored = restore_all(database, backup) if whole else [restore_tenant(database, backup, slug)]
    click.echo(say("Restored: {tenants}", tenants=", ".join(tenant.slug for tenant in restored) or "–"))
