"""The Python source of one operation: a function for each shape of object, and what its names stand for.

Nothing that a client wrote enters the source except response keys, which are GraphQL names, and these as literals.
"""

from __future__ import annotations

from functools import partial
from keyword import iskeyword
from threading import Lock
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    ListValueNode,
    ObjectValueNode,
    Undefined,
    VariableNode,
)
from graphql.execution.executor import get_typename
from graphql.execution.values import get_argument_values
from graphql.pyutils import is_iterable

from api.graphql.compiled import fields, leaves
from api.graphql.compiled.leaves import GivenUp
from api.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from types import CodeType

    from graphql import (
        FieldNode,
        GraphQLField,
        GraphQLOutputType,
        GraphQLSchema,
        OperationDefinitionNode,
        ValueNode,
    )
    from graphql.execution.values import VariableValues

    from api.graphql.compiled.selections import Selections

    _Function = Callable[[object, object, "Arguments"], dict[str, object]]

_TYPE_NAME = "__typename"
#: Characters of all sources whose code is kept.
_MOST_SOURCE = 300_000
_CODES: Kept[CodeType] = Kept(500, _MOST_SOURCE)


class NotCompilable(Exception):
    """The operation selects what only graphql-core answers; the words say what."""


class Arguments(dict[int, dict[str, Any]]):
    """The arguments of one run that come from variables, worked out where a field is first met."""

    def __init__(self, program: Program, variables: VariableValues) -> None:
        super().__init__()
        self._program = program
        self._variables = variables

    def __missing__(self, number: int) -> dict[str, Any]:
        field, node = self._program.variable_fields[number]
        values = get_argument_values(field, node, self._variables)
        self[number] = values
        return values


