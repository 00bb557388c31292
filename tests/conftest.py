"""What tests of several floors share: a database for each test process, a tenant for each test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.examples import examples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from interlace.db.connections import Database

# How long an example takes says more about the machine than about the law.
settings.register_profile("interlace", deadline=None, max_examples=examples(100))
settings.load_profile("interlace")

#: What goes over lines that other tests have run, again and again: counting them would take half as long once more.
_TESTS = Path(__file__).parent
_UNCOUNTED = tuple(
    _TESTS / place
    for place in (
        "brute_force",
        "faults",
        "third_party",
        "api/graphql/test_compiled.py",
        "api/test_stalls.py",
        "api/walk/test_bad_input.py",
        "api/walk/test_graphql_ids.py",
        "api/walk/test_ids.py",
        "api/walk/test_secrets.py",
        "graph/remedies/test_recommending.py",
        "graph/test_amendment.py",
        "interlace/db/test_isolation.py",
        "interlace/scenarios/test_preview_is_applied.py",
        "interlace/test_history.py",
    )
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave tests out of the coverage whose point is many inputs, not lines."""
    for item in items:
        if any(item.path.is_relative_to(place) for place in _UNCOUNTED):
            item.add_marker(pytest.mark.no_cover)


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
