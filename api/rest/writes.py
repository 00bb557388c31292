"""Records written one by one: created, changed, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.answers import Answer
from api.rest import examples
from api.rest.changing import body, known_revision, written
from api.rest.operation import JSON, MERGE_PATCH, Asks, Told, operation
from api.rest.records import RESOURCES
from api.rest.schemas import SINGULAR, change_of, new_of, record_of
from api.services import WRITES, Writes
from api.writing import answer, perform, record_answer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from flask import Response

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit

WRITTEN_HEADERS = ("ETag", "Interlace-Revision")
POSTED_HEADERS = (*WRITTEN_HEADERS, "Idempotency-Replayed")


def record_told(table: str, status: int = 200, headers: Sequence[str] = WRITTEN_HEADERS) -> Told:
    """The record as it stands after a write, for the document."""
    told = {JSON: (record_of(table), examples.record(table))}
    if status == Answer.status:
        return Told("The record as it stands now.", told, headers=headers)
    return Told("The record that was made.", told, status, ("Location", *headers))


def created(unit: Unit, record: StoredRecord) -> Answer:
    """The answer to a record that was made, with its address."""
    base = request.path.split("/", 5)[:5]
    return record_answer(unit, record, 201, Location="/".join([*base, record.table, str(record.id)]))


def _offer_creating(table: str, writes: Writes) -> None:
    def create() -> Response:
        given = body()
        return written(lambda unit: created(unit, writes.creating(unit, given)))

    create.__doc__ = _CREATING.get(table, f"Create a {SINGULAR[table]}.")
    operation(
        RESOURCES[table],
        "POST",
        f"/{table}",
        f"create_{SINGULAR[table]}",
        record_told(table, 201, POSTED_HEADERS),
        asks=Asks(new_of(table), examples.NEW[table]),
        performs=writes.creates,
    )(create)


_CREATING = {
    "strategies": "Create a strategy.\n\nWith the status `draft` it is seen by its owners, those above them and"
    " administrators only; else it is on record as adopted.",
    "relations": "Declare a relation.\n\nIt waits for the word of the other side.",
    "links": "Say that a strategy or action supports a strategy.\n\nIt waits for the word of the other side.",
    "oppositions": "Mark two strategies as working against each other.\n\nA reason is needed; the day is today"
    " unless it is told.",
    "measurements": "Record what a body scored in a cell by an instrument.\n\nThe day is today unless it is told.",
    "declarations": "Declare that what is recorded of a body was complete on a day, which is today unless it is told.",
}


def _offer_changing(table: str, writes: Writes) -> None:
    changing = writes.changing
    if changing is None or writes.changes is None:
        return

    def change(record_id: UUID) -> Response:
        known, given = known_revision(), body()
        return written(lambda unit: record_answer(unit, changing(unit, record_id, known, given)))

    change.__doc__ = f"Change a {SINGULAR[table]}.\n\nWhat is not named stays as it is; null empties (RFC 7396)."
    operation(
        RESOURCES[table],
        "PATCH",
        f"/{table}/<uuid:id>",
        f"change_{SINGULAR[table]}",
        record_told(table),
        asks=Asks(change_of(table), examples.CHANGE[table], (JSON, MERGE_PATCH)),
        conditional=True,
        performs=(writes.changes,),
    )(change)


def _offer_removing(table: str, writes: Writes) -> None:
    def remove(record_id: UUID) -> Response:
        known = known_revision()

        def make(unit: Unit) -> Answer:
            perform(unit, writes.removes, record_id, known)
            return answer(unit, b"", 204)

        return written(make)

    remove.__doc__ = f"Remove a {SINGULAR[table]}."
    operation(
        RESOURCES[table],
        "DELETE",
        f"/{table}/<uuid:id>",
        f"remove_{SINGULAR[table]}",
        Told("It is removed.", status=204, headers=("Interlace-Revision",)),
        conditional=True,
        performs=(writes.removes,),
    )(remove)


for _table, _writes in WRITES.items():
    for _offer in (_offer_creating, _offer_changing, _offer_removing):
        _offer(_table, _writes)
