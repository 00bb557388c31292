"""The tenant on a day: where every query begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.descriptions import AS_OF, TABLES
from api.graphql.schema import alignment, findings, graph, picture, remedies, settings
from api.graphql.schema.lists import all_of
from api.graphql.schema.nodes import NODE_FIELDS
from api.graphql.schema.parts import argument, attribute, field, object_type
from api.graphql.schema.sources import OF_TABLE, Row

if TYPE_CHECKING:
    from datetime import date

    from api.graphql.schema.context import Context
    from interlace.reading.view import View


class Tenant:
    """A tenant's address, and the view of it, which is asked for by what reads the register and by nothing else:
    programs that may only send bundles or have webhooks find what is theirs here too.
    """

    __slots__ = ("_context", "_day", "slug")

    def __init__(self, context: Context, day: date | None) -> None:
        self.slug = context.caller.tenant
        self._context = context
        self._day = day

    @property
    def view(self) -> View:
        """What the caller sees. Raises Forbidden where they may not read."""
        return self._context.on(self._day)


def _tenant(_source: object, context: Context, asOf: date | None = None) -> Tenant:  # noqa: N803 - the argument's name
    return Tenant(context, asOf)


def _of_code(table: str) -> Any:  # noqa: ANN401 - a plain function
    def plain(source: Tenant, _context: Context, code: str) -> Row | None:
        row = source.view.sight.row_of_code(table, code)
        return None if row is None else OF_TABLE[table](source.view, row)

    return plain


_CODE = argument("code", "str", "Its code.")
FIELDS = [
    attribute("slug", "str", "The tenant’s name in addresses."),
    attribute("revision", "int", "The revision of the register that is read.", "view.revision"),
    attribute("asOf", "Date", "The day as of which it is read.", "view.as_of"),
    *settings.FIELDS,
    *(all_of(table, table, TABLES[table]) for table in OF_TABLE),
    field("body", "Body | None", "The body of a code.", _of_code("bodies"), _CODE),
    field("strategy", "Strategy | None", "The strategy of a code.", _of_code("strategies"), _CODE),
    field("action", "Action | None", "The action of a code.", _of_code("actions"), _CODE),
    *alignment.TENANT_FIELDS,
    *findings.TENANT_FIELDS,
    *picture.TENANT_FIELDS,
    *remedies.TENANT_FIELDS,
    *graph.TENANT_FIELDS,
]
QUERY_FIELDS = [
    field("tenant", "Tenant", "The tenant of the address.", _tenant, argument("asOf", "Date | None", AS_OF)),
    *NODE_FIELDS,
]


def make(*more: Any) -> None:  # noqa: ANN401 - fields
    """Make the types, with further fields of the tenant."""
    object_type(
        "Tenant", "A programme that shares a register: a country, a region, a network.", [*FIELDS, *more], source=Tenant
    )
    object_type("Query", "What can be read.", QUERY_FIELDS)
