"""Strategies and actions, which are works, and what hangs on them: commitments, links, oppositions, reports …"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from api.descriptions import TABLES
from api.graphql.schema.bodies import naming
from api.graphql.schema.columns import column_fields
from api.graphql.schema.lists import some_of
from api.graphql.schema.parts import attribute, field, interface, object_type
from api.graphql.schema.sources import Action, Commitment, Link, Opposition, Participation, Report, Strategy
from policies import PRINCIPLES

if TYPE_CHECKING:
    from api.graphql.schema.context import Context
    from interlace.reading.view import View

#: From this depth on a commitment counts as a cell of its strategy.
_OBJECTIVES = 2


class PrincipleCommitment:
    """In how many areas a strategy commits to a principle."""

    __slots__ = ("areas", "principle", "stated")

    def __init__(self, principle: str, stated: int, areas: int) -> None:
        self.principle = principle
        self.stated = stated
        self.areas = areas


def _profile(source: Strategy, _context: Context) -> list[PrincipleCommitment]:
    sight = source.view.sight
    principles, depths = sight.column("commitments", "principle"), sight.column("commitments", "depth")
    rows = sight.rows_where("commitments", "strategy", source.cell("code"))
    counted = {principle: PrincipleCommitment(principle, 0, 0) for principle in PRINCIPLES.ids}
    for row in rows:
        one = counted[principles[row]]
        one.stated += 1
        one.areas += depths[row] >= _OBJECTIVES
    return list(counted.values())


def _in_force(source: Strategy, _context: Context) -> bool:
    view: View = source.view
    return bool(view.graph.works.in_force[view.strategy_number(source.row)])


def _live(source: Any, _context: Context) -> bool:  # noqa: ANN401 - a strategy or an action
    begins, ends = source.cell("starts_on"), source.cell("ends_on")
    return (begins is None or begins <= source.view.as_of) and (ends is None or ends >= source.view.as_of)


_LIVE = field("live", "bool", "Whether the day is within its period, whatever its status.", _live)


def works_common() -> None:
    """What strategies and actions have in common."""
    common = {"id", "uuid", "revision", "code", "title", "translations", "startsOn", "endsOn", "url"}
    fields = [one for one in column_fields("strategies") if one.graphql_name in common]
    interface("Work", "A strategy or an action.", fields, ["Node"])


object_type(
    "PrincipleCommitment",
    "How broadly a strategy commits to a principle.",
    [
        attribute("principle", "Principle", "The principle."),
        attribute("stated", "int", "In how many areas it says anything of it."),
        attribute("areas", "int", "In how many areas it has objectives or measures, which is what counts."),
    ],
    source=PrincipleCommitment,
)

STRATEGY_FIELDS = [
    *column_fields("strategies"),
    _LIVE,
    field(
        "inForce", "bool", "Whether it is adopted, and its period and its lead owner are live on the day.", _in_force
    ),
    field("profile", "list[PrincipleCommitment]", "The four principles in it.", _profile, page=4),
    some_of("commitments", "commitments", "What it commits to.", naming("commitments", "strategy")),
    some_of("participations", "participations", "Who took part in it.", naming("participations", "strategy")),
    some_of("supports", "links", "The links to strategies that it supports.", naming("links", "from")),
    some_of("supportedBy", "links", "The links from what supports it.", naming("links", "to")),
    some_of(
        "oppositions",
        "oppositions",
        "What it has been marked as working against, and what against it.",
        naming("oppositions", "strategy", "other"),
    ),
    some_of("reports", "reports", "What was told of how it goes.", naming("reports", "subject")),
]
ACTION_FIELDS = [
    *column_fields("actions"),
    _LIVE,
    some_of("supports", "links", "The links to strategies that it supports.", naming("links", "from")),
    some_of("reports", "reports", "What was told of how it goes.", naming("reports", "subject")),
]

works_common()
make_strategy = partial(object_type, "Strategy", TABLES["strategies"], source=Strategy, interfaces=["Work"])
make_action = partial(object_type, "Action", TABLES["actions"], source=Action, interfaces=["Work"])
for _type, _table in (
    (Commitment, "commitments"),
    (Link, "links"),
    (Participation, "participations"),
    (Report, "reports"),
    (Opposition, "oppositions"),
):
    object_type(_type.__name__, TABLES[_table], column_fields(_table), source=_type, interfaces=["Node"])
