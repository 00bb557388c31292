"""What tests of assessments share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.interlace.assessments.rounds import Rounds
from tests.interlace.identity.conftest import accounts, letter_box
from tests.interlace.register.world import settle

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

__all__ = ["accounts", "letter_box", "rounds"]


@pytest.fixture
def rounds(accounts: Database, tenant_id: UUID) -> Rounds:
    """A small country with a small instrument."""
    settle(accounts, tenant_id)
    return Rounds(accounts, tenant_id)
