"""Taking something out of the register: first a page that says what goes with it, then all of it in one write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from flask import request

from api.context import view
from api.writing import perform
from interlace.errors import Conflict, Unknown
from web.blueprint import pages
from web.days import address
from web.desk.acting import record_of_id
from web.desk.writing import revision_of, sent_well
from web.forms import Form
from web.frame import go, page
from web.words import told_record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Response

    from interlace.db.unit import Unit
    from web.desk.acting import Record

#: Which service takes a record of each table out.
_SERVICES: Mapping[str, str] = {
    "actions": "action.remove",
    "strategies": "strategy.remove",
    "reports": "report.remove",
    "participations": "participation.remove",
    "relations": "relation.withdraw",
    "links": "link.remove",
    "oppositions": "opposition.withdraw",
    "measurements": "measurement.withdraw",
}
#: What goes with a strategy or action: its own links, reports and parts, and, by the service itself, commitments.
_WITH_IT = (
    ("links", "from"),
    ("links", "to"),
    ("reports", "subject"),
    ("participations", "strategy"),
    ("oppositions", "strategy"),
    ("oppositions", "other"),
)


@dataclass(frozen=True)
class Along:
    """Records of one table that go with something, by their ids and revisions."""

    table: str
    records: Sequence[tuple[UUID, int]]


@pages.route("/t/<tenant>/desk/remove/<table>/<uuid:record_id>", methods=["GET", "POST"])
def desk_remove(tenant: str, table: str, record_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """Take a record out of the register, and what goes with it."""
    if table not in _SERVICES:
        raise Unknown(f"Nothing of {table[:40]} is taken out here.")
    record = record_of_id(table, record_id)
    if table == "strategies" and record["status"] != "draft":
        raise Conflict(f"{record['code']} was adopted and stays on record. It can be withdrawn.")
    form = Form.of({"revision": record["revision"]}) if request.method == "GET" else Form.sent()
    if request.method == "POST" and sent_well(form, lambda unit: _remove(unit, record, form)):
        return go(address("desk_of", body=record.acting.code, done="removed"))
    return page(
        "desk/remove.html",
        422 if form.problems else 200,
        record=told_record(table, record.row, view()),
        table=table,
        acting=record.acting,
        form=form,
        affected=_affected(record),
        back=_back(record),
    )


def _remove(unit: Unit, record: Record, form: Form) -> None:
    for along in _along(record):
        for record_id, revision in along.records:
            perform(unit, _SERVICES[along.table], record_id, revision)
    perform(unit, _SERVICES[record.table], record.id, revision_of(form))


def _along(record: Record) -> list[Along]:
    """What has to go before a strategy or action can."""
    if record.table not in {"actions", "strategies"}:
        return []
    sight, found = view().sight, []
    for table, column in _WITH_IT:
        rows = sight.rows_where(table, column, record["code"])
        told = [sight.told(table, row) for row in rows]
        found.append(Along(table, [(UUID(one["id"]), one["revision"]) for one in told]))
    return found


def _affected(record: Record) -> dict[str, int]:
    """How many records of each table go with it."""
    counts: dict[str, int] = {}
    for along in _along(record):
        counts[along.table] = counts.get(along.table, 0) + len(along.records)
    if record.table == "strategies":
        counts["commitments"] = len(view().sight.rows_where("commitments", "strategy", record["code"]))
    return {table: count for table, count in counts.items() if count}


def _back(record: Record) -> str:
    """Where the record is changed rather than taken out."""
    if record.table in {"actions", "strategies"}:
        return address("desk_action" if record.table == "actions" else "desk_strategy", code=record["code"])
    return address("desk_of", body=record.acting.code)
