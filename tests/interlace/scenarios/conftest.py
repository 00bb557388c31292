"""A tenant of its own for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import new_tenant
from tests.interlace.identity.countries import BODIES
from tests.interlace.scenarios.lab import Lab

if TYPE_CHECKING:
    from interlace.db.connections import Database


@pytest.fixture
def lab(database: Database) -> Lab:
    """A nation with two regions, a municipality and an association below the first, and a network."""
    lab = Lab(database, new_tenant(database))
    lab.fill({"bodies": [dict(body) for body in BODIES]})
    return lab
