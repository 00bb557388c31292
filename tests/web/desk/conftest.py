"""A small register to write in: A has one thing of each kind (tests.interlace.register.world), E nothing at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.interlace.register.world import settle

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database


@pytest.fixture
def world(accounts: Database, tenant_id: UUID) -> UUID:
    """The tenant of such a register."""
    settle(accounts, tenant_id)
    return tenant_id
