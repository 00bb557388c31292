"""What was known at the end of a day is told by the revisions that there were, and nothing that came later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from psycopg import sql

from interlace.db import tenancy
from interlace.principals import SYSTEM
from interlace.reading.sight import Sight
from interlace.reading.trends import Span, trend_now, trend_then
from interlace.reading.view import View
from interlace.snapshots.store import SnapshotStore
from tests.databases import new_tenant
from tests.interlace.db.filling import become, signed_in
from tests.interlace.identity.countries import put

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

TODAY = datetime.now(UTC).date()
STATEMENT = sql.SQL("UPDATE changes SET at = %s WHERE tenant_id = %s AND revision = %s")


def date_back(database: Database, tenant_id: UUID, revision: int, days: int) -> None:
    """Let a revision have been made so many days ago."""
    with signed_in(database, owner=True) as connection:
        become(connection, tenant_id)
        connection.execute(STATEMENT, [datetime.now(UTC) - timedelta(days=days), tenant_id, revision])
        connection.commit()


def test_each_day_is_told_by_the_register_as_it_stood_at_its_end(database: Database) -> None:
    tenant_id = new_tenant(database)
    begun = TODAY - timedelta(days=900)
    for number, body in enumerate(("N", "R")):
        with tenancy.writing(database, tenant_id, SYSTEM) as unit:
            level, parent = ("national", None) if not number else ("regional", "N")
            put(unit, "bodies", code=body, name=body, level=level, parent=parent)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        put(unit, "strategies", code="S", title="S", owner="R", status="adopted", starts_on=begun)
    for revision, days in ((1, 400), (2, 200), (3, 100)):
        date_back(database, tenant_id, revision, days)
    view = View(Sight(SnapshotStore(2**26).current(database, tenant_id), frozenset()), TODAY)
    span = Span.until(TODAY, 24)
    then = {point.counted.day: point for point in trend_then(database, view, span)}
    now = {point.counted.day: point for point in trend_now(view, span)}
    assert min(then) >= TODAY - timedelta(days=400)
    for day, point in then.items():
        age = (TODAY - day).days
        assert point.revision == (3 if age <= 99 else 2 if age <= 199 else 1), age
        missing = point.counted.found(rule="strategy-missing")
        assert missing == {1: 1, 2: 2, 3: 1}[point.revision]
        assert now[day].counted.found(rule="strategy-missing") == 1
    assert (then[TODAY].counted.findings == now[TODAY].counted.findings).all()
    region = trend_then(database, view, span, view.sight.row_of_code("bodies", "R"))
    assert {point.revision for point in region} == {2, 3}
