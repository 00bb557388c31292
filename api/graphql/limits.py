"""What a document may ask for at most, found out in one pass before it is validated.

Each fragment is measured once, so that fragments that spread each other twice cost no more than others. The cost of an
operation is the number of values that its answer may hold: sizes of pages are multiplied, objects and leaves counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    TypeNameMetaFieldDef,
    VariableNode,
    get_introspection_query,
    get_named_type,
    parse,
)
from graphql.utilities.coerce_input_value import coerce_default_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphql import (
        ArgumentNode,
        DirectiveNode,
        DocumentNode,
        GraphQLField,
        GraphQLNamedType,
        GraphQLOutputType,
        GraphQLSchema,
        Node,
        SelectionNode,
    )

#: A field's extension: how many items its list has at most, where no page is asked for.
PAGE = "page"
#: Another: lists of its answer have one item for each of `items` in its argument `input`.
EACH = "each"
_INPUT, _SENT = "input", "items"

MOST_TOKENS = 4_000
MOST_COMMENTS = 1_000
MOST_CHARACTERS = 100_000
MOST_DEPTH = 12
MOST_COST = 15_000
MOST_ALIASES = 50
MOST_FIELDS = 500
#: Fields that are told under one key are compared with each other, each with each.
MOST_REPEATED = 50
MOST_DIRECTIVES = 10
MOST_DEFINITIONS = 100
#: Selections inside of selections, those of fragments among them.
MOST_NESTING = 50
#: What describes types is deeper than what it describes: a type of a list of a list.
MOST_INTROSPECTION_DEPTH = 20
_INTROSPECTION = ("__schema", "__type")
#: Items that are reckoned with where nothing tells how many there may be.
_ITEMS = 10
#: The same in descriptions of types.
_DESCRIBED = {"directives": 8, "fields": 8, "args": 2, "inputFields": 3, "enumValues": 3}
_MUCH = 10**9
_EVERYTHING = dict.fromkeys(
    (
        "specified_by_url",
        "directive_is_repeatable",
        "schema_description",
        "input_value_deprecation",
        "one_of",
    ),
    True,
)


@dataclass(frozen=True)
class Measure:
    """What a selection asks for. Lists of a connection have as many items as the connection's page."""

    depth: int = 0
    nesting: int = 0
    #: Values in the answer, where the object is no connection; introspection is counted apart.
    cost: int = 0
    introspection: int = 0
    #: The same where it is one: those that are there once, and those of each item of the page.
    once: int = 0
    each: int = 0
    aliases: int = 0
    #: How often each response key is selected.
    keys: Counter[str] = field(default_factory=Counter)


def refuse(code: str, words: str, node: Node | None = None) -> NoReturn:
    """Raise the error of a request that asks for too much."""
    raise GraphQLError(words, node, extensions={"code": code})


