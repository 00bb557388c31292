"""One query operation, compiled for each choice of the variables that decide what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import GraphQLError, OperationType

from api.graphql.compiled.program import Arguments, NotCompilable, Program
from api.graphql.compiled.selections import Selections, deciding_variables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode
    from graphql.execution.values import VariableValues

_MOST_VARIANTS = 16


class CompiledOperation:
    """A validated query, for as long as its document is kept."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        operation: OperationDefinitionNode,
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._operation = operation
        sets = [operation.selection_set, *(fragment.selection_set for fragment in fragments.values())]
        self._deciding = deciding_variables(sets)
        self._variants: dict[tuple[Any, ...], Program | None] = {}

    def data(self, context: object, variables: VariableValues) -> dict[str, Any] | None:
        """What is answered, or None where graphql-core is to answer: what is not compiled, and every error."""
        program = self._variant(variables)
        if program is None:
            return None
        try:
            return program.run(None, context, Arguments(program, variables))
        except Exception:
            # Whatever it is, graphql-core meets it too, and tells it as it should be told.
            return None

    def _variant(self, variables: VariableValues) -> Program | None:
        key = tuple(variables.coerced.get(name) for name in self._deciding)
        if key not in self._variants:
            if len(self._variants) >= _MOST_VARIANTS:
                self._variants.clear()
            self._variants[key] = self._compiled(variables)
        return self._variants.get(key)

    def _compiled(self, variables: VariableValues) -> Program | None:
        query = self._schema.query_type
        if self._operation.operation is not OperationType.QUERY or query is None or self._operation.directives:
            return None
        selections = Selections(self._schema, self._fragments, variables)
        try:
            return Program(self._schema, selections, query, self._operation)
        except (NotCompilable, GraphQLError, RecursionError, SyntaxError):
            return None
