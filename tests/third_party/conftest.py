"""A served application for the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.third_party.serving import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.third_party.serving import Served


@pytest.fixture(scope="session")
def application() -> Iterator[Served]:
    """A served register of Portugal."""
    with served() as made:
        yield made
        assert made.complaints() == []
