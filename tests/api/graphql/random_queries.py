"""Invented queries: fragments in fragments, aliases, conditions, variables with and without defaults and values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    Undefined,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)

from tests.api.graphql.random_schemas import fields_of

if TYPE_CHECKING:
    import random

    from graphql import GraphQLArgument, GraphQLField, GraphQLSchema

_MOST_DEPTH = 3


class RandomQuery:
    """One query, as text, with the values of its variables."""

    def __init__(self, schema: GraphQLSchema, chance: random.Random) -> None:
        self._schema = schema
        self._chance = chance
        self._written: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self._fragments: dict[str, tuple[Any, str]] = {}
        self._variables: dict[str, str] = {}
        self.values: dict[str, object] = {}
        body = self._selection(schema.query_type, 0)
        defined = f"({', '.join(self._variables.values())})" if self._variables else ""
        fragments = [f"fragment {name} on {type_.name} {text}" for name, (type_, text) in self._fragments.items()]
        self.text = "\n".join([f"query Random{defined} {body}", *fragments])

    def _selection(self, type_: Any, depth: int) -> str:  # noqa: ANN401
        parts = [self._part(type_, depth) for _ in range(self._chance.randrange(1, 5))]
        return "{ " + " ".join(parts) + " }"

    def _part(self, type_: Any, depth: int) -> str:  # noqa: ANN401
        draw = self._chance.random()
        if draw < 0.1 or (not fields_of(type_) and draw < 0.4):
            return f"{self._chance.choice(['', 'kind_of: '])}__typename{self._condition()}"
        if (draw < 0.25 and depth < _MOST_DEPTH) or not fields_of(type_):
            wanted = self._chance.choice([None, *self._related(type_)])
            on = f" on {wanted.name}" if wanted else ""
            return f"...{on}{self._condition()} {self._selection(wanted or type_, depth + 1)}"
        if draw < 0.4 and depth < _MOST_DEPTH:
            return f"...{self._fragment(type_, depth)}{self._condition()}"
        return self._field(type_, depth)

    def _related(self, type_: Any) -> list[Any]:  # noqa: ANN401
        possible = self._schema.get_possible_types(type_) if is_abstract_type(type_) else [type_]
        around = [
            one
            for one in self._schema.type_map.values()
            if is_abstract_type(one) and any(self._schema.is_sub_type(one, object_) for object_ in possible)
        ]
        return [*possible, *around]

    def _fragment(self, type_: Any, depth: int) -> str:  # noqa: ANN401
        related = self._related(type_)
        fitting = [name for name, (on, _text) in self._fragments.items() if on in related]
        if fitting and self._chance.random() < 0.5:
            return self._chance.choice(fitting)
        on = self._chance.choice(related)
        text = self._selection(on, depth + 1)
        name = f"Part{len(self._fragments)}"
        self._fragments[name] = on, text
        return name

    def _field(self, type_: Any, depth: int) -> str:  # noqa: ANN401
        fields: dict[str, GraphQLField] = fields_of(type_)
        leaves = [name for name, one in fields.items() if is_leaf_type(get_named_type(one.type))]
        name = self._chance.choice(leaves if leaves and depth >= _MOST_DEPTH else sorted(fields))
        named = get_named_type(fields[name].type)
        if not is_leaf_type(named) and depth > _MOST_DEPTH:
            return "__typename"
        alias, arguments = self._key(name, fields[name])
        selection = "" if is_leaf_type(named) else " " + self._selection(named, depth + 1)
        return f"{alias}{name}{arguments}{self._condition()}{selection}"

    def _key(self, name: str, field: GraphQLField) -> tuple[str, str]:
        """Alias and arguments, such that what is told under one key is the same field with the same arguments."""
        if self._chance.random() < 0.7:
            return "", self._kept_arguments(name, field)
        alias = f"x{self._chance.randrange(20)}"
        if self._aliases.setdefault(alias, name) != name:
            return "", self._kept_arguments(name, field)
        return f"{alias}: ", self._kept_arguments(alias, field)

    def _kept_arguments(self, key: str, field: GraphQLField) -> str:
        if key not in self._written:
            self._written[key] = self._arguments(field.args)
        return self._written[key]

    def _arguments(self, arguments: dict[str, GraphQLArgument]) -> str:
        written = []
        for name, one in arguments.items():
            needed = isinstance(one.type, GraphQLNonNull) and one.default_value is Undefined
            if needed or self._chance.random() < 0.7:
                written.append(f"{name}: {self._input(one.type, with_default=not needed)}")
        return f"({', '.join(written)})" if written else ""

    def _input(self, type_: Any, *, with_default: bool) -> str:  # noqa: ANN401
        if self._chance.random() < 0.35:
            return self._variable(type_, with_default=with_default)
        return self._literal(type_)

    def _variable(self, type_: Any, *, with_default: bool) -> str:  # noqa: ANN401
        name = f"v{len(self._variables)}"
        default = self._chance.random() < 0.4
        shown = str(type_.of_type) if isinstance(type_, GraphQLNonNull) and default and with_default else str(type_)
        told = f" = {self._literal(type_, constant=True)}" if default else ""
        self._variables[name] = f"${name}: {shown}{told}"
        if (isinstance(type_, GraphQLNonNull) and not default) or self._chance.random() < 0.6:
            self.values[name] = self._json(type_)
        elif self._chance.random() < 0.2:
            self.values[name] = None
        return f"${name}"

    def _literal(self, type_: Any, *, constant: bool = False, depth: int = 0) -> str:  # noqa: ANN401
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        elif self._chance.random() < 0.1:
            return "null"
        if isinstance(type_, GraphQLList):
            items = [
                self._literal(type_.of_type, constant=constant, depth=depth + 1)
                for _ in range(self._chance.randrange(3))
            ]
            return f"[{', '.join(items)}]" if self._chance.random() < 0.9 or not items else items[0]
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_, depth, constant=constant)
        if isinstance(type_, GraphQLEnumType):
            return str(self._chance.choice(sorted(type_.values)))
        texts = {"Int": ["1", "-4"], "String": ['"a"', '"""b"""'], "Boolean": ["true", "false"], "Backwards": ['"ab"']}
        return self._chance.choice(texts[type_.name])

    def _object(self, type_: GraphQLInputObjectType, depth: int, *, constant: bool) -> str:
        written = []
        for name, one in type_.fields.items():
            if isinstance(one.type, GraphQLNonNull) or (self._chance.random() < 0.5 and depth < 2):
                vary = not constant and self._chance.random() < 0.2
                value = (
                    self._variable(one.type, with_default=False)
                    if vary
                    else self._literal(one.type, constant=constant, depth=depth + 1)
                )
                written.append(f"{name}: {value}")
        return "{" + ", ".join(written) + "}"

    def _json(self, type_: Any, depth: int = 0) -> object:  # noqa: ANN401
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        elif self._chance.random() < 0.15:
            return None
        if isinstance(type_, GraphQLList):
            return [self._json(type_.of_type, depth + 1) for _ in range(self._chance.randrange(3))]
        if isinstance(type_, GraphQLInputObjectType):
            return {
                name: self._json(one.type, depth + 1)
                for name, one in type_.fields.items()
                if isinstance(one.type, GraphQLNonNull) or (self._chance.random() < 0.5 and depth < 2)
            }
        if isinstance(type_, GraphQLEnumType):
            return self._chance.choice(sorted(type_.values))
        values: dict[str, list[object]] = {
            "Int": [3, -2, 5.0, 0, 1, 2, 9, 2**31 - 1, "wrong"],
            "String": ["c"],
            "Boolean": [True, False],
            "Backwards": ["cd"],
        }
        return self._chance.choice(values[type_.name])

    def _condition(self) -> str:
        if self._chance.random() < 0.75:
            return ""
        directives = self._chance.sample(["skip", "include"], self._chance.choice([1, 1, 2]))
        return "".join(f" @{name}(if: {self._decision()})" for name in directives)

    def _decision(self) -> str:
        if self._chance.random() < 0.5:
            return self._chance.choice(["true", "false"])
        name = self._chance.choice(["s0", "s1", "s2"])
        if name not in self._variables:
            default = self._chance.choice(["! ", " = true", "! = false"])
            self._variables[name] = f"${name}: Boolean{default}"
            if default == "! " or self._chance.random() < 0.5:
                self.values[name] = self._chance.random() < 0.5
            elif self._chance.random() < 0.1:
                self.values[name] = None
        return f"${name}"
