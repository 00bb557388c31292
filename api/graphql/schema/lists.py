"""Lists of records in pages, as Relay's connections: which are asked for, in which order, from where on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from api.descriptions import DESCRIPTIONS
from api.graphql.schema import nodes
from api.graphql.schema.columns import column_type
from api.graphql.schema.parts import argument, attribute, camel, enum, field, input_type, object_type
from api.graphql.schema.sources import OF_TABLE, Row
from graph.tables import SCHEMA, Kind
from interlace.errors import FieldProblem, Invalid
from interlace.reading.pages import MOST, USUAL, Asked, filters_of, has_period, page_of, sorts_of

if TYPE_CHECKING:
    from strawberry.types.arguments import StrawberryArgument
    from strawberry.types.field import StrawberryField

    from api.graphql.schema.context import Context
    from interlace.reading.view import View

#: The rows of a record's list in the own order of the table that they are rows of, such as `sight.rows_where` gives.
Rows = Callable[[Any, "Context"], Sequence[int]]


class Connection:
    """One page of a list. `cursor_of` names the place of one of its items."""

    __slots__ = ("cursor_of", "has_next", "has_previous", "items", "total")

    def __init__(
        self,
        items: Sequence[Any],
        total: int | None,
        has_next: bool,
        has_previous: bool,
        cursor_of: Callable[[Any], str],
    ) -> None:
        self.items = items
        self.total = total
        self.has_next = has_next
        self.has_previous = has_previous
        self.cursor_of = cursor_of


class Edge:
    """One item of a page with its place."""

    __slots__ = ("cursor", "node")

    def __init__(self, cursor: str, node: object) -> None:
        self.cursor = cursor
        self.node = node


def connection_type(type_: str, several: str, *, counted: bool = True) -> None:
    """The types `…Connection` and `…Edge` of a type; `several` names many of it in a sentence."""
    total = attribute("totalCount", "int", "How many there are in all pages together.", "total")
    object_type(
        f"{type_}Edge",
        f"One of {several} with its place in a list.",
        [
            attribute("cursor", "str", "Its place: a page may begin after it."),
            attribute("node", type_, "What stands there."),
        ],
        source=Edge,
    )
    object_type(
        f"{type_}Connection",
        f"A page of {several}.",
        [
            field("nodes", f"list[{type_}]", "What the page holds.", _items),
            field("edges", f"list[{type_}Edge]", "The same with the place of each.", _edges),
            field("pageInfo", "PageInfo", "Where the page stands among others.", _itself),
            *([total] if counted else []),
        ],
        source=Connection,
    )


def _items(source: Connection, _context: Context) -> Sequence[Any]:
    return source.items


def _edges(source: Connection, _context: Context) -> list[Edge]:
    return [Edge(source.cursor_of(item), item) for item in source.items]


def _itself(source: Connection, _context: Context) -> Connection:
    return source


def _start(source: Connection, _context: Context) -> str | None:
    return source.cursor_of(source.items[0]) if source.items else None


def _end(source: Connection, _context: Context) -> str | None:
    return source.cursor_of(source.items[-1]) if source.items else None


object_type(
    "PageInfo",
    "Where a page stands among others.",
    [
        attribute("hasNextPage", "bool", "Whether there is a page after it.", "has_next"),
        attribute("hasPreviousPage", "bool", "Whether there is something before it.", "has_previous"),
        field("startCursor", "str | None", "The place of its first item; null where it has none.", _start),
        field("endCursor", "str | None", "The place of its last item: the next page comes after it.", _end),
    ],
    source=Connection,
)

FIRST = argument("first", "int", f"How many are wanted at most: 1 to {MOST}.", USUAL)
AFTER = argument("after", "str | None", "A cursor of an earlier page: what comes after it is wanted.")


def cut(
    items: Sequence[Any],
    first: int,
    after: str | None,
    cursor_of: Callable[[Any], str],
) -> Connection:
    """A page of a short list whose items all have their cursors at hand. Raises Invalid."""
    check_first(first)
    start = 0
    if after is not None:
        places = [cursor_of(item) for item in items]
        if after not in places:
            raise Invalid([FieldProblem("/after", "bad-cursor")])
        start = places.index(after) + 1
    end = start + first
    return Connection(items[start:end], len(items), end < len(items), start > 0, cursor_of)


def check_first(first: int) -> None:
    """Raise Invalid for a page that is larger than any may be."""
    if not 1 <= first <= MOST:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST)})])


def paged(table: str, filtered: bool = False) -> list[StrawberryArgument]:
    """The arguments of a list of a table's records; one that belongs to a record has `filtered` alone."""
    type_ = OF_TABLE[table].__name__
    arguments = [
        FIRST,
        AFTER,
        argument("filter", f"{type_}Filter | None", "What is wanted: all that agrees with each of its fields."),
    ]
    if has_period(table):
        words = "Only what has, or has not, its period on the day."
        arguments.append(argument("live", "bool | None", words))
    if filtered:
        return arguments
    return [
        *arguments,
        argument("q", "str | None", "A text that code, names or titles hold, whatever the accents."),
        argument("sort", f"{type_}Sort | None", "The order; by code, or else by id, unless it is told."),
    ]


