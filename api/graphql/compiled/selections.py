"""Which fields a selection has for an object of one type: CollectFields of the specification, at compile time.

`@skip` and `@include` are decided by the variables that the operation is compiled for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSkipDirective,
    GraphQLUnionType,
    InlineFragmentNode,
    VariableNode,
)
from graphql.execution.values import get_directive_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphql import FragmentDefinitionNode, GraphQLSchema, SelectionNode, SelectionSetNode
    from graphql.execution.values import VariableValues

#: Nodes of fields by the key under which they are told, in the order in which they are told.
Collected = dict[str, list[FieldNode]]
_CONDITIONS = (GraphQLSkipDirective.name, GraphQLIncludeDirective.name)


class Selections:
    """The selections of one document, for one choice of the variables that conditions use."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = variables

    def of(self, type_: GraphQLObjectType, sets: Iterable[SelectionSetNode | None]) -> Collected:
        """What is selected of an object of this type. Raises GraphQLError for a condition without a value."""
        collected: Collected = {}
        visited: set[str] = set()
        for one in sets:
            if one is not None:
                self._collect(type_, one.selections, collected, visited)
        return collected

    def _collect(
        self,
        type_: GraphQLObjectType,
        selections: Sequence[SelectionNode],
        collected: Collected,
        visited: set[str],
    ) -> None:
        for node in selections:
            if node.directives and not self._included(node):
                continue
            if isinstance(node, FieldNode):
                collected.setdefault((node.alias or node.name).value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or self._applies(node.type_condition.name.value, type_):
                    self._collect(type_, node.selection_set.selections, collected, visited)
            elif isinstance(node, FragmentSpreadNode):
                name = node.name.value
                fragment = self._fragments[name]
                if name not in visited and self._applies(fragment.type_condition.name.value, type_):
                    visited.add(name)
                    self._collect(type_, fragment.selection_set.selections, collected, visited)

    def _included(self, node: SelectionNode) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
        if skip and skip["if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        return not include or bool(include["if"])

    def _applies(self, condition: str, type_: GraphQLObjectType) -> bool:
        if condition == type_.name:
            return True
        wanted = self._schema.get_type(condition)
        return isinstance(wanted, GraphQLInterfaceType | GraphQLUnionType) and self._schema.is_sub_type(wanted, type_)


def deciding_variables(sets: Iterable[SelectionSetNode]) -> tuple[str, ...]:
    """The names of the variables that decide what is selected, in alphabetical order."""
    names: set[str] = set()
    waiting = list(sets)
    while waiting:
        for node in waiting.pop().selections:
            for directive in node.directives or ():
                if directive.name.value in _CONDITIONS:
                    names.update(
                        one.value.name.value for one in directive.arguments or () if isinstance(one.value, VariableNode)
                    )
            inner = getattr(node, "selection_set", None)
            if inner is not None:
                waiting.append(inner)
    return tuple(sorted(names))
