"""`interlace db`: the tables of the installation's database, and whether they are those that the program needs."""

from __future__ import annotations

import click

from interlace.cli.failures import INVALID
from interlace.cli.help import group_with_examples
from interlace.cli.installation import opened, say


@group_with_examples(
    "interlace db upgrade",
    "INTERLACE_DATABASE_URL=postgresql://owner:…@server/interlace interlace db check",
)
def command() -> None:
    """Bring the database to what this program needs, or tell where it stands.

    Without INTERLACE_DATABASE_URL it is the server of our own in INTERLACE_HOME.
    """


@command.command()
def upgrade() -> None:
    """Create what is missing: roles, tables, policies. Does nothing where all is there."""
    from interlace.db import migration

    with opened(migrated=False) as database:
        before = migration.state(database)
        after = migration.upgrade(database)
    if before.up_to_date:
        click.echo(say("The database was at revision {revision} already.", revision=after.current))
    else:
        earlier = before.current or say("none")
        click.echo(say("The database went from revision {earlier} to {later}.", earlier=earlier, later=after.current))


@command.command()
def current() -> None:
    """Print the revision that the database is at."""
    from interlace.db import migration

    with opened(migrated=False) as database:
        click.echo(migration.state(database).current or say("none"))


@command.command()
def check() -> None:
    """Compare the tables with what the program needs. Exit status 1 where they differ."""
    from interlace.db import migration

    with opened(migrated=False) as database:
        state = migration.state(database)
        differences = migration.differences(database) if state.up_to_date else ()
    if not state.up_to_date:
        click.echo(
            say(
                "The database is at revision {current}, needed is {needed}. Next: interlace db upgrade",
                current=state.current or say("none"),
                needed=state.needed,
            )
        )
    for difference in differences:
        click.echo(say("Differs: {difference}", difference=difference))
    if not state.up_to_date or differences:
        raise click.exceptions.Exit(INVALID)
    click.echo(say("Revision {revision}; all tables are as they should be.", revision=state.current))
