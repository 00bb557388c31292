"""`interlace audit`: is the chain of audit records whole?"""

from __future__ import annotations

import click

from interlace.cli.failures import INVALID
from interlace.cli.help import group_with_examples
from interlace.cli.installation import opened, say, tenant_argument, tenant_id


@group_with_examples(
    "interlace audit verify portugal",
    "interlace audit verify portugal --head 41:9f86d081884c7d65",
)
def command() -> None:
    """Who did what when in a tenant, as a chain in which each record holds the hash of the one before."""


@command.command()
@tenant_argument
@click.option("--head", metavar="NUMBER:HASH", help="A head that was noted earlier: the chain must still contain it.")
def verify(tenant: str, head: str | None) -> None:
    """Read the whole chain again and find any altered, removed or inserted record. Exit status 1 where it is broken.

    What is printed as the head can be kept elsewhere: with --head, not even whoever holds the database can rewrite
    what came before without being seen.
    """
    from interlace.db import audit, tenancy

    with (
        opened() as database,
        tenancy.reading(database, tenant_id(database, tenant), bulk=True, although_suspended=True) as session,
    ):
        found = audit.verify(session, tenant_id(database, tenant), noted=_noted(head))
    if isinstance(found, audit.ChainBreak):
        click.echo(say("Broken at record {number}: {reason}.", number=found.number, reason=found.reason), err=True)
        raise click.exceptions.Exit(INVALID)
    head = f"{found.number}:{found.hash.hex()}"
    click.echo(say("Whole: {number} records. Head: {head}", number=found.number, head=head))


_FEWEST_DIGITS = 16


def _noted(head: str | None) -> tuple[int, str] | None:
    if head is None:
        return None
    number, _, digest = head.partition(":")
    if not number.isdecimal() or len(digest) < _FEWEST_DIGITS:
        raise click.BadParameter(
            f"write it as it was printed, NUMBER:HASH, with {_FEWEST_DIGITS} digits of the hash or more.",
            param_hint="--head",
        )
    return int(number), digest