class Program:
    """What is compiled of one operation, for one choice of the variables that conditions use."""

    #: From source, context and arguments to what is told.
    run: _Function

    def __init__(
        self,
        schema: GraphQLSchema,
        selections: Selections,
        query: GraphQLObjectType,
        operation: OperationDefinitionNode,
    ) -> None:
        """Raises NotCompilable, GraphQLError for what has no value, RecursionError."""
        self.variable_fields: list[tuple[GraphQLField, FieldNode]] = []
        self._schema = schema
        self._selections = selections
        self._names: dict[str, Any] = dict(leaves.NAMES)
        self._bound: dict[tuple[str, Hashable], str] = {}
        self._shapes: dict[tuple[str, tuple[int, ...]], str] = {}
        self._source: list[str] = []
        self._lock = Lock()
        self.run = self._ready(self._shape(query, [operation], checked=False))

    def of_type(
        self, abstract: GraphQLInterfaceType | GraphQLUnionType, nodes: Sequence[FieldNode], name: object
    ) -> _Function:
        """The function for objects of one of the types that an interface or a union may be. Raises GivenUp."""
        type_ = self._schema.get_type(name) if isinstance(name, str) else None
        if not isinstance(type_, GraphQLObjectType) or not self._schema.is_sub_type(abstract, type_):
            raise GivenUp
        with self._lock:
            return self._ready(self._shape(type_, nodes))

    def _ready(self, shape: str) -> _Function:
        """The function of this name, once Python has read what is written so far."""
        source, self._source = "\n".join(self._source), []
        exec(_code_of(source), self._names)  # noqa: S102 - see the head of this module
        function: _Function = self._names[shape]
        return function

    def _bind(self, kind: str, key: Hashable, thing: object) -> str:
        """A name in the source for a thing; one name for all things of the same kind and key."""
        if (kind, key) not in self._bound:
            self._bound[kind, key] = name = f"{kind}{len(self._names)}"
            self._names[name] = thing
        return self._bound[kind, key]

    def _shape(
        self, type_: GraphQLObjectType, nodes: Sequence[FieldNode | OperationDefinitionNode], *, checked: bool = True
    ) -> str:
        """The name of the function that tells an object of a type as the selections of these nodes want it.

        Nodes that are met by several ways, as in fragments that are spread twice, are compiled once.
        """
        key = (type_.name, tuple(map(id, nodes)))
        if key not in self._shapes:
            lines, told = [], []
            selected = self._selections.of(type_, [node.selection_set for node in nodes])
            for number, (response_key, same) in enumerate(selected.items()):
                if same[0].name.value == _TYPE_NAME:
                    told.append(f"{response_key!r}: {type_.name!r}")
                    continue
                field = self._field(type_, same[0])
                lines.append(f"  f{number} = {self._reading(field, same[0])}")
                told.append(f"{response_key!r}: {self._telling(field.type, f'f{number}', same)}")
            self._shapes[key] = name = f"object{len(self._shapes)}"
            checks = self._checks(type_) if checked else []
            self._source += [f"def {name}(s, c, v):", *checks, *lines, f"  return {{{', '.join(told)}}}"]
        return self._shapes[key]

    @staticmethod
    def _field(type_: GraphQLObjectType, node: FieldNode) -> GraphQLField:
        field: GraphQLField | None = type_.fields.get(node.name.value)
        if field is None or not fields.is_compilable(field):
            raise NotCompilable(f"{type_.name}.{node.name.value}")
        return field

    def _checks(self, type_: GraphQLObjectType) -> list[str]:
        """Lines that give up an object that is none of its type."""
        classes = type_.extensions.get(fields.CLASSES)
        if classes is None and type_.is_type_of is not None:
            return [f"  {self._bind('check', type_.name, _asking(type_.is_type_of))}(s)"]
        seen: set[type] = set()
        check, known = self._bind("check", type_.name, _learning(seen, classes)), self._bind("seen", type_.name, seen)
        return [f"  if type(s) not in {known}: {check}(s)"]

    def _reading(self, field: GraphQLField, node: FieldNode) -> str:
        if fields.ATTRIBUTE in field.extensions:
            path = str(field.extensions[fields.ATTRIBUTE])
            if not all(_is_name(part) for part in path.split(".")):
                raise NotCompilable(f"the attribute {path}")
            return f"s.{path}"
        if fields.ITEM in field.extensions:
            return f"s[{self._bind('item', id(field), field.extensions[fields.ITEM])}]"
        plain = field.extensions[fields.PLAIN]
        return f"{self._bind('plain', id(plain), plain)}(s, c{self._arguments(field, node)})"

    def _arguments(self, field: GraphQLField, node: FieldNode) -> str:
        if any(_varies(argument.value) for argument in node.arguments or ()):
            self.variable_fields.append((field, node))
            return f", **v[{len(self.variable_fields) - 1}]"
        values = get_argument_values(field, node)
        bound = {name: self._bind("value", (id(field), id(node), name), value) for name, value in values.items()}
        if all(map(_is_name, bound)):
            return "".join(f", {name}={value}" for name, value in bound.items())
        return f", **{self._bind('values', (id(field), id(node)), values)}"

    def _telling(self, type_: GraphQLOutputType, value: str, nodes: Sequence[FieldNode]) -> str:
        """An expression for what is told of a value; `value` is a name."""
        if isinstance(type_, GraphQLNonNull):
            return self._telling_something(type_.of_type, value, nodes)
        return f"None if {value} is None else {self._telling_something(type_, value, nodes)}"

    def _telling_something(self, type_: GraphQLOutputType, value: str, nodes: Sequence[FieldNode]) -> str:
        """The same where the value is not null; if it is null after all, the run is given up."""
        if isinstance(type_, GraphQLList):
            item, listed = f"{value}_", self._bind("listed", "", _listed)
            told = self._telling(type_.of_type, item, nodes)
            return f"[{told} for {item} in ({value} if type({value}) is list else {listed}({value}))]"
        if isinstance(type_, GraphQLObjectType):
            return f"{self._shape(type_, nodes)}({value}, c, v)"
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            named = self._bind("named", type_.name, _naming(self._schema, type_))
            functions = self._bind("functions", (type_.name, *map(id, nodes)), _Functions(self, type_, nodes))
            return f"{functions}[{named}({value})]({value}, c, v)"
        assert isinstance(type_, GraphQLScalarType | GraphQLEnumType)  # noqa: S101 - nothing else is left
        return self._telling_leaf(type_, value)

    def _telling_leaf(self, type_: GraphQLScalarType | GraphQLEnumType, value: str) -> str:
        if isinstance(type_, GraphQLEnumType):
            return f"{self._bind('enum', type_.name, leaves.Names(type_))}[{value}]"
        coerced = f"{self._bind('coerced', type_.name, leaves.coercion_of(type_))}({value})"
        condition = leaves.plainly_right(type_, value)
        if condition is None:
            return coerced
        return f"{value} if {condition} else {coerced}"


