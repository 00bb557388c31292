"""`interlace service-account`: credentials of partner systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from interlace.cli.failures import Failed
from interlace.cli.help import group_with_examples
from interlace.cli.installation import opened, say, tenant_argument, tenant_id

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.identity.service_accounts import Credentials

SCOPES = ("read", "write", "findings", "import", "webhooks")


@group_with_examples(
    "interlace service-account create portugal statistics --scope read --for official@example.org",
    "interlace service-account list portugal",
)
def command() -> None:
    """Credentials of partner systems: they may do what their scopes say, at most what their maker may."""


@command.command()
@tenant_argument
@click.argument("name")
@click.option(
    "--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True, help="What it may do (repeatable)."
)
@click.option(
    "--for", "maker", metavar="EMAIL", required=True, help="A member of TENANT: it may do what they may, and no more."
)
def create(tenant: str, name: str, scopes: tuple[str, ...], maker: str) -> None:
    """Make an account called NAME. Its secret is shown once."""
    from interlace.identity import service_accounts, users
    from interlace.principals import SYSTEM

    with opened() as database:
        known, user = tenant_id(database, tenant), users.find_by_email(database, maker)
        if user is None:
            raise Failed(say("There is no account {email}.", email=maker))
        made = service_accounts.create(database, SYSTEM, known, name=name, scopes=scopes, maker=user)
    _show(made)


@command.command("list")
@tenant_argument
def listed(tenant: str) -> None:
    """List the accounts of TENANT."""
    from interlace.cli.output import console, table
    from interlace.identity import service_accounts
    from interlace.principals import SYSTEM

    with opened() as database:
        found = service_accounts.accounts(database, SYSTEM, tenant_id(database, tenant))
    grid = table("", [say("Name"), say("Scopes"), say("Last used"), say("Revoked"), say("Account")])
    for account in found:
        used, revoked = (
            "–" if moment is None else moment.isoformat(timespec="minutes")
            for moment in (account.last_used_at, account.revoked_at)
        )
        grid.add_row(account.name, " ".join(account.scopes), used, revoked, str(account.id))
    console().print(grid)


@command.command()
@tenant_argument
@click.argument("account", type=click.UUID)
def rotate(tenant: str, account: UUID) -> None:
    """Give an account a new secret; the old one is dead at once."""
    from interlace.identity import service_accounts
    from interlace.principals import SYSTEM

    with opened() as database:
        _show(service_accounts.rotate(database, SYSTEM, tenant_id(database, tenant), account))


@command.command()
@tenant_argument
@click.argument("account", type=click.UUID)
def revoke(tenant: str, account: UUID) -> None:
    """End an account: its next request is refused."""
    from interlace.identity import service_accounts
    from interlace.principals import SYSTEM

    with opened() as database:
        service_accounts.revoke(database, SYSTEM, tenant_id(database, tenant), account)
    click.echo(say("Revoked: {account}", account=account))


def _show(made: Credentials) -> None:
    click.echo(f"client_id      {made.id}\nclient_secret  {made.secret}")
    click.echo(say("The secret is shown this once. Keep it where only the partner system reads it."), err=True)
