"""`interlace user`: people and their roles, managed from the machine itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from interlace.cli.failures import Failed
from interlace.cli.help import group_with_examples
from interlace.cli.installation import opened, say, tenant_argument, tenant_id
from interlace.texts import LANGUAGES

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

ROLES = ("reader", "contributor", "steward", "administrator")
_name = click.option("--name", required=True, help="The person's name.")
_language = click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The language they are written to in."
)
_body = click.option("--body", metavar="CODE", help="The body of a contributor or steward.")


@group_with_examples(
    "interlace user invite portugal official@example.org --name 'An Official' --role administrator",
    "interlace user invite portugal town@example.org --name 'A Town' --role contributor --body PT-lisboa --lang fr",
    "interlace user list portugal",
)
def command() -> None:
    """People: invited by a link in a mail, with a role in a tenant, or as operators of the platform.

    Without INTERLACE_SMTP_URL mails are shown instead of sent.
    """


@command.command()
@tenant_argument
@click.argument("email")
@_name
@click.option("--role", type=click.Choice(ROLES), required=True)
@_body
@_language
def invite(tenant: str, email: str, name: str, role: str, body: str | None, lang: str) -> None:
    """Give the person at EMAIL a role in TENANT, and write to them."""
    from interlace.identity import users
    from interlace.principals import SYSTEM

    if (role in {"contributor", "steward"}) != (body is not None):
        raise click.UsageError("A contributor or steward needs a --body; readers and administrators have none.")
    with opened() as database:
        known = tenant_id(database, tenant)
        users.invite(database, SYSTEM, known, email=email, name=name, role=role, body=body, language=lang)
    click.echo(say("Invited: {email} as {role}.", email=email, role=role))


@command.command("list")
@tenant_argument
def listed(tenant: str) -> None:
    """List the roles in TENANT with the ids by which they can be removed."""
    from interlace.cli.output import console, table
    from interlace.identity import memberships
    from interlace.principals import SYSTEM

    with opened() as database:
        found = memberships.members(database, SYSTEM, tenant_id(database, tenant))
    if not found:
        click.echo(say("Nobody yet. Invite somebody: interlace user invite {tenant} EMAIL", tenant=tenant))
        return
    grid = table("", [say("Person"), say("E-mail"), say("Role"), say("Body"), say("Membership")])
    for member in found:
        grid.add_row(member.name, member.email, member.role, member.body or "", str(member.id))
    console().print(grid)


@command.command()
@tenant_argument
@click.argument("membership", type=click.UUID)
def remove(tenant: str, membership: UUID) -> None:
    """Take a role away: MEMBERSHIP is its id, as `user list` prints it. Their next request is refused."""
    from interlace.identity import memberships
    from interlace.principals import SYSTEM

    with opened() as database:
        memberships.remove(database, SYSTEM, tenant_id(database, tenant), membership)
    click.echo(say("Removed: {membership}", membership=membership))


@command.command()
@click.argument("email")
@_name
@_language
def operator(email: str, name: str, lang: str) -> None:
    """Let the person at EMAIL create and suspend tenants. They see inside none."""
    from interlace.identity import users
    from interlace.principals import SYSTEM

    with opened() as database:
        users.create_operator(database, SYSTEM, email=email, name=name, language=lang)
    click.echo(say("Invited: {email} as {role}.", email=email, role=say("operator of the platform")))


@command.command()
@click.argument("email")
def export(email: str) -> None:
    """Print everything that is kept of a person, as JSON."""
    from interlace.cli.output import print_json
    from interlace.identity import users
    from interlace.principals import SYSTEM

    with opened() as database:
        print_json(users.export(database, SYSTEM, _known(database, email)))


@command.command()
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(email: str, yes: bool) -> None:
    """Erase a person's account and roles. What they did stays in the histories under an id without a name."""
    from interlace.identity import users
    from interlace.principals import SYSTEM

    with opened() as database:
        known = _known(database, email)
        if not yes:
            click.confirm(say("Erase {email} from every tenant? This cannot be undone.", email=email), abort=True)
        users.erase(database, SYSTEM, known)
    click.echo(say("Erased: {email}", email=email))


def _known(database: Database, email: str) -> UUID:
    from interlace.identity import users

    found = users.find_by_email(database, email)
    if found is None:
        raise Failed(say("There is no account {email}.", email=email))
    return found
