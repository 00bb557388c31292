"""What tests of several floors share: a database for each test process, a tenant for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from interlace.db.connections import Database

# How long an example takes says more about the machine than about the law.
settings.register_profile("interlace", deadline=None)
settings.load_profile("interlace")


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    """A migrated database, shared by the tests of this process."""
    from tests.databases import migrated_database

    with migrated_database() as made:
        yield made


@pytest.fixture
def tenant_id(database: Database) -> UUID:
    """A new tenant with an empty register."""
    from tests.databases import new_tenant

    return new_tenant(database)
