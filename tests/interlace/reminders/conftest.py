"""What tests of reminders share: a mail server on this machine, and a tenant with somebody to write to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import migrated_database
from tests.interlace.identity.conftest import accounts, letter_box
from tests.interlace.reminders.post_office import PostOffice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interlace.db.connections import Database

__all__ = ["accounts", "letter_box", "post_office"]


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    """A database of their own: what other tests serve mails what is due in every tenant that it sees."""
    with migrated_database() as made:
        yield made


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    """A mail server that can be taken down and brought up again at the same port."""
    made = PostOffice()
    made.open()
    yield made
    made.close()
