"""What commands that ask about a tenant share: the machine itself as whoever asks, and JSON for programs."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from interlace.cli.installation import opened, tenant_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.reading.view import View

_MEMORY = 2**30


@contextmanager
def asking(tenant: str) -> Iterator[tuple[Database, Principal, UUID, View]]:
    """The installation, and the machine itself as whoever asks, with all that there is today."""
    from datetime import UTC, datetime

    from interlace.principals import SYSTEM
    from interlace.reading.sight import Sight
    from interlace.reading.view import View
    from interlace.snapshots.store import SnapshotStore

    with opened() as database:
        known = tenant_id(database, tenant)
        snapshot = SnapshotStore(_MEMORY).current(database, known)
        yield database, SYSTEM, known, View(Sight(snapshot, frozenset()), datetime.now(UTC).date())


def write(told: object) -> None:
    """Write JSON for programs."""
    import orjson

    click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
