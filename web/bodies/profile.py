"""What a body covers: a bar for each principle, and cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.encoding import NOBODY
from graph.findings import cell_names
from interlace.reading.alignment import profile
from policies import AREAS, PRINCIPLES
from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from interlace.reading.alignment import Score
    from interlace.reading.view import View

#: The marks of the grid: a strategy, an action, both.
_STRATEGY, _ACTION, _BOTH, _NOTHING = "■", "▲", "■▲", "–"


class Cell(NamedTuple):
    """A cell as the grid takes it."""

    text: str
    looks: str
    link: str | None
    said: str


class Bar(NamedTuple):
    """One principle's bar, from the left edge, in the units of the drawing."""

    score: Score
    y: int
    whole: float
    covered: float


@dataclass(frozen=True)
class Profile:
    """What a body covers. Without `bars` where no competence says what could be covered: it is no authority."""

    bars: Sequence[Bar]
    height: int
    cells: Mapping[str, Cell]
    key: Sequence[tuple[str, str, str]]
    covered: int
    """How many cells are covered."""


#: The drawing is as wide as a telephone shows; its bars stand one below the other, each under its name.
WIDTH, _ROW, _ROOM = 340, 50, 268


def profile_of(view: View, body: int) -> Profile | None:
    """The profile of a body; None where it is not live, or covers nothing and is no authority."""
    place = view.place_of(body)
    scores = profile(view, body)
    if place == NOBODY or (scores is None and not view.graph.works.cover[place].any()):
        return None
    declared = bool(view.graph.declared[place])
    cells = _cells(view, place, declared, authority=scores is not None)
    covered = sum(1 for cell in cells.values() if cell.looks == "cell-holds")
    bars, key = _bars(scores or ()), _key(declared, scores is not None)
    return Profile(bars, len(bars) * _ROW, cells, key, covered)


def _bars(scores: Sequence[Score]) -> list[Bar]:
    return [
        Bar(score, place * _ROW, score.competent * _ROOM / len(AREAS.ids), score.covered * _ROOM / len(AREAS.ids))
        for place, score in enumerate(scores)
    ]


def _cells(view: View, place: int, declared: bool, *, authority: bool) -> dict[str, Cell]:
    graph = view.graph
    owned = graph.register.strategies.cells[graph.cite.owned(place)]
    planned = set(cell_names(np.bitwise_or.reduce(owned, axis=0))) if len(owned) else set()
    done = set(cell_names(graph.works.action_cover[place]))
    able = int(graph.competence.competent[place]) if authority else 0
    cells = {}
    for principle in PRINCIPLES.ids:
        for bit, area in enumerate(AREAS.ids):
            cell = f"{principle}:{area}"
            competent = bool(able >> bit & 1) or not authority
            cells[cell] = _cell(cell in planned, cell in done, competent, declared)
    return cells


def _cell(planned: bool, done: bool, competent: bool, declared: bool) -> Cell:
    if planned or done:
        text = _BOTH if planned and done else _STRATEGY if planned else _ACTION
        said = say("strategy and action") if planned and done else say("strategy") if planned else say("action")
        return Cell(text, "cell-holds", None, said)
    if not competent:
        return Cell("", "cover-none", None, say("not competent"))
    return Cell(_NOTHING, "", None, say("not covered") if declared else say("not reported"))


def _key(declared: bool, authority: bool) -> list[tuple[str, str, str]]:
    """How the cells are read, as the grid takes it."""
    key = [
        ("cell-holds", _STRATEGY, say("a strategy commits to it")),
        ("cell-holds", _ACTION, say("an action is under way")),
        ("", _NOTHING, say("not covered") if declared else say("not reported")),
    ]
    return [*key, ("cover-none", "", say("not competent"))] if authority else key
