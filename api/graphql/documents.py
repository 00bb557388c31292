"""Documents of clients: read, held to the limits, validated once, kept; some are registered by their hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values

from api.graphql import limits
from api.graphql.compiled import CompiledOperation
from api.graphql.rules import rules_for
from api.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphql import DocumentNode, GraphQLSchema
    from graphql.execution.values import VariableValues

_MOST_KEPT = 500
#: Characters of all documents that are kept; what is parsed of them takes some two hundred times as much.
_MOST_TEXT = 300_000
_MOST_REGISTERED = 500
_MOST_REGISTERED_TEXT = 500_000
_MOST_TENANTS = 100
_MOST_COSTS = 64
_MOST_ERRORS = 20


class Refused(Exception):
    """A request that is not executed; its errors are for the client."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


def refused(code: str, words: str) -> Refused:
    """A request that is not executed for one reason."""
    return Refused([GraphQLError(words, extensions={"code": code})])


@dataclass(frozen=True)
class Operation:
    """One operation of a document, ready to be executed."""

    document: DocumentNode
    node: OperationDefinitionNode
    compiled: CompiledOperation
    #: Its cost by the values of the variables that decide it.
    costs: dict[tuple[object, ...], int] = field(default_factory=dict)

    @property
    def name(self) -> str | None:
        """Its name, if it has one."""
        return self.node.name.value if self.node.name else None

    @property
    def is_query(self) -> bool:
        """Whether it only reads."""
        return self.node.operation is OperationType.QUERY

    def values(self, schema: GraphQLSchema, variables: Mapping[str, object]) -> VariableValues | list[GraphQLError]:
        """What its variables stand for, or why they stand for nothing."""
        defined = self.node.variable_definitions or ()
        return get_variable_values(schema, defined, dict(variables), max_errors=_MOST_ERRORS)


@dataclass(frozen=True)
class Document:
    """A document that was read."""

    node: DocumentNode
    operations: Sequence[Operation]
    page_variables: tuple[str, ...]

    def operation(self, name: str | None) -> Operation:
        """The operation of this name, or the only one. Raises Refused."""
        if name is None:
            if len(self.operations) == 1:
                return self.operations[0]
            words = "Say by `operationName` which operation is meant." if self.operations else "There is no operation."
            raise refused("OPERATION_NOT_FOUND", words)
        for operation in self.operations:
            if operation.name == name:
                return operation
        raise refused("OPERATION_NOT_FOUND", "The document has no operation of this name.")


class Documents:
    """The documents that are asked of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._meter = limits.Meter(schema)
        self._kept: Kept[Document] = Kept(_MOST_KEPT, _MOST_TEXT)
        self._registered: Kept[Kept[str]] = Kept(_MOST_TENANTS, _MOST_TENANTS)

    def prepared(self, text: str, operation_name: str | None, variables: Mapping[str, object]) -> tuple[Operation, int]:
        """The operation that a request is about, valid and within the limits, and its cost. Raises Refused."""
        kept = self._kept.find(text)
        document = kept or self._read(text)
        operation = document.operation(operation_name)
        cost = self._cost(document, operation, variables)
        if kept is None:
            errors = validate(self.schema, document.node, rules_for(text), max_errors=_MOST_ERRORS)
            if errors:
                raise Refused([_coded(error, "VALIDATION_ERROR") for error in errors])
            self._kept.keep(text, document, len(text))
        return operation, cost

    def registered(self, tenant: str, hash_: str) -> str:
        """The document that a tenant registered under this hash. Raises Refused."""
        of_tenant = self._registered.find(tenant)
        text = of_tenant.find(hash_) if of_tenant else None
        if text is None:
            raise refused("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
        return text

    def register(self, tenant: str, text: str) -> None:
        """Let a tenant ask for a document by its hash from now on, as long as there is room for it."""
        of_tenant = self._registered.find(tenant)
        if of_tenant is None:
            of_tenant = Kept(_MOST_REGISTERED, _MOST_REGISTERED_TEXT)
            self._registered.keep(tenant, of_tenant, 1)
        of_tenant.keep(hash_of(text), text, len(text))

    def _read(self, text: str) -> Document:
        try:
            node = parse(
                text,
                max_lexical_tokens=limits.MOST_TOKENS,
                max_comments=limits.MOST_COMMENTS,
                max_source_length=limits.MOST_CHARACTERS,
            )
        except GraphQLError as error:
            raise Refused([_coded(error, _code_of(error))]) from error
        fragments = {one.name.value: one for one in node.definitions if isinstance(one, FragmentDefinitionNode)}
        operations = [
            Operation(node, one, CompiledOperation(self.schema, fragments, one))
            for one in node.definitions
            if isinstance(one, OperationDefinitionNode)
        ]
        return Document(node, operations, limits.page_variables(node))

    def _cost(self, document: Document, operation: Operation, variables: Mapping[str, object]) -> int:
        key = tuple(limits.size_of(variables, name) for name in document.page_variables)
        if key not in operation.costs:
            try:
                cost = self._meter.cost(document.node, operation.node, variables)
            except GraphQLError as error:
                raise Refused([error]) from error
            if len(operation.costs) >= _MOST_COSTS:
                operation.costs.clear()
            operation.costs[key] = cost
            return cost
        return operation.costs[key]


def hash_of(text: str) -> str:
    """The hash under which a document is registered: SHA-256, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _code_of(error: GraphQLError) -> str:
    """What kind of error the parser tells of; those of its limits it tells apart by their words only."""
    if not error.message.endswith("Parsing aborted."):
        return "SYNTAX_ERROR"
    return "DEPTH_LIMIT" if "nested too deeply" in error.message else "TOKEN_LIMIT"


def _coded(error: GraphQLError, code: str) -> GraphQLError:
    error.extensions = {"code": code, **(error.extensions or {})}
    return error
