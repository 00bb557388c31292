"""A database of its own: deliverers empty the outboxes of all its tenants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import migrated_database, new_tenant
from tests.interlace.webhooks.helpers import allowing, somebody
from tests.interlace.webhooks.receivers import receiving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.principals import Principal
    from tests.interlace.webhooks.receivers import Receiver


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with migrated_database() as made:
        installation = allowing(made)
        yield installation
        installation.close()


@pytest.fixture
def tenant_id(database: Database) -> UUID:
    return new_tenant(database)


@pytest.fixture
def admin(database: Database, tenant_id: UUID) -> Principal:
    return somebody(database, tenant_id)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made
