"""How a field of the schema says that it may be compiled, and how the same field answers graphql-core.

A field may be compiled when its `extensions` hold one of these:

- `plain`: a function `plain(source, context, **arguments)`, synchronous and pure; it raises rather than returning an
  exception, and returns no iterator that can be read only once;
- `attribute`: the name of an attribute of the source;
- `item`: an index or a key of the source.

A type may add: `classes` on an object type, the Python class of its sources or a tuple of them; `type_name` on an
interface or a union, a function from a source to the name of its type. Without them `is_type_of` and `resolve_type` are
asked, with None for the information that graphql-core gives.
"""

from __future__ import annotations

from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType, get_named_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphql import GraphQLField, GraphQLNamedType, GraphQLResolveInfo, GraphQLSchema

PLAIN, ATTRIBUTE, ITEM = "plain", "attribute", "item"
CLASSES, TYPE_NAME = "classes", "type_name"
_WAYS = (PLAIN, ATTRIBUTE, ITEM)


def resolver_of(plain: Callable[..., Any]) -> Callable[..., Any]:
    """The resolver for graphql-core that gives what a plain function gives."""

    def resolve(source: object, info: GraphQLResolveInfo[Any], **arguments: object) -> object:
        return plain(source, info.context, **arguments)

    return resolve


def reads(
    field: GraphQLField,
    plain: Callable[..., Any] | None = None,
    *,
    attribute: str | None = None,
    item: int | str | None = None,
) -> GraphQLField:
    """Let a field read its source in one of the three ways, for graphql-core and when compiled."""
    ways = {PLAIN: plain, ATTRIBUTE: attribute, ITEM: item}
    told = {name: way for name, way in ways.items() if way is not None}
    if len(told) != 1:
        raise ValueError("A field is read in exactly one way: by a plain function, an attribute or an item.")
    field.extensions = {**{name: kept for name, kept in field.extensions.items() if name not in _WAYS}, **told}
    field.resolve = resolver_of(_as_function(plain, attribute, item))
    return field


def _as_function(plain: Callable[..., Any] | None, attribute: str | None, item: int | str | None) -> Callable[..., Any]:
    if plain is not None:
        return plain
    read: Callable[[Any], Any] = itemgetter(item) if attribute is None else attrgetter(attribute)
    return lambda source, _context: read(source)


def is_compilable(field: GraphQLField) -> bool:
    """Whether a field says how it is read."""
    return any(name in field.extensions for name in _WAYS)


def left_to_graphql_core(schema: GraphQLSchema) -> list[str]:
    """The fields that queries can reach and that are not compiled, as `Type.field`; for a test that wants none."""
    return sorted(
        f"{type_.name}.{name}"
        for type_ in _reachable(schema)
        for name, field in type_.fields.items()
        if not is_compilable(field)
    )


def _reachable(schema: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    waiting: list[GraphQLNamedType] = [schema.query_type] if schema.query_type else []
    seen: set[str] = set()
    while waiting:
        type_ = waiting.pop()
        if type_.name in seen:
            continue
        seen.add(type_.name)
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            waiting.extend(schema.get_possible_types(type_))
        elif isinstance(type_, GraphQLObjectType):
            waiting.extend(get_named_type(field.type) for field in type_.fields.values())
            yield type_
