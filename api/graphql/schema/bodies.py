"""Bodies: what is recorded of them, their place among others on the day, and all that hangs on them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from api.descriptions import TABLES
from api.graphql.schema.columns import Cell, column_fields
from api.graphql.schema.lists import Rows, some_of
from api.graphql.schema.parts import field, object_type
from api.graphql.schema.sources import Body
from graph.encoding import NOBODY
from graph.findings import area_names, cell_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.graphql.schema.context import Context


def naming(table: str, *columns: str) -> Rows:
    """The rows of a table whose columns name a record by its code."""

    def rows(source: Body, context: Context) -> Sequence[int]:
        sight, code = source.view.sight, source.cell("code")
        if len(columns) == 1:
            return sight.rows_where(table, columns[0], code)
        found = {row for column in columns for row in sight.rows_where(table, column, code)}
        return _in_own_order(source, context, table, found)

    return rows


def _in_own_order(source: Body, context: Context, table: str, rows: set[int]) -> list[int]:
    """Rows in the own order of their table: by code, or else by id."""
    column = source.view.sight.column(table, "code" if table in {"bodies", "strategies", "actions"} else "id")
    del context
    return sorted(rows, key=column.__getitem__)


def _parent(source: Body, _context: Context) -> Body | None:
    row = source.view.parent(source.row)
    return None if row is None else Body(source.view, row)


def _ancestors(source: Body, _context: Context) -> list[Body]:
    return [Body(source.view, row) for row in source.view.ancestors(source.row)]


def _children(source: Body, _context: Context) -> Sequence[int]:
    return source.view.children(source.row)


def _below(source: Body, context: Context) -> Sequence[int]:
    def rows() -> list[int]:
        return _in_own_order(source, context, "bodies", set(source.view.below(source.row)))

    return context.kept((source.view, "below", source.row), rows)


def _commitments(source: Body, context: Context) -> Sequence[int]:
    sight = source.view.sight
    codes = sight.column("strategies", "code")
    owned = naming("strategies", "owner", "co_owners")(source, context)
    found = {row for strategy in owned for row in sight.rows_where("commitments", "strategy", codes[strategy])}
    return _in_own_order(source, context, "commitments", found)


def _live(source: Body, _context: Context) -> bool:
    return source.view.live(source.row)


def _authority_place(source: Body) -> int | None:
    """The place of a live authority in the graph of the day."""
    place = source.view.place_of(source.row)
    return None if place == NOBODY or place >= source.view.graph.authorities else place


def _declared(source: Body, _context: Context) -> bool:
    place = source.view.place_of(source.row)
    return place != NOBODY and bool(source.view.graph.declared[place])


def _people(source: Body, _context: Context) -> int:
    place = source.view.place_of(source.row)
    return 0 if place == NOBODY else int(source.view.graph.population[place])


def _competent_for(source: Body, _context: Context) -> list[str]:
    place = _authority_place(source)
    return [] if place is None else area_names(int(source.view.graph.competence.competent[place]))


def _covers(source: Body, _context: Context) -> list[Cell]:
    place = source.view.place_of(source.row)
    return [] if place == NOBODY else [Cell(cell) for cell in cell_names(source.view.graph.works.cover[place])]


FIELDS = [
    *column_fields("bodies"),
    field("parent", "Body | None", "The nearest live body above it on the day.", _parent),
    field("ancestors", "list[Body]", "The live bodies above it on the day, the nearest first.", _ancestors, page=5),
    some_of("children", "bodies", "The live bodies whose parent it is on the day.", _children),
    some_of("below", "bodies", "All live authorities below it on the day.", _below),
    field("live", "bool", "Whether it is there on the day.", _live),
    field("declared", "bool", "Whether it has declared lately that its register is complete.", _declared),
    field("people", "Long", "Its population or, if that is not known, the sum of those below it.", _people),
    field("competentFor", "list[Area]", "The areas that it leads or shares on the day.", _competent_for, page=20),
    field("covers", "list[Cell]", "The cells that its strategies and actions cover on the day.", _covers, page=80),
    some_of("relations", "relations", "Its relations, whichever side it is.", naming("relations", "source", "target")),
    some_of("relationsFrom", "relations", "The relations that it stated.", naming("relations", "source")),
    some_of("relationsTo", "relations", "The relations that others stated of it.", naming("relations", "target")),
    some_of("strategies", "strategies", "The strategies that it leads.", naming("strategies", "owner")),
    some_of(
        "coOwnedStrategies", "strategies", "Strategies that others lead with it.", naming("strategies", "co_owners")
    ),
    some_of("commitments", "commitments", "What the strategies that it leads or owns too commit to.", _commitments),
    some_of("actions", "actions", "What it does.", naming("actions", "body")),
    some_of("partnerActions", "actions", "What others do with it.", naming("actions", "partners")),
    some_of("participations", "participations", "Its part in strategies.", naming("participations", "body")),
    some_of("competences", "competences", "Its roles in policy areas.", naming("competences", "body")),
    some_of("declarations", "declarations", "Its word that its register is complete.", naming("declarations", "body")),
    some_of("measurements", "measurements", "What it scored in cells.", naming("measurements", "body")),
    some_of("networks", "bodies", "The networks that serve its territory.", naming("bodies", "serves")),
    some_of("successors", "successions", "What came after it.", naming("successions", "predecessor")),
    some_of("predecessors", "successions", "What it came after.", naming("successions", "successor")),
]

make = partial(object_type, "Body", TABLES["bodies"], source=Body, interfaces=["Node"])