class Meter:
    """Measures the documents of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema

    def cost(self, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, object]) -> int:
        """The cost of an operation. Raises GraphQLError, with a code, where the document asks for too much."""
        measured = self._measured(document, operation, variables)
        if measured.cost > MOST_COST:
            told = f"{measured.cost:,}" if measured.cost < _MUCH else "far more"
            words = f"The answer may hold {told} values; {MOST_COST:,} are allowed. Ask for smaller pages."
            refuse("COST_LIMIT", words, operation)
        if measured.introspection and measured.introspection > self._most_introspection:
            refuse("COST_LIMIT", "The schema can be asked for once in a request, not more often.", operation)
        return measured.cost

    def _measured(
        self, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, object]
    ) -> Measure:
        if len(document.definitions) > MOST_DEFINITIONS:
            refuse("FRAGMENT_LIMIT", f"A document has at most {MOST_DEFINITIONS} operations and fragments.")
        walk = _Walk(self.schema, document, operation, variables)
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
                walk.definition(definition)
        return walk.definition(operation)

    @cached_property
    def _most_introspection(self) -> int:
        """The cost of asking for all of the schema as tools do, and a quarter more."""
        document = parse(get_introspection_query(**_EVERYTHING))
        operation = document.definitions[0]
        assert isinstance(operation, OperationDefinitionNode)  # noqa: S101 - it is a query
        return self._measured(document, operation, {}).introspection * 5 // 4


class _Walk:
    """One pass over a document."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, object],
    ) -> None:
        self._schema = schema
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._variables = {**_defaults(operation), **variables}
        self._done: dict[int, Measure] = {}
        self._under_way: set[int] = set()

    def definition(self, node: OperationDefinitionNode | FragmentDefinitionNode, level: int = 0) -> Measure:
        """What an operation or a fragment asks for, worked out once."""
        if id(node) not in self._done:
            if id(node) in self._under_way:
                refuse("FRAGMENT_CYCLE", "A fragment spreads itself.", node)
            self._under_way.add(id(node))
            _few_directives(node.directives, node)
            for variable in node.variable_definitions or ():
                _few_directives(variable.directives, variable)
            type_: GraphQLNamedType | None
            if isinstance(node, FragmentDefinitionNode):
                type_ = self._schema.get_type(node.type_condition.name.value)
            else:
                type_ = self._schema.get_root_type(node.operation)
            self._done[id(node)] = self._selection(node.selection_set.selections, type_, node, level)
        return self._done[id(node)]

    def _selection(
        self, selections: Sequence[SelectionNode], type_: GraphQLNamedType | None, where: Node, level: int
    ) -> Measure:
        if level > MOST_NESTING:
            refuse("DEPTH_LIMIT", f"Selections are nested at most {MOST_NESTING} deep, fragments included.", where)
        spread: set[str] = set()
        parts = [part for node in selections if (part := self._part(node, type_, level, spread)) is not None]
        whole = _together(parts)
        self._check(whole, type_, where)
        return whole

    def _part(
        self, node: SelectionNode, type_: GraphQLNamedType | None, level: int, spread: set[str]
    ) -> Measure | None:
        _few_directives(node.directives, node)
        if isinstance(node, FieldNode):
            return self._field(node, type_, level)
        if isinstance(node, InlineFragmentNode):
            inner = self._schema.get_type(node.type_condition.name.value) if node.type_condition else type_
            return self._selection(node.selection_set.selections, inner, node, level + 1)
        assert isinstance(node, FragmentSpreadNode)  # noqa: S101 - nothing else is left
        fragment = self._fragments.get(node.name.value)
        # A fragment is told once in a selection, and of an unknown one validation tells.
        if fragment is None or node.name.value in spread:
            return None
        spread.add(node.name.value)
        return self.definition(fragment, level + 1)

    def _field(self, node: FieldNode, type_: GraphQLNamedType | None, level: int) -> Measure:
        name = node.name.value
        known = _field_of(self._schema, type_, name)
        own = Measure(aliases=int(node.alias is not None), keys=Counter([(node.alias or node.name).value]))
        if node.selection_set is None:
            return _with(own, depth=1, cost=1, once=1)
        named = get_named_type(known.type) if known else None
        inner = self._selection(node.selection_set.selections, named, node, level + 1)
        sizes = {"depth": inner.depth + 1, "nesting": inner.nesting}
        if name in _INTROSPECTION and type_ is self._schema.query_type:
            return _with(own, depth=1, nesting=inner.nesting, introspection=1 + inner.cost)
        if known is None:
            return _with(own, **sizes, cost=1 + inner.cost, once=1 + inner.cost)
        page = self._page(known, node)
        if not _is_list(known.type):
            cost = 1 + (inner.cost if page is None else inner.once + page * inner.each)
            return _with(own, **sizes, cost=cost, once=cost)
        one = 1 + inner.cost
        if page is None:
            return _with(own, **sizes, cost=1 + self._items(type_, name) * one, once=1, each=one)
        return _with(own, **sizes, cost=1 + page * one, once=1 + page * one)

    def _items(self, type_: GraphQLNamedType | None, name: str) -> int:
        if type_ is not None and type_.name.startswith("__"):
            return len(self._schema.type_map) if name == "types" else _DESCRIBED.get(name, 1)
        return _ITEMS

    def _page(self, known: GraphQLField, node: FieldNode) -> int | None:
        """How many items a field's page has, or its list by what the schema says; None where nothing tells."""
        if known.extensions.get(EACH):
            return self._sent(node)
        asked = [name for name in ("first", "last") if name in known.args]
        if not asked:
            told = known.extensions.get(PAGE)
            return None if told is None else int(told)
        given = [self._number(one.value) for one in node.arguments or () if one.name.value in asked]
        sizes = [size for size in given if size is not None] or [
            default for name in asked if type(default := coerce_default_value(known.args[name])) is int
        ]
        if not sizes:
            refuse("PAGE_SIZE_NEEDED", f"Say how many are wanted of `{node.name.value}`: first or last.", node)
        return min(max(0, *sizes), _MUCH)

    def _sent(self, node: FieldNode) -> int:
        """How many items an input has; a single one stands for a list of one."""
        items = self._given(next((one.value for one in node.arguments or () if one.name.value == _INPUT), None))
        if isinstance(items, dict):
            items = items.get(_SENT)
        elif isinstance(items, ObjectValueNode):
            items = self._given(next((one.value for one in items.fields if one.name.value == _SENT), None))
        if isinstance(items, ListValueNode):
            return len(items.values)
        return len(items) if isinstance(items, list) else 1

    def _given(self, value: object) -> object:
        return self._variables.get(value.name.value) if isinstance(value, VariableNode) else value

    def _number(self, node: Node) -> int | None:
        if isinstance(node, IntValueNode):
            return _whole(node)
        value = self._variables.get(node.name.value) if isinstance(node, VariableNode) else None
        return value if type(value) is int else None

    @staticmethod
    def _check(whole: Measure, type_: GraphQLNamedType | None, where: Node) -> None:
        describing = type_ is not None and type_.name.startswith("__")
        most = MOST_INTROSPECTION_DEPTH if describing else MOST_DEPTH
        if whole.depth > most:
            refuse("DEPTH_LIMIT", f"Fields are nested at most {most} deep, those of fragments included.", where)
        if whole.nesting > MOST_NESTING:
            refuse("DEPTH_LIMIT", f"Selections are nested at most {MOST_NESTING} deep, fragments included.", where)
        if whole.aliases > MOST_ALIASES:
            refuse(
                "ALIAS_LIMIT", f"A selection has at most {MOST_ALIASES} aliases, those of fragments included.", where
            )
        if whole.keys.total() > MOST_FIELDS or max(whole.keys.values(), default=0) > MOST_REPEATED:
            words = f"A selection has at most {MOST_FIELDS} fields, and each key at most {MOST_REPEATED} times."
            refuse("FIELD_LIMIT", words, where)


