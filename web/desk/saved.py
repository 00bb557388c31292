"""What somebody gets back for an entry: what it answers, who does the same, what stands above, whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from api.context import view
from interlace.reading.closing import action_number, answered, counting_works
from interlace.reading.shared_cells import peers, strategies_above, words_of
from policies.rules import RULES
from web.blueprint import pages
from web.desk.acting import acting_for, work_of
from web.frame import page
from web.languages import told
from web.names import Named, named, named_by_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from graph.encoding import Words

_MOST_PEERS, _MOST_ABOVE, _MOST_ANSWERED = 5, 5, 5


@dataclass(frozen=True)
class Neighbour:
    """A body that does the same: in how many of the cells, by which works, and where it is found."""

    body: Named
    shared: int
    works: Sequence[Named]
    further: int
    website: str | None


@dataclass(frozen=True)
class Higher:
    """A strategy above that speaks of the same cells, whose it is, and of how many of them it speaks."""

    strategy: Named
    owner: Named
    shared: int


def neighbours(body: int, cells: Words, most: int = _MOST_PEERS) -> list[Neighbour]:
    """Bodies of the same level that work in these cells, those nearest by, in the order of their names."""
    sight = view().sight
    found = []
    for peer in peers(view(), body, cells, most):
        works = [
            *(named("actions", row, view()) for row in peer.actions),
            *(named("strategies", row, view()) for row in peer.strategies),
        ]
        website = sight.column("bodies", "website")[peer.body]
        body_named = named("bodies", peer.body, view())
        found.append(Neighbour(body_named, len(peer.shared), works[:2], len(works[2:]), website))
    return found


def higher(body: int, cells: Words, most: int = _MOST_ABOVE) -> list[Higher]:
    """The strategies of bodies above that speak of these cells."""
    above = strategies_above(view(), body, cells, most * 4)
    speaking = [one for one in above if one.distance and one.shared][:most]
    return [
        Higher(named("strategies", one.strategy, view()), named("bodies", one.owner, view()), len(one.shared))
        for one in speaking
    ]


@pages.get("/t/<tenant>/desk/actions/<code>/saved")
def desk_saved(tenant: str, code: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """That an action is registered, and what that gives back."""
    action = work_of(code)
    cells = words_of(action["cells"])
    return page(
        "desk/saved.html",
        action=named(action.table, action.row, view()),
        acting=action.acting,
        linked=_linked(code),
        answered=answers([action_number(view(), action.row)]),
        neighbours=neighbours(action.acting.row, cells),
        higher=higher(action.acting.row, cells),
    )


def _linked(code: str) -> list[tuple[Named, Named]]:
    """The strategies that it is said to support, and whose word on that is waited for."""
    sight = view().sight
    found = []
    for row in sight.rows_where("links", "from", code):
        strategy = named_by_code("strategies", sight.column("links", "to")[row], view())
        if strategy is not None and sight.column("links", "status")[row] != "confirmed":
            owner = named_by_code("bodies", sight.column("strategies", "owner")[strategy.row], view())
            found += [(strategy, owner)] if owner else []
    return found


@pages.get("/t/<tenant>/desk/<body>/answered")
def desk_answered(tenant: str, body: str) -> Response:  # noqa: ARG001
    """What the entries of a body answer: a part of its desk that comes later, or a page."""
    acting = acting_for(body)
    template = "desk/answered_part.html" if "HX-Request" in request.headers else "desk/answered.html"
    return page(template, 200, acting=acting, answered=answers(counting_works(view(), acting.row)))


@dataclass(frozen=True)
class Answered:
    """Findings that entries keep away: how many, and the first of them by the title of the rule and whom they name."""

    total: int
    first: Sequence[tuple[str, Sequence[Named]]]


def answers(works: Sequence[int]) -> Answered:
    """What would be asked or found without these works, by their numbers in the register."""
    found = answered(view(), works, _MOST_ANSWERED)
    return Answered(found.total, [_told(key) for key in found.first])


def _told(key: str) -> tuple[str, list[Named]]:
    rule, *about = key.split(":")
    tables = ("bodies", "strategies", "actions")
    names = [next(filter(None, (named_by_code(table, code, view()) for table in tables)), None) for code in about]
    return told(RULES[rule].title), [name for name in names if name]
