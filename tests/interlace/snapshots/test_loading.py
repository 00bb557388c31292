"""What is read from the tables is what was written into them, down to the last comma."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from interlace.db import tenancy
from interlace.principals import SYSTEM
from interlace.snapshots import loading
from tests.interlace.register.world import BODIES, settle
from tests.interlace.snapshots.same import assert_same
from tests.interlace.snapshots.test_refreshing import read
from tests.interlace.transfer.bundles import bring, rows, stored, write_files

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from interlace.db.connections import Database

AWKWARD = (
    '"',
    '""',
    ",",
    "a,b",
    '"a","b"',
    "a\nb",
    "a\r\nb",
    "\\N",
    "\\",
    "null",
    "'",
    "|",
    " é\u2028🜁 ",
    "\x1f\x1e\x7f",
)


@pytest.mark.parametrize("text", AWKWARD)
def test_every_text_comes_back(database: Database, tenant_id: UUID, text: str) -> None:
    empty = dict.fromkeys(("parent", "population", "valid_from", "valid_to", "identifiers", "website", "scope"))
    empty |= dict.fromkeys(("serves", "meets_every_months", "last_met_on"))
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.add("bodies", empty | {"code": "A", "name": text, "level": "local", "website": None})
        unit.add("bodies", empty | {"code": "B", "name": "B", "level": "local", "website": text})
        unit.did("body.register", "bodies")
    assert rows(stored(database, tenant_id), "bodies", "code", "name", "website") == [
        ("A", text, None),
        ("B", "B", text),
    ]


def test_unknown_columns_come_back_under_any_name(database: Database, tenant_id: UUID, tmp_path: Path) -> None:
    content = 'code,name,level,further,revision,"=code"\nA,A,local,"x,""y""",,2\nB,B,local,,,\n'
    bring(database, tenant_id, write_files(tmp_path / "bundle", bodies=content))
    register = stored(database, tenant_id)
    told = rows(register, "bodies", "code", "further", "revision", "=code")
    assert told == [("A", 'x,"y"', None, "2"), ("B", None, None, None)]


def test_a_table_that_comes_in_parts_is_whole(
    database: Database, tenant_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(database, tenant_id)
    whole = read(database, tenant_id)
    monkeypatch.setattr(loading, "_PART", 1000)
    assert_same(read(database, tenant_id), whole)
    assert whole.tables["bodies"].frame.height == len(BODIES)
