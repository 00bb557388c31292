"""Reports: what was told on a day of how a strategy or an action goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.identity.permissions import Operation
from interlace.register import keeping
from interlace.register.access import changes, current, load, must, new
from interlace.register.days import not_in_future
from interlace.register.works import behind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit


def report(unit: Unit, values: Mapping[str, object]) -> StoredRecord:
    """Tell how a work goes, today or as of an earlier day. Raises Forbidden, Invalid; Conflict for a second report of
    one day.
    """
    given = new(unit, "reports", {"reported_on": unit.today, **values})
    must(unit, Operation.RECORDS_WRITE, *behind(unit.session, given.values["subject"]))
    not_in_future(unit, "reported_on", given.values["reported_on"])
    return keeping.add(unit, "report.give", "reports", given)


def correct(unit: Unit, report_id: UUID, revision: int, values: Mapping[str, object]) -> StoredRecord:
    """Correct a report; it stays with its work. Raises Unknown, Forbidden, Stale, Invalid, Conflict."""
    told = current(_own(unit, report_id), revision)
    given = changes(unit, told, values, "subject")
    not_in_future(unit, "reported_on", given.values.get("reported_on"))
    return keeping.change(unit, "report.correct", told, given)


def remove(unit: Unit, report_id: UUID, revision: int) -> StoredRecord:
    """Take back a report. Raises Unknown, Forbidden, Stale."""
    told = current(_own(unit, report_id), revision)
    day = told["reported_on"].isoformat()
    return keeping.remove(unit, "report.remove", told, work=told["subject"], reported_on=day)


def _own(unit: Unit, report_id: UUID) -> StoredRecord:
    told = load(unit, "reports", report_id)
    must(unit, Operation.RECORDS_WRITE, *behind(unit.session, told["subject"]))
    return told
