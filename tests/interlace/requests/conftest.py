"""What tests of the request register share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.interlace.identity.conftest import accounts, letter_box
from tests.interlace.register.world import settle
from tests.interlace.requests.asks import Country

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

__all__ = ["accounts", "country", "letter_box"]


@pytest.fixture
def country(accounts: Database, tenant_id: UUID) -> Country:
    """A small country with somebody in some of its bodies."""
    settle(accounts, tenant_id)
    return Country(accounts, tenant_id)
