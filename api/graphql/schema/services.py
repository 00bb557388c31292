"""Mutations beside the register: what they write has services of its own, and no record to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from api.answers import Answer
from api.graphql.schema.inputs import MUTATION_ID
from api.graphql.schema.outcomes import Outcome, payload_type, performed
from api.graphql.schema.parts import argument, field, input_type
from api.idempotency import once_beside
from api.writing import JSON

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from strawberry.types.field import StrawberryField

    from api.graphql.schema.context import Context


def done(name: str, description: str, *fields: StrawberryField) -> None:
    """The type of what such a mutation answers."""
    payload_type(name, description, fields)


def told_by(name: str, type_: str, description: str) -> StrawberryField:
    """A field of it that is told under a name."""

    def plain(source: Outcome, _context: Context) -> Any:  # noqa: ANN401 - whatever was told
        return (source.told or {}).get(name)

    return field(name, type_, description, plain)


def service_mutation(
    name: str,
    description: str,
    perform: Callable[[Context, Mapping[str, Any]], Mapping[str, Any]],
    payload: str,
    fields: Sequence[StrawberryField],
    *,
    secret: bool = False,
) -> StrawberryField:
    """A mutation; `perform` writes, and gives what is told of it as plain values of JSON."""
    type_ = f"{name[:1].upper()}{name[1:]}Input"
    input_type(type_, f"The input of {name}.", [*fields, MUTATION_ID])

    def plain(_source: object, context: Context, input: Mapping[str, Any]) -> Outcome:  # noqa: A002
        key = context.key()

        def write(outcome: Outcome) -> None:
            answer = once_beside(key, lambda: Answer(orjson.dumps(perform(context, input)), JSON), secret=secret)
            outcome.told = orjson.loads(answer.body)

        return performed(context, input, write)

    return field(name, payload, description, plain, argument("input", type_, "What is to be done."), fresh=True)
