"""An installation with a server of its own, which the tests of this folder may kill."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.installations import Installation
from tests.interlace.db.server.conftest import home, street  # noqa: F401 - fixtures that this folder uses too

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def installation(home: Path) -> Iterator[Installation]:  # noqa: F811 - pytest's way to name a fixture
    """An installation with one tenant whose register has a body `PT`."""
    made = Installation.at(home)
    yield made
    made.database.close()
