"""How the types of the schema are made: fields with a plain function each, so that queries can be compiled.

Types name each other in both directions, so a field tells its type as a text of Python (`list[Body]`, `Body | None`),
which is looked up in `NAMES` when all types are there.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import strawberry
from graphql import GraphQLField, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType
from strawberry.annotation import StrawberryAnnotation
from strawberry.schema_directives import OneOf
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UNSET

from api.graphql.compiled import reads, resolver_of
from api.graphql.compiled.fields import CLASSES, TYPE_NAME
from api.graphql.limits import EACH, PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from graphql import GraphQLSchema

#: What texts of types name.
NAMES: dict[str, Any] = {"ID": strawberry.ID, "str": str, "int": int, "float": float, "bool": bool, "list": list}
#: The class of what a type's fields read from, by the type's name.
SOURCES: dict[str, type] = {}
_BACK = "strawberry-definition"
_WAY = "way"


@dataclass(frozen=True)
class Way:
    """How a field is answered. `page` tells how many items its list has at most, where it has no pages.

    With `each`, lists of its answer have one item for each of its input's.

    A fresh field asks the database at each request; all others read a view, which always tells the same.
    """

    type: str
    plain: Callable[..., Any] | None = None
    attribute: str | None = None
    page: int | None = None
    each: bool = False
    fresh: bool = False


def argument(name: str, type_: str, description: str, default: object = UNSET) -> StrawberryArgument:
    """An argument of a field."""
    return StrawberryArgument(
        name, name, StrawberryAnnotation(type_, namespace=NAMES), description=description, default=default
    )


def field(
    name: str,
    type_: str,
    description: str,
    plain: Callable[..., Any] | None = None,
    *arguments: StrawberryArgument,
    page: int | None = None,
    each: bool = False,
    fresh: bool = False,
) -> StrawberryField:
    """A field; `plain` is called with the source, the context and the arguments by their GraphQL names."""
    return _field(name, Way(type_, plain, page=page, each=each, fresh=fresh), description, arguments)


def attribute(
    name: str, type_: str, description: str, path: str | None = None, page: int | None = None
) -> StrawberryField:
    """A field that is an attribute of the source, under its own name in Python unless told otherwise."""
    return _field(name, Way(type_, attribute=path or name, page=page), description, ())


def _field(name: str, way: Way, description: str, arguments: Sequence[StrawberryArgument]) -> StrawberryField:
    made = StrawberryField(
        # Names of fields may be Python's own words, such as `from`.
        python_name=f"{name}_",
        graphql_name=name,
        type_annotation=StrawberryAnnotation(way.type, namespace=NAMES),
        description=description,
        metadata={_WAY: way},
    )
    made.arguments = list(arguments)
    return made


def object_type(
    name: str,
    description: str,
    fields: Iterable[StrawberryField],
    *,
    source: type | None = None,
    interfaces: Sequence[str] = (),
) -> None:
    """An object type, whose fields read from objects of the class `source`."""
    if source is not None:
        SOURCES[name] = source
    _made(name, description, fields, interfaces)


def interface(name: str, description: str, fields: Iterable[StrawberryField], interfaces: Sequence[str] = ()) -> None:
    """An interface; the types that have it answer its fields."""
    _made(name, description, fields, interfaces, is_interface=True)


def input_type(name: str, description: str, fields: Iterable[StrawberryField], *, one_of: bool = False) -> None:
    """An input object; plain functions get it as a dictionary of what was given, by GraphQL names.

    With `one_of` exactly one of its fields is given.
    """
    _made(name, description, fields, (), is_input=True, directives=(OneOf(),) if one_of else ())


def _made(
    name: str, description: str, fields: Iterable[StrawberryField], interfaces: Sequence[str], **kind: object
) -> None:
    own = {field.python_name: field for field in fields}
    bases = tuple(NAMES[interface] for interface in interfaces)
    class_ = types.new_class(name, bases, {}, lambda body: body.update(own))
    make: Callable[..., Any] = strawberry.type
    made = make(class_, name=name, description=description, **kind)
    for one in made.__strawberry_definition__.fields:
        if one.python_name in own:
            # Strawberry has looked for the type in this module, where it is not.
            one.type_annotation = StrawberryAnnotation(one.metadata[_WAY].type, namespace=NAMES)
    NAMES[name] = made


def enum(name: str, description: str, values: Mapping[str, str]) -> None:
    """An enum of ids with what each means; its names are the ids in capital letters."""
    members = StrEnum(name, {capitals(value): value for value in values})  # type: ignore[misc] # made at run time
    described = {
        capitals(value): strawberry.enum_value(value, description=meaning) for value, meaning in values.items()
    }
    NAMES[name] = strawberry.enum(members, name=name, description=description)
    for value in NAMES[name].__strawberry_definition__.values:
        value.description = described[value.name].description


def capitals(value: str) -> str:
    """How an enum names an id: `real_equality` is REAL_EQUALITY, `-code` is CODE_DESC."""
    told = value.removeprefix("-").replace("-", "_").replace(".", "_").upper()
    return f"{told}_DESC" if value.startswith("-") else told


def camel(name: str) -> str:
    """A column's name as GraphQL has it: `valid_from` is validFrom."""
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def finished(schema: GraphQLSchema) -> GraphQLSchema:
    """The schema with the plain function of each field in its place, for graphql-core and for compiling."""
    named = {class_: name for name, class_ in SOURCES.items()}
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLInterfaceType):
            type_.extensions = {**type_.extensions, TYPE_NAME: lambda source: named[type(source)]}
            type_.resolve_type = lambda source, _info, _type: named[type(source)]
        elif isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            _finish(type_)
        elif isinstance(type_, GraphQLInputObjectType):
            # Strawberry sees to it by itself; graphql-core, which reads and tells our inputs, has to be told.
            type_.is_one_of = type_.extensions[_BACK].is_one_of
    return schema


def _finish(type_: GraphQLObjectType) -> None:
    source = SOURCES.get(type_.name)
    type_.is_type_of = None
    if source is not None:
        type_.extensions = {**type_.extensions, CLASSES: source}
        type_.is_type_of = lambda value, _info: isinstance(value, source)
    for field_ in type_.fields.values():
        _finish_field(field_)


def _finish_field(field_: GraphQLField) -> None:
    way: Way = field_.extensions[_BACK].metadata[_WAY]
    if way.page is not None:
        field_.extensions = {**field_.extensions, PAGE: way.page}
    if way.each:
        field_.extensions = {**field_.extensions, EACH: True}
    if way.fresh and way.plain is not None:
        field_.resolve = resolver_of(way.plain)
    else:
        reads(field_, way.plain, attribute=way.attribute)
