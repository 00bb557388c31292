"""What the commands of an installation share: its database, opened and closed, and the tenants on it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from interlace.cli.failures import Failed
from interlace.configuration import Configuration
from interlace.texts import Speaker, language_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from interlace.db.connections import Database

tenant_argument = click.argument("tenant", metavar="TENANT")


def say(sentence: str, **values: object) -> str:
    """The sentence in the language of the environment: commands that run an installation have no --lang."""
    return Speaker(language_of()).say(sentence, **values)


@contextmanager
def opened(*, migrated: bool = True) -> Iterator[Database]:
    """The installation's database. Raises Failed where its tables are not those that this program needs."""
    from interlace.db import migration
    from interlace.db.connections import Database

    database = Database(Configuration.of())
    try:
        if migrated:
            state = migration.state(database)
            if not state.up_to_date:
                raise Failed(
                    say(
                        "The database is at revision {current}, needed is {needed}. Next: interlace db upgrade",
                        current=state.current or say("none"),
                        needed=state.needed,
                    )
                )
        yield database
    finally:
        database.close()


def tenant_id(database: Database, slug: str) -> UUID:
    """The id of the tenant at an address. Raises Unknown."""
    from interlace.db import tenancy

    return tenancy.tenant_of(database, slug).id
