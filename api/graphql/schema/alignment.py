"""How strategies are carried by the authorities below their owners, and what each authority covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.graphql.schema.columns import Cell
from api.graphql.schema.lists import AFTER, FIRST, Connection, connection_type, cut
from api.graphql.schema.parts import argument, attribute, field, input_type, object_type
from api.graphql.schema.sources import Body, Strategy
from interlace.reading import alignment
from interlace.reading.cursors import written_cursor
from interlace.reading.pages import USUAL
from policies import ALIGNMENT_STATES, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.graphql.schema.context import Context
    from graph.summary import MapRow
    from interlace.reading.alignment import Score
    from interlace.reading.view import View


class Pair:
    """A pair of a view."""

    __slots__ = ("pair", "view")

    def __init__(self, view: View, pair: alignment.Pair) -> None:
        self.view = view
        self.pair = pair


class Count:
    """A number with its name."""

    __slots__ = ("count", "name")

    def __init__(self, name: str, count: int) -> None:
        self.name = name
        self.count = count


def _told(name: str) -> Any:  # noqa: ANN401 - a plain function
    return lambda source, _context: getattr(source.pair, name)


def _strategy(source: Pair, _context: Context) -> Strategy:
    return Strategy(source.view, source.pair.strategy)


def _body(source: Pair, _context: Context) -> Body:
    return Body(source.view, source.pair.body)


def _cells(part: str) -> Any:  # noqa: ANN401 - a plain function
    def plain(source: Pair, context: Context) -> list[Cell]:
        key = (source.view, "cells", source.pair.strategy, source.pair.body)
        told = context.kept(key, lambda: alignment.cells(source.view, source.pair))
        return [Cell(cell) for cell in getattr(told, part)]

    return plain


def _cursor(view: View, pair: alignment.Pair) -> str:
    sight = view.sight
    codes = sight.column("strategies", "code")[pair.strategy], sight.column("bodies", "code")[pair.body]
    return written_cursor("pairs", *codes)


def of_body(source: Body, context: Context, first: int = USUAL, after: str | None = None) -> Connection:
    """The pairs of a body."""
    view = source.view
    found = context.kept((view, "pairs", source.row), lambda: alignment.pairs(view, body=source.row))
    return cut([Pair(view, pair) for pair in found], first, after, lambda item: _cursor(view, item.pair))


def of_strategy(source: Strategy, context: Context, first: int = USUAL, after: str | None = None) -> Connection:
    """The pairs of a strategy."""
    asked = alignment.AskedPairs(strategies=[source.row], first=first, after=after)
    return context.searched((source.view, "pairs", source.row, first, after), lambda: _page(source.view, asked))


def of_tenant(
    source: Any,  # noqa: ANN401 - the tenant
    context: Context,
    first: int = USUAL,
    after: str | None = None,
    filter: Mapping[str, Any] | None = None,  # noqa: A002
) -> Connection:
    """The pairs of a tenant."""
    view, given = source.view, filter or {}
    asked = alignment.AskedPairs(
        strategies=_rows(view, "strategies", given.get("strategy")),
        bodies=_rows(view, "bodies", given.get("body")),
        states=[str(state) for state in given.get("state") or ()],
        levels=[str(level) for level in given.get("level") or ()],
        first=first,
        after=after,
    )
    return context.searched((view, "all pairs", str(asked)), lambda: _page(view, asked))


def _rows(view: View, table: str, codes: Sequence[str] | None) -> list[int] | None:
    """The rows of these codes; a code of nothing has none."""
    if codes is None:
        return None
    found = [view.sight.row_of_code(table, code) for code in codes]
    return [row for row in found if row is not None]


def _page(view: View, asked: alignment.AskedPairs) -> Connection:
    page = alignment.pairs_page(view, asked)
    items = [Pair(view, pair) for pair in page.items]
    return Connection(items, page.total, page.has_next, page.has_previous, lambda item: page.cursor_of(item.pair))


def _profile(source: Body, _context: Context) -> Sequence[Score]:
    return alignment.profile(source.view, source.row) or ()


def alignment_map(source: Any, context: Context) -> Sequence[MapRow]:  # noqa: ANN401 - the tenant
    """Levels × principles."""
    return context.kept((source.view, "map"), lambda: alignment.alignment_map(source.view)).rows


def _covered(source: MapRow, _context: Context) -> list[Count]:
    return [Count(*one) for one in zip(PRINCIPLES.ids, source.covered, strict=True)]


def _states(source: MapRow, _context: Context) -> list[Count]:
    return [Count(*one) for one in zip(ALIGNMENT_STATES.ids, source.states, strict=True)]


object_type(
    "PrincipleScore",
    "How far an authority covers a principle, in the areas that it is competent for. It is no rank among others.",
    [
        attribute("principle", "Principle", "The principle."),
        attribute("covered", "int", "How many of these areas it covers under the principle."),
        attribute("competent", "int", "How many areas it is competent for."),
        attribute("ratio", "float | None", "The first as a share of the second; null without areas."),
    ],
)
object_type(
    "Alignment",
    "How an authority carries a strategy in force of an authority above it.",
    [
        field("strategy", "Strategy", "The strategy.", _strategy),
        field("body", "Body", "The authority below its lead owner.", _body),
        field("state", "AlignmentState", "How it carries it.", _told("state")),
        field(
            "linked", "bool", "Whether it owns the strategy too, or links lead from its works to it.", _told("linked")
        ),
        field("demand", "int", "How many cells the strategy asks of it.", _told("demand")),
        field("covered", "int", "How many of these it covers.", _told("covered")),
        field("ratio", "float", "The second as a share of the first.", _told("ratio")),
        field("demandedCells", "list[Cell]", "What the strategy asks of it.", _cells("demanded"), page=80),
        field("coveredCells", "list[Cell]", "What it covers of that.", _cells("covered"), page=80),
        field("missingCells", "list[Cell]", "What it does not cover of that.", _cells("missing"), page=80),
    ],
    source=Pair,
)
connection_type("Alignment", "pairs of a strategy and an authority")
object_type(
    "PrincipleCount",
    "A number of areas under a principle.",
    [
        attribute("principle", "Principle", "The principle.", "name"),
        attribute("count", "int", "How many."),
    ],
    source=Count,
)
object_type(
    "StateCount",
    "A number of pairs in a state.",
    [
        attribute("state", "AlignmentState", "The state.", "name"),
        attribute("count", "int", "How many."),
    ],
    source=Count,
)
object_type(
    "AlignmentMapRow",
    "The authorities of one level together.",
    [
        attribute("level", "Level", "The level."),
        attribute("competent", "int", "In how many areas they are competent, summed over all of them."),
        field("covered", "list[PrincipleCount]", "In how many of these they cover each principle.", _covered, page=4),
        field("states", "list[StateCount]", "How many of their pairs are in each state.", _states, page=5),
    ],
)
input_type(
    "AlignmentFilter",
    "Which pairs are wanted.",
    [
        field("strategy", "list[str] | None", "Of any of these strategies, by code."),
        field("body", "list[str] | None", "Of any of these bodies, by code."),
        field("state", "list[AlignmentState] | None", "In any of these states."),
        field("level", "list[Level] | None", "Of bodies of any of these levels."),
    ],
)

_SOME = (FIRST, AFTER)
BODY_FIELDS = [
    field(
        "profile",
        "list[PrincipleScore]",
        "The four principles; nothing where it is no live authority.",
        _profile,
        page=4,
    ),
    field("alignment", "AlignmentConnection", "How it carries the strategies of those above it.", of_body, *_SOME),
]
STRATEGY_FIELDS = [
    field(
        "alignment", "AlignmentConnection", "How the authorities below its lead owner carry it.", of_strategy, *_SOME
    ),
]
TENANT_FIELDS = [
    field(
        "alignment",
        "AlignmentConnection",
        "How strategies in force are carried by the authorities below their owners.",
        of_tenant,
        *_SOME,
        argument("filter", "AlignmentFilter | None", "What is wanted."),
    ),
    field("alignmentMap", "list[AlignmentMapRow]", "Levels × principles, for the whole tenant.", alignment_map, page=5),
]
