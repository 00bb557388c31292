"""Invented schemas over invented objects, of which some are not as their types say."""

from __future__ import annotations

import enum
import random
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    GraphQLUnionType,
    Undefined,
    is_abstract_type,
)

from api.graphql.compiled import reads

if TYPE_CHECKING:
    from collections.abc import Callable

_FIELDS = [f"f{number}" for number in range(12)]
_OBJECTS = ["T0", "T1", "T2", "T3"]


class Colour(enum.Enum):
    """What an enum of the schema stands for."""

    RED = "r"
    GREEN = "g"


class Fault(Exception):
    """What a function of a field raises."""


COLOUR = GraphQLEnumType("Colour", Colour, names_as_values=None)
NUMBER = GraphQLEnumType("Number", {"ONE": 1, "TWO": 2, "MANY": "many"})


def _backwards(value: object) -> str:
    if not isinstance(value, str):
        raise Fault("only texts can be turned round")
    return value[::-1]


BACKWARDS = GraphQLScalarType("Backwards", coerce_output_value=_backwards, coerce_input_value=_backwards)
INPUT: GraphQLInputObjectType = GraphQLInputObjectType(
    "Wish",
    lambda: {
        "number": GraphQLInputField(GraphQLInt, default_value=7),
        "colour": GraphQLInputField(COLOUR),
        "needed": GraphQLInputField(GraphQLNonNull(GraphQLBoolean)),
        "more": GraphQLInputField(GraphQLList(GraphQLNonNull(INPUT))),
    },
)
_LEAVES = [GraphQLString, GraphQLInt, GraphQLFloat, GraphQLBoolean, GraphQLID, COLOUR, NUMBER, BACKWARDS]
_WRAPPERS: list[list[Any]] = [
    [],
    [],
    [GraphQLNonNull],
    [GraphQLList],
    [GraphQLNonNull, GraphQLList],
    [GraphQLNonNull, GraphQLList, GraphQLNonNull],
    [GraphQLList, GraphQLList, GraphQLNonNull],
]
_GOOD: dict[str, Callable[[random.Random], object]] = {
    "String": lambda chance: chance.choice(["", "text", "é\u2028", 12, True, 1.5]),
    "Int": lambda chance: chance.choice([0, -5, 2**31 - 1, True, 4.0, "17"]),
    "Float": lambda chance: chance.choice([0.5, -1e300, 3, True, "2.5"]),
    "Boolean": lambda chance: chance.choice([True, False, 0, 2, 0.0]),
    "ID": lambda chance: chance.choice(["id", 5, 7.0]),
    "Colour": lambda chance: chance.choice(list(Colour)),
    "Number": lambda chance: chance.choice([1, 2, "many", 1.0, True]),
    "Backwards": lambda chance: chance.choice(["abc", ""]),
}
_BAD = [None, Undefined, Fault("told"), object(), 2**40, float("nan"), float("inf"), [], {}, "x", b"y", {1, 2}]


@dataclass(frozen=True)
class World:
    """A schema, and how often its objects are not what they should be."""

    schema: GraphQLSchema
    chance: random.Random
    faults: float
    #: Whether each field may be compiled.
    whole: bool


class Source:
    """An object whose attributes and items follow from its number."""

    types: ClassVar[dict[str, object]] = {}

    def __init__(self, number: int, faults: float) -> None:
        self.number = number
        self.faults = faults

    def told(self, field: str, type_: object, arguments: object = None) -> object:
        """The value of a field; the same each time."""
        chance = random.Random(f"{self.number} {field} {arguments!r}")
        return _value(chance, type_, self.faults)

    def __getattr__(self, name: str) -> object:
        if name not in self.types:
            raise AttributeError(name)
        return self.told(name, self.types[name])

    def __getitem__(self, name: str) -> object:
        return self.told(name, self.types[name])


def _value(chance: random.Random, type_: Any, faults: float) -> object:  # noqa: ANN401
    if chance.random() < faults:
        return chance.choice(_BAD)
    if not isinstance(type_, GraphQLNonNull) and chance.random() < 0.2:
        return None
    return _something(chance, type_, faults)


def _something(chance: random.Random, type_: Any, faults: float) -> object:  # noqa: ANN401
    if isinstance(type_, GraphQLNonNull):
        return _something(chance, type_.of_type, faults)
    if isinstance(type_, GraphQLList):
        items = [_value(chance, type_.of_type, faults) for _ in range(chance.randrange(4))]
        return chance.choice([items, tuple(items), iter(items)])
    if type_.name in _GOOD:
        return _GOOD[type_.name](chance)
    possible = type_.extensions["sources"]
    if chance.random() < faults:
        possible = type_.extensions["others"]
    return chance.choice(possible)(chance.randrange(50), faults)


