"""Inputs of mutations: the columns of a record by their GraphQL names, and back to the words of a bundle.

What is left out of a change stays as it is; null empties it. What values mean is read by the services alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.descriptions import DESCRIPTIONS
from api.graphql.schema.columns import TRANSLATED, column_type
from api.graphql.schema.parts import camel, field, input_type
from graph.tables import SCHEMA, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from strawberry.types.field import StrawberryField

    from interlace.errors import FieldProblem

CLIENT_MUTATION_ID = "clientMutationId"
MUTATION_ID = field(CLIENT_MUTATION_ID, "str | None", "Told back as it is, for clients that ask for it.")
input_type(
    "TranslationInput",
    "A name or title in another language.",
    [
        field("language", "str", "The language: `fr`, `pt-BR`."),
        field("text", "str | None", "The name or title in it; null takes it away."),
    ],
)


def value_fields(table: str, without: Collection[str], needed: Collection[str]) -> list[StrawberryField]:
    """The fields for the columns of a table but those `without`; those in `needed` must be given."""
    fields = [_field(table, name, needed) for name in SCHEMA[table] if name not in without]
    if any(name in SCHEMA[table] for name in TRANSLATED):
        words = "Names or titles in other languages; a language that is left out stays as it is."
        fields.append(field("translations", "list[TranslationInput] | None", words))
    return fields


def _field(table: str, name: str, needed: Collection[str]) -> StrawberryField:
    type_ = column_type(table, name, given=True)
    return field(camel(name), type_ if name in needed else f"{type_} | None", DESCRIPTIONS[table][name])


def values_of(table: str, given: Mapping[str, Any]) -> dict[str, object]:
    """What a service reads, of the fields of an input that are columns."""
    values = {name: _value(table, name, given[camel(name)]) for name in SCHEMA[table] if camel(name) in given}
    translated = next((name for name in TRANSLATED if name in SCHEMA[table]), None)
    return values | {f"{translated}_{one['language']}": one.get("text") for one in given.get("translations") or ()}


def _value(table: str, name: str, given: Any) -> object:  # noqa: ANN401 - as it was sent
    if SCHEMA[table][name].kind is Kind.CELLS and given is not None:
        return [f"{cell['principle']}:{cell['area']}" for cell in given]
    return str(given) if isinstance(given, str) else given


def pointer_of(problem: FieldProblem) -> str:
    """Where in an input something is wrong, by GraphQL names."""
    name, *rest = problem.pointer.removeprefix("/").split("/")
    if name.startswith(tuple(f"{column}_" for column in TRANSLATED)):
        return "/translations"
    return "/".join(["", camel(name), *rest]) if name else ""
