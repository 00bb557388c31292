"""What tests of the desk look at."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from interlace.db import tenancy
from interlace.db.records import find

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from werkzeug.test import TestResponse

    from interlace.db.connections import Database
    from interlace.db.records import StoredRecord
    from tests.web.conftest import Person

    Persons = Callable[..., Person]

NEW_ACTION = {"title": "Language café", "areas": ["languages", "welcoming"], "principles": ["real_equality"]}


def records(database: Database, tenant_id: UUID, table: str, **equal: object) -> list[StoredRecord]:
    """The records of a table that have these values."""
    with tenancy.reading(database, tenant_id) as session:
        return list(find(session, table, **equal))


def the(database: Database, tenant_id: UUID, table: str, **equal: object) -> StoredRecord:
    """The one of them that there is."""
    (record,) = records(database, tenant_id, table, **equal)
    return record


def words(response: TestResponse) -> str:
    """What a page says, as it is read."""
    return unescape(response.text)


def followed(somebody: Person, response: TestResponse) -> TestResponse:
    """The page that a form leads to when it was sent well."""
    assert response.status_code == 303, words(response)
    return somebody.client.get(response.location)


def field(response: TestResponse, name: str) -> str:
    """What stands in a field of a page."""
    found = re.search(rf'name="{re.escape(name)}"[^>]*? value="([^"]*)"', response.text)
    return unescape(found[1]) if found else ""