def all_of(name: str, table: str, description: str) -> StrawberryField:
    """A field of the tenant: all records of a table."""

    def plain(source: Any, context: Context, **asked: Any) -> Connection:  # noqa: ANN401
        view: View = source.view
        return context.searched(
            (view, table, _key(asked)), lambda: _connection(view, table, _asked(table, asked), None)
        )

    return field(name, f"{OF_TABLE[table].__name__}Connection", description, plain, *paged(table))


def some_of(name: str, table: str, description: str, rows: Rows) -> StrawberryField:
    """A field of a record: those records of a table that belong to it."""

    def plain(
        source: Any,  # noqa: ANN401
        context: Context,
        first: int = USUAL,
        after: str | None = None,
        filter: Mapping[str, Any] | None = None,  # noqa: A002
        live: bool | None = None,
    ) -> Connection:
        view: View = source.view
        found = rows(source, context)
        if after is None and not filter and live is None:
            check_first(first)
            return _beginning(view, table, found, first)
        asked = {"first": first, "after": after, "filter": filter, "live": live}
        key = (view, name, type(source), source.row, _key(asked))
        return context.searched(key, lambda: _connection(view, table, _asked(table, asked), found))

    return field(name, f"{OF_TABLE[table].__name__}Connection", description, plain, *paged(table, filtered=True))


def _beginning(view: View, table: str, rows: Sequence[int], first: int) -> Connection:
    """The first page, for which no table needs to be looked through."""
    of = OF_TABLE[table]

    def cursor_of(item: Row) -> str:
        return page_of(view, table, Asked(first=1), [item.row]).cursor_of(item.row)

    return Connection([of(view, row) for row in rows[:first]], len(rows), len(rows) > first, False, cursor_of)


def _connection(view: View, table: str, asked: Asked, among: Sequence[int] | None) -> Connection:
    page, of = page_of(view, table, asked, among), OF_TABLE[table]
    items = [of(view, row) for row in page.rows]
    return Connection(items, page.total, page.has_next, page.has_previous, lambda item: page.cursor_of(item.row))


def _key(asked: Mapping[str, Any]) -> str:
    return json.dumps(asked, sort_keys=True, default=str)


def _asked(table: str, given: Mapping[str, Any]) -> Asked:
    filters = {
        _COLUMNS[table][name]: _values(table, _COLUMNS[table][name], values)
        for name, values in (given.get("filter") or {}).items()
        if values is not None
    }
    sort = given.get("sort")
    return Asked(
        filters=filters,
        text=given.get("q"),
        sort=None if sort is None else str(sort),
        live=given.get("live"),
        first=given.get("first", USUAL),
        after=given.get("after"),
    )


def _values(table: str, column: str, given: Sequence[Any]) -> list[Any]:
    if column == "id":
        found = [nodes.uuid_of(one, OF_TABLE[table].__name__) for one in given]
        return [one for one in found if one is not None]
    if SCHEMA[table][column].kind is Kind.CELLS:
        return [f"{one['principle']}:{one['area']}" for one in given]
    return [str(one) if isinstance(one, str) else one for one in given]


_COLUMNS = {table: {camel(name): name for name in filters_of(table)} for table in SCHEMA}


def _make() -> None:
    for table, record in OF_TABLE.items():
        type_ = record.__name__
        connection_type(type_, f"{table}")
        values = {sign + name: _order(name, sign) for name in sorts_of(table) for sign in ("", "-")}
        enum(f"{type_}Sort", f"How {table} can be ordered; what is empty comes last.", values)
        input_type(f"{type_}Filter", f"Which {table} are wanted.", [_filter(table, name) for name in filters_of(table)])


def _order(name: str, sign: str) -> str:
    return f"By {camel(name)}, {'the greatest or latest' if sign else 'the least or earliest'} first."


def _filter(table: str, name: str) -> StrawberryField:
    if name == "id":
        return field("id", "list[ID] | None", "Any of these ids.")
    type_, words = column_type(table, name, given=True), f"Any of these. {DESCRIPTIONS[table][name]}"
    if type_.startswith("list["):
        return field(camel(name), f"{type_} | None", words)
    # What may be empty can be chosen for that: null is one of the values.
    each = type_ if SCHEMA[table][name].required else f"{type_} | None"
    return field(camel(name), f"list[{each}] | None", words)


_make()


def id_after(after: str | None) -> UUID | None:
    """The id that a cursor of a list of ids is. Raises Invalid."""
    try:
        return None if after is None else UUID(after)
    except ValueError as error:
        raise Invalid([FieldProblem("/after", "bad-cursor")]) from error
