"""Nodes: whatever has an id by which it can be asked for again, from anywhere.

An id tells the type, the record's UUID (or a finding's key) and, where it was not today, the day that it was read for.
"""

from __future__ import annotations

import base64
import binascii
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from api.graphql.schema.parts import argument, field, interface
from api.graphql.schema.sources import OF_TABLE, RECORDS, Row
from interlace.errors import FieldProblem, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from api.graphql.schema.context import Context
    from interlace.reading.view import View

MOST_NODES = 200
_LONGEST = 1_000


class Name(NamedTuple):
    """What an id tells."""

    type: str
    key: str
    day: date | None


#: By the name of a type, how one of its nodes is found in a view; None where there is none that may be known of.
FINDERS: dict[str, Callable[[View, str], object | None]] = {}


def written(view: View, context: Context, type_: str, key: str) -> str:
    """The id of a node."""
    return encoded(type_ if view.as_of == context.today else f"{type_}@{view.as_of}", key)


def encoded(type_: str, key: str) -> str:
    """The id of a node today."""
    told = f"{type_}:{key}"
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def read(id_: str) -> Name | None:
    """What an id tells; None where it is none."""
    try:
        told = base64.b64decode(id_[:_LONGEST].encode() + b"=" * (-len(id_) % 4), altchars=b"-_", validate=True)
        head, _, key = told.decode().partition(":")
        type_, at, day = head.partition("@")
        name = Name(type_, key, date.fromisoformat(day) if at else None)
    except (ValueError, binascii.Error):
        return None
    # Each node has one id: what reads alike is not taken for it.
    return name if base64.urlsafe_b64encode(told).decode().rstrip("=") == id_ else None


def uuid_of(id_: str, type_: str) -> UUID | None:
    """The UUID of the record that an id names, if it is of this type; whether there is one is not asked."""
    name = read(id_)
    try:
        return UUID(name.key) if name is not None and name.type == type_ else None
    except ValueError:
        return None


def node(_source: object, context: Context, id: str) -> object | None:  # noqa: A002 - the argument's name
    """The node of an id; None for whatever there is not, or is not the caller's to know of."""
    return _node(context, id, None)


def _node(context: Context, node_id: str, as_of: date | None) -> object | None:
    name = read(node_id)
    if name is None or name.type not in FINDERS:
        return None
    return FINDERS[name.type](context.on(as_of or name.day), name.key)


def nodes(_source: object, context: Context, ids: Sequence[str], asOf: date | None = None) -> list[object | None]:  # noqa: N803
    """The nodes of several ids, in their order."""
    if len(ids) > MOST_NODES:
        raise Invalid([FieldProblem("/ids", "too-long", {"most": str(MOST_NODES)})])
    return [_node(context, one, asOf) for one in ids]


def _record(type_: type[Row]) -> Callable[[View, str], Row | None]:
    def find(view: View, key: str) -> Row | None:
        try:
            row = view.sight.row_of(type_.table, UUID(key))
        except ValueError:
            return None
        return None if row is None else type_(view, row)

    return find


def id_of(source: Any, context: Context) -> str:  # noqa: ANN401 - a record or a finding
    """The id of a record."""
    return written(source.view, context, type(source).__name__, source.cell("id"))


def at(view: View, table: str, row: int) -> Row:
    """The record in a row of a table."""
    return OF_TABLE[table](view, row)


FINDERS.update({record.__name__: _record(record) for record in RECORDS})
ID = "An id that is good everywhere: `node` finds by it what it names. It tells nothing to people."
interface("Node", "Whatever has an id.", [field("id", "ID", ID)])
NODE_FIELDS = [
    field(
        "node",
        "Node | None",
        "What an id names, on the day that it was read for; null for what is not there or is not yours to know of.",
        # Relay takes no other argument beside the id.
        node,
        argument("id", "ID", "The id."),
    ),
    field(
        "nodes",
        "list[Node | None]",
        f"What several ids name, in their order; at most {MOST_NODES}.",
        nodes,
        argument("ids", "list[ID]", "The ids."),
        argument("asOf", "Date | None", "The day to read for; if not told, the one that each id was read for."),
        page=20,
    ),
]
