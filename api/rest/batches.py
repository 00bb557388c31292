"""Many records written at once: all of the items, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from marshmallow import fields, validate

from api.rest import examples
from api.rest.changing import an_object, body, identifier, only, revision, within, written
from api.rest.operation import JSON, Asks, Told, operation
from api.rest.records import RESOURCES
from api.rest.schemas import SINGULAR, record_of, shape, values_of, whole
from api.rest.services import WRITES, Writes
from api.writing import answer, perform
from interlace.errors import DomainError, FieldProblem, Invalid
from interlace.reading.records import told_stored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask import Response

    from api.answers import Answer
    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit

MOST_ITEMS = 1_000


def _offer_batch(table: str, writes: Writes) -> None:
    """Many writes of a table at once."""

    def batch() -> Response:
        given = body()
        return written(lambda unit: _performed(unit, writes, given))

    batch.__doc__ = (
        f"Write many {table} at once: all of the items, or none.\n\nThey are written in their order and make one"
        f" revision together. What is wrong is told of the first item that is refused, by `/items/…`."
    )
    name = SINGULAR[table].title()
    verbs = ["create", "change", "remove"] if writes.changing else ["create", "remove"]
    item: dict[str, fields.Field[Any]] = {
        "do": fields.String(required=True, validate=validate.OneOf(verbs), metadata={"description": "What to do."}),
        "id": fields.UUID(metadata={"description": "The record that is changed or removed."}),
        "revision": whole("The revision of it that you know.", validate=validate.Range(min=0)),
        "values": fields.Nested(values_of(table), metadata={"description": "Values of what is created or changed."}),
    }
    one = {"items": fields.List(fields.Nested(shape(f"{name}Item", item)), required=True, validate=_ITEMS)}
    listed = {"items": fields.List(fields.Nested(record_of(table), allow_none=True), required=True)}
    example = {"items": [{"do": "create", "values": examples.NEW[table]}, _REMOVING]}
    told = {JSON: (shape(f"{name}Batch", listed), {"items": [examples.record(table), None]})}
    operation(
        RESOURCES[table],
        "POST",
        f"/{table}:batch",
        f"write_{table}",
        Told(
            "The records in the order of the items; null for one that was removed.",
            told,
            headers=("Interlace-Revision", "Idempotency-Replayed"),
        ),
        asks=Asks(shape(f"New{name}Batch", one), example),
        refuses=(412,),
    )(batch)


_ITEMS = validate.Length(min=1, max=MOST_ITEMS)
_REMOVING = {"do": "remove", "id": examples.OTHER_ID, "revision": examples.REVISION}


def _performed(unit: Unit, writes: Writes, given: Mapping[str, Any]) -> Answer:
    only(given, ("items",), ("items",))
    items = given["items"]
    if not isinstance(items, list) or not items:
        raise Invalid([FieldProblem("/items", "bad-value")])
    if len(items) > MOST_ITEMS:
        raise Invalid([FieldProblem("/items", "bad-whole", {"least": "1", "most": str(MOST_ITEMS)})])
    told = [_item(unit, writes, place, item) for place, item in enumerate(items)]
    return answer(unit, orjson.dumps({"items": told}))


def _item(unit: Unit, writes: Writes, place: int, item: object) -> dict[str, Any] | None:
    """Do what an item says. What is wrong with it is told as being within `/items/<place>`."""
    where = f"/items/{place}"
    try:
        with within(where):
            record = _do(unit, writes, an_object(item, ""))
    except DomainError as refused:
        vars(refused)["item"] = where
        raise
    return None if record is None else told_stored(record)


def _do(unit: Unit, writes: Writes, item: Mapping[str, Any]) -> StoredRecord | None:
    verb, changing = item.get("do"), writes.changing
    if verb == "create":
        only(item, ("do", "values"))
        values = an_object(item.get("values"), "/values")
        with within("/values"):
            return writes.creating(unit, values)
    if verb == "remove":
        only(item, ("do", "id", "revision"))
        perform(unit, writes.removes, *_named(item))
        return None
    if verb == "change" and changing is not None:
        only(item, ("do", "id", "revision", "values"))
        named, values = _named(item), an_object(item.get("values"), "/values")
        with within("/values"):
            return changing(unit, *named, values)
    verbs = "create, change, remove" if changing else "create, remove"
    raise Invalid([FieldProblem("/do", "required" if verb is None else "bad-choice", {"choices": verbs})])


def _named(item: Mapping[str, Any]) -> tuple[UUID, int]:
    return identifier(item.get("id"), "/id"), revision(item.get("revision"), "/revision")


for _table, _writes in WRITES.items():
    _offer_batch(_table, _writes)
