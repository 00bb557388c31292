"""What tests of visits share: one country for all of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.interlace.visits.world import Country

if TYPE_CHECKING:
    from interlace.db.connections import Database


@pytest.fixture(scope="module")
def country(database: Database) -> Country:
    return Country(database)
