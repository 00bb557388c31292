"""Leaves in compiled source: what is plainly right is told as it is, all else goes through the type's own coercion."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLScalarType,
    GraphQLString,
    Undefined,
)
from graphql.type.scalars import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_KEPT = 256

#: By the coercion of a scalar, what a value must be to be told as it is; `{0}` is the value.
_PLAINLY_RIGHT = {
    GraphQLString.coerce_output_value: "type({0}) is str",
    GraphQLID.coerce_output_value: "type({0}) is str",
    GraphQLBoolean.coerce_output_value: "type({0}) is bool",
    GraphQLInt.coerce_output_value: f"type({{0}}) is int and {GRAPHQL_MIN_INT} <= {{0}} <= {GRAPHQL_MAX_INT}",
    GraphQLFloat.coerce_output_value: "type({0}) is float and -inf < {0} < inf",
}
#: What the conditions name.
NAMES: dict[str, Any] = {"inf": inf}


class GivenUp(Exception):
    """A run met what only graphql-core may answer: an error, or a value that it would refuse."""


def plainly_right(type_: GraphQLScalarType, value: str) -> str | None:
    """The condition under which a value of a scalar is told as it is, if there is one; `value` is a name."""
    condition = _PLAINLY_RIGHT.get(type_.coerce_output_value)
    return None if condition is None else condition.format(value)


def coercion_of(type_: GraphQLScalarType | GraphQLEnumType) -> Callable[[object], object]:
    """A function from a value that is not null to what is told. Raises GivenUp, and what the type raises."""
    coerce = type_.coerce_output_value

    def told(value: object) -> object:
        if value is None or value is Undefined or isinstance(value, Exception):
            raise GivenUp
        coerced = coerce(value)
        if coerced is None or coerced is Undefined:
            raise GivenUp
        return coerced

    return told


class Names(dict[Any, Any]):
    """The names of an enum's values, as they are met."""

    def __init__(self, type_: GraphQLEnumType) -> None:
        super().__init__()
        self._coerce = coercion_of(type_)

    def __missing__(self, value: object) -> object:
        name = self._coerce(value)
        if len(self) < _MOST_KEPT:
            self[value] = name
        return name