def _code_of(source: str) -> CodeType:
    """What Python makes of a source. Documents that differ in their values and names alone have the same."""
    code = _CODES.find(source)
    if code is None:
        code = compile(source, "<operation>", "exec")
        _CODES.keep(source, code, len(source))
    return code


class _Functions(dict[object, "_Function"]):
    """The functions for the types that an interface or a union may be, compiled when the first of a type is met."""

    def __init__(
        self, program: Program, abstract: GraphQLInterfaceType | GraphQLUnionType, nodes: Sequence[FieldNode]
    ) -> None:
        super().__init__()
        self._compile = partial(program.of_type, abstract, nodes)

    def __missing__(self, name: object) -> _Function:
        self[name] = function = self._compile(name)
        return function


def _listed(value: object) -> Iterable[object]:
    if not is_iterable(value) or hasattr(value, "__aiter__"):
        raise GivenUp
    return value


def _asking(is_type_of: Callable[..., object]) -> Callable[[object], None]:
    def check(source: object) -> None:
        if (
            source is None
            or source is Undefined
            or isinstance(source, Exception)
            or is_type_of(source, None) is not True
        ):
            raise GivenUp

    return check


def _learning(seen: set[type], classes: type | tuple[type, ...] | None) -> Callable[[object], None]:
    """A check that remembers which classes are right; whether one is does not depend on the object."""

    def check(source: object) -> None:
        class_ = type(source)
        if classes is not None and not issubclass(class_, classes):
            raise GivenUp
        if source is None or source is Undefined or issubclass(class_, Exception) or hasattr(class_, "__await__"):
            raise GivenUp
        seen.add(class_)

    return check


def _naming(schema: GraphQLSchema, abstract: GraphQLInterfaceType | GraphQLUnionType) -> Callable[[object], object]:
    """A function from an object to the name of its type, as the schema says or as graphql-core would find it."""
    if fields.TYPE_NAME in abstract.extensions:
        named: Callable[[object], object] = abstract.extensions[fields.TYPE_NAME]
        return named
    if abstract.resolve_type is not None:
        resolve: Callable[..., object] = abstract.resolve_type
        return lambda value: resolve(value, None, abstract)
    possible: list[tuple[str, Callable[..., object]]] = [
        (type_.name, type_.is_type_of) for type_ in schema.get_possible_types(abstract) if type_.is_type_of is not None
    ]

    def found(value: object) -> str | None:
        name = get_typename(value)
        if isinstance(name, str):
            return name
        return next((name for name, is_type_of in possible if is_type_of(value, None)), None)

    return found


def _varies(node: ValueNode) -> bool:
    if isinstance(node, ListValueNode):
        return any(map(_varies, node.values))
    if isinstance(node, ObjectValueNode):
        return any(_varies(field.value) for field in node.fields)
    return isinstance(node, VariableNode)


def _is_name(text: str) -> bool:
    return text.isidentifier() and not iskeyword(text)
