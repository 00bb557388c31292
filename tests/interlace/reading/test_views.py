"""What callers see of a register: everything but drafts that are not theirs, in pages that neither skip nor repeat."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from graph.tables import SCHEMA
from interlace.db import tenancy
from interlace.errors import Invalid
from interlace.identity.callers import Caller
from interlace.principals import SYSTEM, Grant, Principal
from interlace.reading.pages import Asked, page_of
from interlace.reading.views import view_of
from interlace.register import strategies
from interlace.snapshots.store import SnapshotStore
from interlace.transfer.importing import import_bundle
from tests.interlace.reading.seen import portugal as portugal_alone
from tests.interlace.reading.seen import random_view
from tests.repository import ROOT

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.reading.view import View

DAY = date(2026, 11, 22)
STORE = SnapshotStore(2**30)


@pytest.fixture(scope="module")
def portugal(database: Database) -> UUID:
    """A tenant with the register of Portugal."""
    from tests.databases import new_tenant

    tenant_id = new_tenant(database)
    with tenancy.writing(database, tenant_id, SYSTEM, bulk=True) as unit:
        import_bundle(unit, ROOT / "demo" / "portugal", "replace", lambda _: None)
    return tenant_id


def seen(database: Database, tenant_id: UUID, *grants: Grant, as_of: date = DAY) -> View:
    """What somebody with these grants sees."""
    principal = Principal("user", uuid4(), tenant_id, grants)
    caller = Caller(principal, "tenant", None, -1, None)
    return view_of(STORE, database, caller, as_of, datetime.now(UTC).date())


def test_a_view_tells_records_as_a_bundle_does_with_their_ids(database: Database, portugal: UUID) -> None:
    view = seen(database, portugal, Grant("reader"))
    row = view.sight.row_of_code("bodies", "pt-government")
    if row is None:
        row = view.sight.rows_where("bodies", "level", "national")[0]
    told = view.sight.told("bodies", row)
    assert (told["level"], told["parent"], len(told["id"])) == ("national", None, 36)
    assert told["identifiers"] is not None


def test_a_body_has_its_family_of_the_day(database: Database, portugal: UUID) -> None:
    view = seen(database, portugal, Grant("reader"))
    (root, *_) = view.sight.rows_where("bodies", "level", "national")
    children = view.children(root)
    assert children
    assert all(view.parent(child) == root for child in children)
    assert all(root in view.ancestors(below) for below in view.below(root))


def test_pages_neither_skip_nor_repeat(database: Database, portugal: UUID) -> None:
    view = seen(database, portugal, Grant("reader"))
    for sort in (None, "-code", "population", "-population", "valid_from", "revision"):
        rows: list[int] = []
        after = None
        while True:
            page = page_of(view, "bodies", Asked(sort=sort, first=7, after=after))
            rows += page.rows
            if (after := page.next_after) is None:
                break
        assert sorted(rows) == list(range(page.total)), sort


def test_empty_values_come_last_in_either_direction_among_a_few_rows_too() -> None:
    view = portugal_alone(DAY)
    ends = view.sight.column("strategies", "ends_on")
    ended = [row for row, end in enumerate(ends) if end is not None][:3]
    for sort, descending in (("ends_on", False), ("-ends_on", True)):
        rows = page_of(view, "strategies", Asked(sort=sort), [*ended, ends.index(None)]).rows
        assert [ends[row] for row in rows] == [*sorted((ends[row] for row in ended), reverse=descending), None]


def test_filters_hold_any_of_their_values_and_all_together(database: Database, portugal: UUID) -> None:
    view = seen(database, portugal, Grant("reader"))
    asked = Asked({"level": ["regional", "national"]}, live=True, first=200)
    levels = {view.sight.column("bodies", "level")[row] for row in page_of(view, "bodies", asked).rows}
    assert levels == {"regional", "national"}
    assert (
        page_of(view, "bodies", Asked(text="  LISBÓA ")).total
        == page_of(view, "bodies", Asked(text="lisboa")).total
        > 0
    )


def test_a_text_is_looked_for_in_every_table_in_vain_where_there_is_none(database: Database, tenant_id: UUID) -> None:
    for view in (seen(database, tenant_id, Grant("reader")), random_view(3)):
        for table in SCHEMA:
            assert page_of(view, table, Asked(text="not among them")).total == 0, table


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        (Asked({"name": ["x"]}), "/name"),
        (Asked({"level": ["galactic"]}), "/level"),
        (Asked(first=0), "/first"),
        (Asked(first=201), "/first"),
        (Asked(sort="identifiers"), "/sort"),
        (Asked(after="x"), "/after"),
        (Asked(after="W10"), "/after"),
        (Asked(text="x" * 201), "/q"),
    ],
)
def test_what_cannot_be_listed_is_told_by_name(database: Database, portugal: UUID, asked: Asked, pointer: str) -> None:
    view = seen(database, portugal, Grant("reader"))
    with pytest.raises(Invalid) as refused:
        page_of(view, "bodies", asked)
    assert [problem.pointer for problem in refused.value.problems] == [pointer]


def test_a_draft_is_seen_by_its_own_and_those_above_only(database: Database, portugal: UUID) -> None:
    everything = seen(database, portugal, Grant("administrator"))
    body = next(
        row for row in everything.sight.rows_where("bodies", "level", "local") if everything.parent(row) is not None
    )
    code = everything.sight.column("bodies", "code")
    above = code[everything.parent(body) or 0]
    with tenancy.writing(database, portugal, SYSTEM) as unit:
        draft = strategies.draft(unit, {"code": "a-draft", "title": "A draft", "owner": code[body]})
        strategies.commit(unit, draft.id, {"principle": "real_equality", "area": "governance", "depth": 2})
    for grants, known in [
        ([Grant("reader")], False),
        ([Grant("contributor", above)], False),
        ([Grant("contributor", code[body])], True),
        ([Grant("steward", above)], True),
        ([Grant("administrator")], True),
    ]:
        sight = seen(database, portugal, *grants).sight
        assert (sight.row_of_code("strategies", "a-draft") is not None) == known, grants
        assert bool(sight.rows_where("commitments", "strategy", "a-draft")) == known, grants
        assert (sight.row_of("strategies", draft.id) is not None) == known, grants
