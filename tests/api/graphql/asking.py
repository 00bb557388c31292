"""Asking the schema about a register, twice: compiled and by graphql-core, whose answers must be the same."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from graphql import FragmentDefinitionNode, OperationDefinitionNode, execute_sync, parse, validate
from graphql.execution.values import get_variable_values

from api.graphql.compiled import CompiledOperation
from api.graphql.limits import Meter
from api.graphql.schema.build import schema
from api.graphql.schema.context import Context
from interlace.identity.callers import Caller
from interlace.principals import Grant, Principal
from interlace.reading.views import view_of
from interlace.snapshots.store import SnapshotStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from graphql import DocumentNode

    from interlace.db.connections import Database

DAY = date(2026, 11, 22)
STORE = SnapshotStore(2**30)


class Asker:
    """Somebody with these grants in a tenant, on a day that counts as today."""

    def __init__(self, database: Database, tenant_id: UUID, *grants: Grant, today: date = DAY) -> None:
        self.database = database
        self.caller = Caller(Principal("user", uuid4(), tenant_id, grants), "tenant", None, -1, None)
        self.today = today

    def context(self) -> Context:
        """What one request of theirs stands in."""
        today = datetime.now(UTC).date()
        return Context(
            lambda caller, day: view_of(STORE, self.database, caller, day, today),
            self.today,
            self.caller,
            self.database,
        )

    def data(self, text: str, **variables: object) -> dict[str, Any]:
        """What a query that has no errors is answered."""
        document = checked(text)
        compiled = compiled_data(document, self.context(), variables)
        result = execute_sync(schema(), document, None, self.context(), dict(variables))
        assert result.errors is None, result.errors
        assert result.data is not None
        if compiled is not None:
            assert compiled == result.data
        return result.data

    def told(self, text: str, **variables: object) -> dict[str, Any]:
        """The same of a query over the snapshot, which is compiled for certain."""
        assert compiled_data(checked(text), self.context(), variables) is not None, text
        return self.data(text, **variables)

    def errors(self, text: str, **variables: object) -> list[str]:
        """The messages of a query that is refused."""
        result = execute_sync(schema(), checked(text), None, self.context(), variables)
        return [str(error.original_error or error.message) for error in result.errors or ()]


def checked(text: str) -> DocumentNode:
    """A document that is valid and within the limits."""
    document = parse(text)
    assert validate(schema(), document) == []
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            Meter(schema()).cost(document, operation, {})
    return document


def compiled_data(document: DocumentNode, context: Context, variables: Mapping[str, object]) -> dict[str, Any] | None:
    """What the compiled operation answers; None where it leaves the answer to graphql-core."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    (operation,) = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    values = get_variable_values(schema(), operation.variable_definitions or (), dict(variables))
    assert not isinstance(values, list), values
    return CompiledOperation(schema(), fragments, operation).data(context, values)
