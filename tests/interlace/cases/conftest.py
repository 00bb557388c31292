"""A country of its own for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import new_tenant
from tests.interlace.cases.country import Country

if TYPE_CHECKING:
    from interlace.db.connections import Database


@pytest.fixture
def country(database: Database) -> Country:
    return Country(database, new_tenant(database))
