"""One strategy of a higher level: every body below it, what becomes of its cells, how many people it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from flask import request

from interlace.reading.carried import (
    AskedBelow,
    asked_cells,
    below_page,
    branches,
    carried,
    carried_by_level,
    higher_strategies,
    rows_in_branch,
    rows_of,
)
from interlace.reading.standing import standing
from interlace.reading.view import View
from policies import AREAS, PRINCIPLES
from web.alignment.asking import after_asked, body_asked, one_of, row_of, several
from web.alignment.choosing import carried_then
from web.alignment.tiles import groups
from web.arguments import other_arguments
from web.blueprint import pages
from web.days import compare_to, shown
from web.frame import cover_step, page
from web.languages import day, number, say, say_number, share, told
from web.names import named, named_by_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Response

    from graph.encoding import Rows
    from interlace.reading.alignment import Pair
    from interlace.reading.carried import AskedCell, BelowPage, Branch, Carried
    from web.names import Named

#: From this many bodies on, a cell of the grid tells a share instead of two numbers.
_MANY = 1000
_DECLARED = ("declared", "unreported")


class Below(NamedTuple):
    """A body that the strategy asks something of, as the list shows it."""

    body: Named
    level: str
    parent: Named | None
    pair: Pair
    declared: bool


@dataclass(frozen=True)
class Chosen:
    """The strategy that was chosen, in the part of the country that was."""

    view: View
    strategy: Named
    owner: Named
    head: Named
    rows: Rows

    @property
    def is_part(self) -> bool:
        """Whether only a branch of what is below its owner is shown."""
        return self.head.row != self.owner.row


@pages.get("/t/<tenant>/alignment/<code>")
def alignment_of(tenant: str, code: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """How the strategy of this code is carried."""
    chosen = _chosen(code)
    view, row = chosen.view, chosen.strategy.row
    if not len(chosen.rows):
        return page("alignment/nobody.html", chosen=chosen, why=why_nobody(view, row, chosen.is_part))
    cells, parts = asked_cells(view, row, chosen.rows), branches(view, chosen.rows, chosen.head.row)
    all_told = carried(view, chosen.rows)
    found = _found(chosen)
    return page(
        "alignment/one.html",
        chosen=chosen,
        counts=all_told,
        levels=carried_by_level(view, chosen.rows),
        before=None if chosen.is_part else carried_then(View(view.sight, compare_to()), row),
        lede=lede(all_told),
        groups=groups(view, code, parts),
        opened=_opened(chosen),
        cells=cells,
        grid_cells=_grid(cells),
        cell_name=cell_name,
        bodies_without=bodies_without,
        found=found,
        items=[_below(view, pair) for pair in found.items],
        heads=_heads(chosen, parts),
    )


def _chosen(code: str) -> Chosen:
    view, row = shown(), row_of("strategies", code)
    owner = named_by_code("bodies", view.sight.column("strategies", "owner")[row])
    assert owner is not None  # noqa: S101 - references lead to bodies
    branch = body_asked()
    head = owner if branch is None else named("bodies", branch)
    rows = rows_of(view, row)
    if branch is not None:
        rows = rows_in_branch(view, rows, branch)
    return Chosen(view, named("strategies", row), owner, head, rows)


def _found(chosen: Chosen) -> BelowPage:
    """The bodies of the list, as its filters have them."""
    declared = one_of("register", _DECLARED)
    asked = AskedBelow(
        states=several("state"),
        levels=several("level"),
        branch=chosen.head.row if chosen.is_part else None,
        cell=request.args.get("cell") or None,
        declared=None if declared is None else declared == "declared",
        after=after_asked(),
    )
    return below_page(chosen.view, chosen.strategy.row, asked)


def _below(view: View, pair: Pair) -> Below:
    parent = view.parent(pair.body)
    return Below(
        body=named("bodies", pair.body, view),
        level=view.sight.column("bodies", "level")[pair.body],
        parent=None if parent is None else named("bodies", parent, view),
        pair=pair,
        declared=bool(view.graph.declared[view.place_of(pair.body)]),
    )


def _heads(chosen: Chosen, parts: Sequence[Branch]) -> list[tuple[str, str]]:
    """The branches that can be chosen: the one that is shown, and those right below it."""
    below = [named("bodies", part.head) for part in parts if not part.alone]
    shown_one = [chosen.head] if chosen.is_part else []
    return [(one.code, one.name) for one in [*shown_one, *below]]


def _opened(chosen: Chosen) -> list[Named]:
    """The bodies above the branch that is shown, up to the strategy's owner, the highest first."""
    if not chosen.is_part:
        return []
    above = chosen.view.ancestors(chosen.head.row)
    until = above.index(chosen.owner.row) if chosen.owner.row in above else 0
    return [named("bodies", body) for body in reversed(above[:until])]


def why_nobody(view: View, strategy: int, is_part: bool) -> str:
    """Why a strategy asks nothing of anybody on the view's day."""
    if standing(view, strategy) != "in_force":
        return say("This strategy is not in force on %(day)s, so nothing is asked of anybody.", day=day(view.as_of))
    if is_part:
        return say("The strategy asks nothing of this body and of those below it.")
    if strategy not in higher_strategies(view):
        return say("Its owner is no authority with others below it, so nothing is asked of anybody.")
    return say("It has no commitments with objectives, or nobody below its owner is competent for their areas.")


def lede(told: Carried) -> list[str]:
    """What matters most about it, in sentences."""
    sentences = [
        say_number(
            "%(num)s authority is asked for something, and %(carrying)s of them carries enough of it, linked or not.",
            "%(num)s authorities are asked for something; %(carrying)s of them carry enough of it, linked or not.",
            told.asked,
            carrying=number(told.carrying),
        )
    ]
    if told.people:
        sentences.append(
            say(
                "%(reached)s of %(people)s people (%(share)s) live in the territory of one that does.",
                reached=number(told.reached),
                people=number(told.people),
                share=share(told.reached, told.people),
            )
        )
    return sentences


def cell_name(cell: str) -> str:
    """A cell in words: its principle and its area."""
    principle, _, area = cell.partition(":")
    return f"{told(PRINCIPLES[principle].name)} · {told(AREAS[area].name)}"


def _grid(cells: Sequence[AskedCell]) -> Mapping[str, tuple[str, str, str | None, str]]:
    """What the grid shows in each cell that the strategy commits to."""
    return {one.cell: _cell(one) for one in cells}


def _cell(one: AskedCell) -> tuple[str, str, str | None, str]:
    if not one.competent:
        return ("0", "cover-none", None, say("Nobody below is competent for this area."))
    text = f"{one.covered}/{one.competent}" if one.competent < _MANY else share(one.covered, one.competent)
    said = say(
        "%(covered)s of %(competent)s that are competent cover it. Lacking by their own word: %(lacking)s. "
        "Not reported: %(unreported)s.",
        covered=number(one.covered),
        competent=number(one.competent),
        lacking=number(one.lacking),
        unreported=number(one.unreported),
    )
    without = one.lacking + one.unreported
    return text, cover_step(one.covered / one.competent), bodies_without(one.cell) if without else None, said


def bodies_without(cell: str, register: str | None = None) -> str:
    """The address of the list of bodies that do not cover a cell, on this page."""
    return f"?{other_arguments(cell=cell, register=register, state=None, level=None, after=None)}#bodies"
