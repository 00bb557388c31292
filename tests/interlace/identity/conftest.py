"""What tests of identity share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.interlace.identity.people import LetterBox, quick

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interlace.db.connections import Database


@pytest.fixture(scope="session")
def accounts(database: Database) -> Iterator[Database]:
    """The database of the tests, with quick password checks."""
    made = quick(database)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def letter_box(monkeypatch: pytest.MonkeyPatch) -> LetterBox:
    """Mails are kept, not sent."""
    return LetterBox(monkeypatch)
