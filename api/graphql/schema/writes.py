"""A mutation for each service of the register: its name and arguments are those of the service."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from api.answers import Answer
from api.descriptions import REVISION
from api.graphql.schema import nodes
from api.graphql.schema.inputs import MUTATION_ID, value_fields, values_of
from api.graphql.schema.outcomes import Outcome, performed
from api.graphql.schema.parts import argument, camel, field, input_type
from api.graphql.schema.sources import OF_TABLE, RECORDS
from api.idempotency import once_in
from api.writing import JSON, perform, revision_of
from graph.tables import SCHEMA
from interlace.db import tenancy
from interlace.errors import Unknown
from interlace.register.catalogue import SERVICES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from strawberry.types.field import StrawberryField

    from api.graphql.schema.context import Context
    from api.idempotency import Key
    from interlace.db.unit import Unit
    from interlace.register.catalogue import Service

#: Services whose inputs are not made of columns: they have modules of their own.
APART = ("body.merge", "body.split", "settings.change")
#: Columns that a service does not let its caller choose.
FIXED = {
    "body.change": ("code",),
    "strategy.draft": ("status",),
    "strategy.record": ("status",),
    "strategy.change": ("code", "status", "co_owners"),
    "commitment.make": ("strategy",),
    "action.change": ("code",),
    "link.make": ("status",),
    "relation.declare": ("status",),
    "relation.change": ("status",),
    "competence.change": ("body",),
    "participation.change": ("strategy", "body"),
    "report.correct": ("subject",),
    "opposition.mark": ("resolved_on",),
}
#: Columns that must be filled, but are by the service where they are left out.
FILLED = {"declaration.give": ("declared_on",), "report.give": ("reported_on",), "measurement.record": ("measured_on",)}
_TYPES = {record.__name__.lower(): record for record in RECORDS}


def mutation_of(name: str) -> str:
    """The name of a service's mutation: `body.register` is bodyRegister."""
    return camel(name.replace(".", "_"))


def words_of(service: Service) -> str:
    """What a service does, as it says itself."""
    return " ".join((inspect.getdoc(service.perform) or "").split(" Raises ")[0].split("\nRaises ")[0].split()).strip()


def _arguments(service: Service) -> list[str]:
    return list(inspect.signature(service.perform).parameters)[1:]


def _mutation(service: Service) -> StrawberryField:
    type_ = f"{mutation_of(service.name)[:1].upper()}{mutation_of(service.name)[1:]}Input"
    fields = [one for name in _arguments(service) for one in _fields(service, name)]
    input_type(type_, f"The input of {mutation_of(service.name)}.", [*fields, MUTATION_ID])
    payload = f"{OF_TABLE[service.subject].__name__}Payload"

    def plain(_source: object, context: Context, input: Mapping[str, Any]) -> Outcome:  # noqa: A002
        key = context.key()

        def act(outcome: Outcome) -> None:
            values = [_value(service, name, input) for name in _arguments(service)]
            write(context, key, outcome, lambda unit: {"id": str(perform(unit, service.name, *values).id)})
            outcome.subject = UUID(outcome.told["id"])

        return performed(context, input, act)

    return field(
        mutation_of(service.name),
        payload,
        words_of(service),
        plain,
        argument("input", type_, "What is to be done."),
        fresh=True,
    )


def write(context: Context, key: Key | None, outcome: Outcome, act: Callable[[Unit], Mapping[str, Any]]) -> None:
    """A write of the register in a unit of its own, and what `act` tells of it; with a key it is done once."""

    def make(unit: Unit) -> Answer:
        told = act(unit)
        return Answer(orjson.dumps({"revision": revision_of(unit), "told": told}), JSON)

    with tenancy.writing(context.database, context.tenant_id, context.caller.principal) as unit:
        answer = orjson.loads(once_in(unit, key, lambda: make(unit)).body)
    outcome.revision, outcome.told = answer["revision"], answer["told"]


def _fields(service: Service, name: str) -> list[StrawberryField]:
    """The fields of the input for an argument of the service."""
    if name == "values":
        fixed = FIXED.get(service.name, ())
        is_new = "revision" not in _arguments(service)
        needed = [one for one, column in SCHEMA[service.subject].items() if is_new and column.required]
        return value_fields(service.subject, fixed, set(needed) - set(FILLED.get(service.name, ())))
    if name.endswith("_id"):
        return [field(_id_field(service, name), "ID", f"The id of the {name.removesuffix('_id')}.")]
    if name == "revision":
        return [field("revision", "int", f"{REVISION} Where it has changed since, nothing is written.")]
    if name in SCHEMA[service.subject]:
        return [one for one in value_fields(service.subject, (), (name,)) if one.graphql_name == camel(name)]
    return [_OTHERS[service.name, name]]


_OTHERS = {
    ("relation.end", "on"): field("on", "Date", "The last day on which it holds."),
    ("relation.dispute", "reason"): field("reason", "str", "Why it is not so."),
    ("opposition.resolve", "how"): field("how", "str", "How it was resolved; readers of the feed are told."),
    ("link.dispute", "reason"): field("reason", "str", "Why it is not so."),
    ("strategy.withdraw", "reason"): field("reason", "str | None", "Why it is withdrawn."),
}


def _id_field(service: Service, name: str) -> str:
    own = _TYPES[name.removesuffix("_id")].table == service.subject
    return "id" if own else camel(name)


def _value(service: Service, name: str, given: Mapping[str, Any]) -> Any:  # noqa: ANN401 - what the service takes
    if name == "values":
        columns = {one: value for one, value in given.items() if one not in {"id", "revision"}}
        return values_of(service.subject, columns)
    if name.endswith("_id"):
        return known_id(_TYPES[name.removesuffix("_id")].__name__, given[_id_field(service, name)])
    return given.get(camel(name))


def known_id(type_: str, id_: str) -> UUID:
    """The UUID of a record of this type. Raises Unknown for an id of anything else."""
    found = nodes.uuid_of(id_, type_)
    if found is None:
        raise Unknown(f"This is no id of a record of type {type_}.")
    return found


FIELDS = [_mutation(service) for service in SERVICES.values() if service.name not in APART]