def world(seed: int, faults: float) -> World:
    """One of the worlds."""
    chance = random.Random(seed)
    whole = chance.random() < 0.9
    classes: dict[str, type[Source]] = {name: type(f"Source{name}", (Source,), {"types": {}}) for name in _OBJECTS}
    types: dict[str, Any] = {}
    output: dict[str, Callable[[], Any]] = {name: _field_type(chance, types) for name in _FIELDS}
    arguments = {name: _arguments(chance) for name in _FIELDS}
    shared = chance.sample(_FIELDS, 3)
    own = {name: sorted({*shared, *chance.sample(_FIELDS, 6)}) for name in _OBJECTS}

    def fields(names: list[str]) -> dict[str, GraphQLField]:
        return {one: GraphQLField(output[one](), args=arguments[one]()) for one in names}

    types["Face"] = GraphQLInterfaceType("Face", lambda: fields(shared))
    for name in _OBJECTS:
        faces = [types["Face"]] if name != "T3" else []
        types[name] = GraphQLObjectType(name, partial(fields, own[name]), interfaces=faces)
    types["Either"] = GraphQLUnionType("Either", [types["T0"], types["T2"], types["T3"]])
    types["Query"] = GraphQLObjectType("Query", lambda: fields(_FIELDS))
    schema = GraphQLSchema(types["Query"], types=list(types.values()))
    for name in _OBJECTS:
        _make_recognizable(chance, types[name], classes)
    for name in ("Face", "Either"):
        _make_resolvable(chance, types[name], list(schema.get_possible_types(types[name])), classes)
    root = Source(seed, faults)
    for type_ in (*(types[name] for name in _OBJECTS), types["Query"]):
        for name, one in type_.fields.items():
            _make_readable(chance, type_, name, one, root, classes, whole=whole)
    return World(schema, chance, faults, whole)


def _field_type(chance: random.Random, types: dict[str, Any]) -> Callable[[], Any]:
    name = chance.choice([None, None, None, *_OBJECTS, "Face", "Face", "Either"])
    leaf = chance.choice(_LEAVES)
    wrappers = chance.choice(_WRAPPERS)

    def made() -> Any:  # noqa: ANN401 - any type
        type_ = leaf if name is None else types[name]
        for wrapper in wrappers:
            type_ = wrapper(type_)
        return type_

    return made


def _arguments(chance: random.Random) -> Callable[[], dict[str, GraphQLArgument]]:
    possible: dict[str, Callable[[], GraphQLArgument]] = {
        "first": lambda: GraphQLArgument(GraphQLInt, default_value=3),
        "from": lambda: GraphQLArgument(GraphQLString),
        "kind": lambda: GraphQLArgument(NUMBER, default_value=2, out_name="kind_"),
        "colours": lambda: GraphQLArgument(GraphQLList(GraphQLNonNull(COLOUR))),
        "wish": lambda: GraphQLArgument(INPUT),
        "deep": lambda: GraphQLArgument(GraphQLNonNull(GraphQLBoolean)),
        "turned": lambda: GraphQLArgument(BACKWARDS, default_value="xy"),
        "limit": lambda: GraphQLArgument(GraphQLNonNull(GraphQLInt), default_value=1),
    }
    names = chance.sample(sorted(possible), chance.choice([0, 0, 1, 3]))
    return lambda: {name: possible[name]() for name in names}


def _make_recognizable(chance: random.Random, type_: GraphQLObjectType, classes: dict[str, type[Source]]) -> None:
    class_ = classes[type_.name]
    extensions: dict[str, Any] = {
        "sources": [class_],
        "others": [one for one in classes.values() if one is not class_],
    }
    way = chance.randrange(3)
    if way == 0:
        extensions["classes"] = class_
    if way != 1:
        type_.is_type_of = partial(_is_one, class_)
    type_.extensions = extensions


def _make_resolvable(chance: random.Random, type_: Any, possible: list[Any], classes: dict[str, type[Source]]) -> None:  # noqa: ANN401
    names = {class_: name for name, class_ in classes.items()}
    within = [one.name for one in possible]
    type_.extensions = {
        "sources": [classes[name] for name in within],
        "others": [class_ for name, class_ in classes.items() if name not in within]
        or [lambda number, _faults: number],
    }
    way = chance.randrange(3)
    if way == 0:
        type_.extensions["type_name"] = lambda value: names.get(type(value))
    if way != 1:
        type_.resolve_type = lambda value, _info, _type: names.get(type(value))
    for one in possible if way == 1 else ():
        one.is_type_of = partial(_is_one, classes[one.name])


def _is_one(class_: type, value: object, _info: object) -> bool:
    return isinstance(value, class_)


def _make_readable(
    chance: random.Random,
    type_: GraphQLObjectType,
    name: str,
    field: GraphQLField,
    root: Source,
    classes: dict[str, type[Source]],
    *,
    whole: bool,
) -> None:
    def plain(source: Source | None, context: object, **arguments: object) -> object:
        assert context == "context"
        told = (source or root).told(name, field.type, sorted(arguments.items(), key=lambda one: one[0]))
        if isinstance(told, Fault) and root.number % 2:
            raise told
        return told

    ways = [lambda: reads(field, plain)]
    if not field.args and type_.name in classes:
        classes[type_.name].types[name] = field.type
        ways += [lambda: reads(field, attribute=name), lambda: reads(field, item=name)]
    chance.choice(ways)()
    if not whole and chance.random() < 0.1:
        field.extensions = {}


def fields_of(type_: Any) -> dict[str, GraphQLField]:  # noqa: ANN401
    """The fields of an object or an interface; none of a union."""
    return {} if is_abstract_type(type_) and isinstance(type_, GraphQLUnionType) else type_.fields
