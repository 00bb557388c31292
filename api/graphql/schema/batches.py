"""A mutation for each table whose records are written one by one: many at once, all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from api.batching import MOST_ITEMS, Change, Create, Remove, write_all
from api.descriptions import REVISION
from api.graphql.schema.inputs import MUTATION_ID, pointer_of, value_fields, values_of
from api.graphql.schema.outcomes import Outcome, payload_type, performed
from api.graphql.schema.parts import argument, camel, field, input_type
from api.graphql.schema.sources import OF_TABLE, Row
from api.graphql.schema.writes import FILLED, FIXED, known_id, write
from api.services import WRITES
from graph.tables import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from strawberry.types.field import StrawberryField

    from api.batching import Item
    from api.graphql.schema.context import Context
    from interlace.db.unit import Unit

#: Columns that one service has from elsewhere, and a batch from the values.
_TOLD = {"commitment.make": "strategy", "strategy.record": "status"}
#: All that can be changed of a commitment.
_DEPTH = ("depth",)


def batch_of(table: str) -> str:
    """The name of a table's mutation: `bodies` has bodiesBatch."""
    return f"{camel(table)}Batch"


def _mutation(table: str) -> StrawberryField:
    name = batch_of(table)
    words = f"Write many {table} at once, in the order of the items and as one revision: all of them, or none."
    type_ = _input(table, name)
    payload = f"{name[:1].upper()}{name[1:]}Payload"
    _payload(table, payload)

    def plain(_source: object, context: Context, input: Mapping[str, Any]) -> Outcome:  # noqa: A002
        key, items = context.key(), input["items"]

        def act(outcome: Outcome) -> None:
            context.batched(items)
            write(context, key, outcome, lambda unit: _written(unit, table, items))

        return performed(context, input, act)

    return field(name, payload, words, plain, argument("input", type_, "What is to be done."), each=True, fresh=True)


def _written(unit: Unit, table: str, items: list[Mapping[str, Any]]) -> dict[str, list[str | None]]:
    records = write_all(unit, table, items, lambda sent: _item(table, sent), pointer_of)
    return {"ids": [None if record is None else str(record.id) for record in records]}


def _item(table: str, sent: Mapping[str, Any]) -> Item:
    """What an item says. Raises Unknown for an id of anything else."""
    ((verb, told),) = sent.items()
    if verb == "create":
        return Create(values_of(table, told), "/create")
    id_ = known_id(OF_TABLE[table].__name__, told["id"])
    if verb == "remove":
        return Remove(id_, told["revision"])
    return Change(id_, told["revision"], values_of(table, told["values"]), "/change/values")


def _input(table: str, name: str) -> str:
    """The type of a batch's input, with those of its items."""
    record = OF_TABLE[table].__name__
    item, type_ = f"{record}BatchItem", f"{name[:1].upper()}{name[1:]}Input"
    _create_type(table, f"{record}BatchCreate")
    fields = [field("create", f"{record}BatchCreate | None", "Make a record of these values.")]
    if WRITES[table].changes is not None:
        _change_type(table, f"{record}BatchChange", f"{record}BatchValues")
        fields.append(field("change", f"{record}BatchChange | None", "Change a record."))
    fields.append(field("remove", "BatchRemove | None", "Remove a record."))
    input_type(item, "What is to be done to one record; exactly one of these.", fields, one_of=True)
    told = f"What is to be done, in this order; at most {MOST_ITEMS:,} items in a request."
    input_type(type_, f"The input of {name}.", [field("items", f"list[{item}]", told), MUTATION_ID])
    return type_


def _create_type(table: str, name: str) -> None:
    service = WRITES[table].creates[0]
    fixed = set(FIXED.get(service, ())) - {_TOLD.get(service)}
    needed = {column for column, one in SCHEMA[table].items() if one.required} - set(FILLED.get(service, ()))
    words = "The values of a new record."
    if table == "strategies":
        words = "The values of a new strategy. With the status DRAFT it is begun as a draft, else recorded as adopted."
    input_type(name, words, value_fields(table, fixed, needed))


def _change_type(table: str, name: str, values: str) -> None:
    if table == "commitments":
        fields = value_fields(table, [column for column in SCHEMA[table] if column not in _DEPTH], _DEPTH)
    else:
        fields = value_fields(table, FIXED.get(WRITES[table].changes or "", ()), ())
    input_type(values, "What changes: what is left out stays as it is, null empties it.", fields)
    input_type(name, "A record that changes.", [*_NAMED, field("values", values, "What changes.")])


def _payload(table: str, name: str) -> None:
    words = (
        "The records as they stand now, in the order of the items; null for one that was removed, or that the caller"
        " may no longer see. Empty where nothing was written."
    )
    type_ = f"list[{OF_TABLE[table].__name__} | None]"
    payload_type(name, "What a batch came to.", [field("records", type_, words, _records(table), fresh=True)])


def _records(table: str) -> Callable[[Outcome, Context], list[Row | None]]:
    def plain(source: Outcome, context: Context) -> list[Row | None]:
        return [_record(context, table, one) for one in (source.told or {}).get("ids", ())]

    return plain


def _record(context: Context, table: str, id_: str | None) -> Row | None:
    seen = context.seen
    row = None if id_ is None or seen is None else seen.sight.row_of(table, UUID(id_))
    return None if row is None or seen is None else OF_TABLE[table](seen, row)


_NAMED = [
    field("id", "ID", "The id of the record."),
    field("revision", "int", f"{REVISION} Where it has changed since, nothing is written."),
]
input_type("BatchRemove", "A record that is removed.", _NAMED)
FIELDS = [_mutation(table) for table in WRITES]
