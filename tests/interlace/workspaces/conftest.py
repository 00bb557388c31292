"""What tests of workspaces share: one small country for all of a module's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import new_tenant
from tests.interlace.identity.people import quick
from tests.interlace.register.world import settle
from tests.interlace.workspaces.desks import Desks

if TYPE_CHECKING:
    from interlace.db.connections import Database


@pytest.fixture(scope="module")
def desks(database: Database) -> Desks:
    """A country as tests.interlace.register.world fills it, with people of several bodies."""
    accounts = quick(database)
    tenant_id = new_tenant(accounts)
    settle(accounts, tenant_id)
    return Desks(accounts, tenant_id)
