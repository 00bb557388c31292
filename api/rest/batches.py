"""Many records written at once: all of the items, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from marshmallow import fields, validate

from api.batching import MOST_ITEMS, Change, Create, Remove, write_all
from api.input import only
from api.rest import examples
from api.rest.changing import an_object, body, identifier, revision, written
from api.rest.operation import JSON, Asks, Told, operation
from api.rest.records import RESOURCES
from api.rest.schemas import SINGULAR, record_of, shape, values_of, whole
from api.services import WRITES, Writes
from api.writing import answer
from interlace.errors import FieldProblem, Invalid
from interlace.reading.records import told_stored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask import Response

    from api.answers import Answer
    from api.batching import Item
    from interlace.db.unit import Unit


def _offer_batch(table: str, writes: Writes) -> None:
    """Many writes of a table at once."""

    def batch() -> Response:
        given = body()
        return written(lambda unit: _performed(unit, table, given))

    batch.__doc__ = (
        f"Write many {table} at once: all of the items, or none.\n\nThey are written in their order and make one"
        f" revision together. What is wrong is told of the first item that is refused, by `/items/…`."
    )
    name = SINGULAR[table].title()
    item: dict[str, fields.Field[Any]] = {
        "do": fields.String(
            required=True, validate=validate.OneOf(_verbs(writes)), metadata={"description": "What to do."}
        ),
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


def _performed(unit: Unit, table: str, given: Mapping[str, Any]) -> Answer:
    only(given, ("items",), ("items",))
    items = given["items"]
    if not isinstance(items, list):
        raise Invalid([FieldProblem("/items", "bad-value")])
    records = write_all(unit, table, items, lambda sent: _item(an_object(sent, ""), WRITES[table]))
    return answer(unit, orjson.dumps({"items": [None if one is None else told_stored(one) for one in records]}))


def _item(sent: Mapping[str, Any], writes: Writes) -> Item:
    """What an item says. Raises Invalid."""
    verb = sent.get("do")
    if verb == "create":
        only(sent, ("do", "values"))
        return Create(an_object(sent.get("values"), "/values"), "/values")
    if verb == "remove":
        only(sent, ("do", "id", "revision"))
        return Remove(*_named(sent))
    if verb == "change" and writes.changing is not None:
        only(sent, ("do", "id", "revision", "values"))
        return Change(*_named(sent), an_object(sent.get("values"), "/values"), "/values")
    verbs = {"choices": ", ".join(_verbs(writes))}
    raise Invalid([FieldProblem("/do", "required" if verb is None else "bad-choice", verbs)])


def _verbs(writes: Writes) -> list[str]:
    return ["create", "change", "remove"] if writes.changing else ["create", "remove"]


def _named(sent: Mapping[str, Any]) -> tuple[UUID, int]:
    return identifier(sent.get("id"), "/id"), revision(sent.get("revision"), "/revision")


for _table, _writes in WRITES.items():
    _offer_batch(_table, _writes)