def _with(own: Measure, **sizes: int) -> Measure:
    capped = {name: min(size, _MUCH) for name, size in sizes.items()}
    return Measure(aliases=own.aliases, keys=own.keys, **capped)


def _together(parts: Sequence[Measure]) -> Measure:
    """Several parts of one selection."""
    keys: Counter[str] = Counter()
    for part in parts:
        keys.update(part.keys)
    return Measure(
        depth=max((part.depth for part in parts), default=0),
        nesting=max((part.nesting for part in parts), default=0) + 1,
        cost=min(sum(part.cost for part in parts), _MUCH),
        introspection=min(sum(part.introspection for part in parts), _MUCH),
        once=min(sum(part.once for part in parts), _MUCH),
        each=min(sum(part.each for part in parts), _MUCH),
        aliases=sum(part.aliases for part in parts),
        keys=keys,
    )


def _field_of(schema: GraphQLSchema, type_: GraphQLNamedType | None, name: str) -> GraphQLField | None:
    if name == "__typename":
        return TypeNameMetaFieldDef
    if isinstance(type_, GraphQLObjectType):
        return schema.get_field(type_, name)
    return type_.fields.get(name) if isinstance(type_, GraphQLInterfaceType) else None


def _is_list(type_: GraphQLOutputType) -> bool:
    return isinstance(type_.of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLList)


def _few_directives(directives: Sequence[DirectiveNode] | None, node: Node) -> None:
    if directives and len(directives) > MOST_DIRECTIVES:
        refuse("DIRECTIVE_LIMIT", f"One place has at most {MOST_DIRECTIVES} directives.", node)


def _defaults(operation: OperationDefinitionNode) -> dict[str, object]:
    """The values that an operation's variables have when a request gives none; those that are no numbers as written."""
    return {
        one.variable.name.value: _whole(value) if isinstance(value := one.default_value, IntValueNode) else value
        for one in operation.variable_definitions or ()
    }


def _whole(node: IntValueNode) -> int:
    return int(node.value) if len(node.value) < len(str(_MUCH)) else _MUCH


def page_variables(document: DocumentNode) -> tuple[str, ...]:
    """The variables that decide how much an operation costs, in alphabetical order."""
    names: set[str] = set()
    waiting: list[Iterable[SelectionNode]] = [
        one.selection_set.selections
        for one in document.definitions
        if isinstance(one, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    while waiting:
        for node in waiting.pop():
            if isinstance(node, FieldNode):
                names.update(name for one in node.arguments or () if (name := _deciding(one)) is not None)
            inner = getattr(node, "selection_set", None)
            if inner is not None:
                waiting.append(inner.selections)
    return tuple(sorted(names))


def _deciding(argument: ArgumentNode) -> str | None:
    """The variable that tells the size of a page, or the items of an input, if one does."""
    value: Node | None = argument.value
    if argument.name.value == _INPUT and isinstance(value, ObjectValueNode):
        value = next((one.value for one in value.fields if one.name.value == _SENT), None)
    known = argument.name.value in {"first", "last", _INPUT}
    return value.name.value if known and isinstance(value, VariableNode) else None


def size_of(variables: Mapping[str, object], name: str) -> int | str:
    """What of a variable's value decides a cost."""
    value = variables.get(name)
    items = value.get(_SENT) if isinstance(value, dict) else value
    if isinstance(items, list):
        return f"{len(items)} items"
    return value if type(value) is int else "given" if name in variables else "absent"
