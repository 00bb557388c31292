"""The governance graph of a day: live bodies, who stands below whom, and the live relations between them."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from api.graphql.schema.lists import AFTER, FIRST, Connection, check_first, connection_type
from api.graphql.schema.parts import attribute, enum, field, object_type
from api.graphql.schema.sources import Body, Relation
from interlace.reading.cursors import read_cursor, written_cursor
from interlace.reading.pages import USUAL
from policies import RELATION_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.graphql.schema.context import Context
    from interlace.reading.view import View

PARENT = "parent"
#: Kind of place, name in it, row: hierarchy by the codes of children first, then relations by their ids.
_Place = tuple[int, str, int]


class GraphEdge:
    """An edge of the graph of a view."""

    __slots__ = ("place", "view")

    def __init__(self, view: View, place: _Place) -> None:
        self.view = view
        self.place = place

    @property
    def relation(self) -> Relation | None:
        """The relation that it is, unless it is of the hierarchy."""
        return Relation(self.view, self.place[2]) if self.place[0] else None


def _itself(source: Any, _context: Context) -> Any:  # noqa: ANN401 - the tenant
    return source


def _nodes(source: Any, context: Context, first: int = USUAL, after: str | None = None) -> Connection:  # noqa: ANN401
    view: View = source.view
    codes = view.sight.column("bodies", "code")

    def places() -> list[_Place]:
        return sorted((0, codes[row], row) for row in range(len(codes)) if view.live(row))

    return _page(
        context.searched((view, "live bodies"), places), first, after, "nodes", lambda place: Body(view, place[2])
    )


def _edges(source: Any, context: Context, first: int = USUAL, after: str | None = None) -> Connection:  # noqa: ANN401
    view: View = source.view
    places = context.searched((view, "edges"), lambda: [*_below(view), *_related(view)])
    return _page(places, first, after, "edges", lambda place: GraphEdge(view, place))


def _below(view: View) -> list[_Place]:
    codes = view.sight.column("bodies", "code")
    rows = [row for row in range(len(codes)) if view.live(row) and view.parent(row) is not None]
    return sorted((0, codes[row], row) for row in rows)


def _related(view: View) -> list[_Place]:
    sight = view.sight
    codes, ids = sight.column("bodies", "code"), sight.column("relations", "id")
    live = {code for row, code in enumerate(codes) if view.live(row)}
    names = ("source", "target", "valid_from", "valid_to")
    columns = zip(*(sight.column("relations", name) for name in names), strict=True)
    return sorted(
        (1, ids[row], row)
        for row, (source, target, begins, ends) in enumerate(columns)
        if source in live
        and target in live
        and (begins is None or begins <= view.as_of)
        and (ends is None or ends >= view.as_of)
    )


def _page(places: Sequence[_Place], first: int, after: str | None, kind: str, of: Any) -> Connection:  # noqa: ANN401
    check_first(first)
    start = 0
    if after is not None:
        number, name = read_cursor(after, kind, int, str)
        start = bisect_right(places, (number, name), key=lambda place: place[:2])
    shown = places[start : start + first]
    cursors = {}
    items = []
    for place in shown:
        item = of(place)
        cursors[item] = place
        items.append(item)
    more = start + first < len(places)
    return Connection(items, len(places), more, start > 0, lambda item: written_cursor(kind, *cursors[item][:2]))


def _source(source: GraphEdge, _context: Context) -> Body:
    relation = source.relation
    return Body(source.view, source.place[2]) if relation is None else _end(relation, "source")


def _target(source: GraphEdge, _context: Context) -> Body:
    relation = source.relation
    if relation is not None:
        return _end(relation, "target")
    row = source.view.parent(source.place[2])
    assert row is not None  # noqa: S101 - the edge is there because the parent is
    return Body(source.view, row)


def _end(relation: Relation, side: str) -> Body:
    row = relation.view.sight.row_of_code("bodies", relation.cell(side))
    assert row is not None  # noqa: S101 - relations lie between bodies
    return Body(relation.view, row)


def _kind(source: GraphEdge, _context: Context) -> str:
    relation = source.relation
    return PARENT if relation is None else str(relation.cell("kind"))


def _coordination(source: GraphEdge, context: Context) -> bool:
    kind = _kind(source, context)
    return kind != PARENT and RELATION_KINDS[kind].coordination


enum(
    "EdgeKind",
    "What an edge of the graph is.",
    {PARENT: "The source stands below the target.", **{term.id: f"{term.description.en}." for term in RELATION_KINDS}},
)
object_type(
    "GraphEdge",
    "Two live bodies that have to do with each other on the day.",
    [
        field("source", "Body", "The body that stated it, or that stands below.", _source),
        field("target", "Body", "The other body.", _target),
        field("kind", "EdgeKind", "What they have to do with each other.", _kind),
        field("coordination", "bool", "Whether it counts as coordination.", _coordination),
        attribute("relation", "Relation | None", "The relation that it is, unless it is of the hierarchy."),
    ],
    source=GraphEdge,
)
connection_type("GraphEdge", "edges of the graph")
object_type(
    "Graph",
    "The governance graph of a day. As GraphML, GEXF or JSON-LD it is told by REST.",
    [
        field("nodes", "BodyConnection", "The live bodies, by code.", _nodes, FIRST, AFTER),
        field(
            "edges", "GraphEdgeConnection", "Hierarchy by code of the body below, then relations.", _edges, FIRST, AFTER
        ),
    ],
)
TENANT_FIELDS = [field("graph", "Graph", "Who is there on the day, and what binds them.", _itself)]
