"""Links that would help: from a strategy or action below to a strategy in force above that speaks of the same cells."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.alignment import CONVERGENT, NOMINAL
from graph.findings import MEDIUM
from graph.remedies.board import bits_of
from graph.remedies.candidates import Addition, Candidate, Kind, Touched
from policies import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graph.remedies.board import Board

_MEDIUM = SEVERITIES[SEVERITIES.ids[MEDIUM]].weight


def links(board: Board) -> Iterator[Candidate]:
    """Links that would anchor strategies of the branch, or say of what is done alike that it belongs together."""
    drawn = _Drawn(board)
    pairs = sorted({*drawn.for_convergent(), *drawn.for_unanchored()})
    ahead: dict[int, list[int]] = defaultdict(list)
    for source, target in [*drawn.holding, *pairs]:
        ahead[source].append(target)
    for source, target in pairs:
        yield drawn.candidate(source, target, ahead)


class _Drawn:
    """The works of one day between which links may be drawn."""

    def __init__(self, board: Board) -> None:
        self.board, self.graph = board, board.graph
        register = self.graph.register
        self.strategies = len(register.strategies.code)
        links = self.graph.links
        self.holding = list(zip(links.source.tolist(), links.target.tolist(), strict=True))
        #: Links of whatever status: what was disputed is not proposed again.
        self.known = set(zip(register.links.source.tolist(), register.links.target.tolist(), strict=True))

    @cached_property
    def cells(self) -> list[int]:
        """By work: the cells that it commits to or acts in, as bits."""
        return [*self.board.strategy_cells, *bits_of(self.graph.register.actions.cells)]

    @cached_property
    def works_of(self) -> Mapping[int, Sequence[int]]:
        """By place: the strategies in force that a body leads, then its actions that deliver."""
        works: dict[int, list[int]] = {place: list(led) for place, led in self.board.led_by.items()}
        acting = np.flatnonzero(self.graph.works.delivering)
        places = self.graph.place[self.graph.register.actions.body[acting]]
        for place, action in zip(places.tolist(), acting.tolist(), strict=True):
            works.setdefault(place, []).append(action + self.strategies)
        return works

    @cached_property
    def _behind(self) -> Mapping[int, Sequence[int]]:
        """By strategy: the works that link to it by a link that holds."""
        behind: dict[int, list[int]] = defaultdict(list)
        for source, target in self.holding:
            behind[target].append(source)
        return behind

    def for_convergent(self) -> Iterator[tuple[int, int]]:
        """Who covers what a strategy above asks links to it the work that has most in common with it."""
        for entry in self.board.weightiest("alignment-convergent"):
            own = self.works_of.get(entry.object, ())
            fitting = [work for work in own if self._fits(work, entry.subject)]
            if fitting:
                yield max(fitting, key=lambda work: (*self._common(work, entry.subject), -work)), entry.subject

    def for_unanchored(self) -> Iterator[tuple[int, int]]:
        """A strategy is linked to the one above that has most in common with it; of several the nearest."""
        for entry in self.board.weightiest("strategy-unanchored"):
            owner = self.board.owners[entry.subject][0]
            above = [
                (distance, target)
                for distance, place in enumerate(self.board.lineage(owner)[1:])
                for target in self.board.led_by.get(place, ())
                if self._fits(entry.subject, target)
            ]
            if above:
                yield entry.subject, min(above, key=lambda one: (-self._common(entry.subject, one[1])[0], *one))[1]

    def _fits(self, work: int, target: int) -> bool:
        return work != target and (work, target) not in self.known and self._common(work, target)[0] > 0

    def _common(self, work: int, target: int) -> tuple[int, bool]:
        """How many cells two works share; strategies before actions that share as many."""
        return (self.cells[work] & self.cells[target]).bit_count(), work < self.strategies

    def candidate(self, source: int, target: int, ahead: Mapping[int, Sequence[int]]) -> Candidate:
        """One link. `ahead` are the links that hold and all that may be drawn: chains may be closed by several."""
        board, graph = self.board, self.graph
        # The first new link of a chain is reached by old ones only, and leads on by old and new ones.
        below, above = _reach(source, self._behind), _reach(target, ahead)
        touches: dict[int, float] = {}
        own: set[int] = set()
        for work in sorted(below):
            if work < self.strategies:
                number = board.number("strategy-unanchored", work)
                if number is not None:
                    touches[number] = float(board.worth[number])
            own |= set(self._owners(work))
        for goal in above:
            for place in own:
                number = board.number("alignment-convergent", goal, place)
                if number is not None:
                    touches[number] = float(board.worth[number])
        codes = graph.register.work_codes
        touches |= {number: float(board.worth[number]) for number in self._doubled(source, target)}
        owner = self._owners(source)[0]
        values = {"from": codes[source], "to": codes[target], "status": "declared"}
        return Candidate(
            kind=Kind.LINK,
            additions=(Addition("links", values),),
            deciders=tuple(dict.fromkeys((board.row(owner), board.row(board.owners[target][0])))),
            details={
                "source": codes[source],
                "target": codes[target],
                "body": board.code(owner),
                "other": board.code(board.owners[target][0]),
            },
            cells=(),
            **Touched.of({}, touches)._asdict(),
            fears=sum(self._nominal(target, place) for place in self._owners(source)),
        )

    def _owners(self, work: int) -> Sequence[int]:
        if work < self.strategies:
            return self.board.owners.get(work, ())
        return (int(self.graph.place[self.graph.register.actions.body[work - self.strategies]]),)

    def _doubled(self, source: int, target: int) -> Iterator[int]:
        """What the owners of two works deliver twice without knowing of each other."""
        for place in self._owners(source):
            for other in self._owners(target):
                numbers = (self.board.number("double-delivery", *pair) for pair in ((place, other), (other, place)))
                yield from (number for number in numbers if number is not None)

    def _nominal(self, target: int, place: int) -> float:
        """The priority of a link in name only that would be found, if the body covers too little of the strategy."""
        alignment = self.graph.alignment
        start, end = np.searchsorted(alignment.strategy, [target, target + 1])
        row = int(start) + int(np.searchsorted(alignment.place[start:end], place))
        if row == end or alignment.place[row] != place or alignment.linked[row]:
            return 0.0
        if alignment.state[row] in {CONVERGENT, NOMINAL}:
            return 0.0
        whole = self.graph.whole_population
        return float(_MEDIUM * (0.5 + (0.5 * int(self.graph.population[place]) / whole if whole else 0.0)))


def _reach(start: int, steps: Mapping[int, Sequence[int]]) -> set[int]:
    """What is reached from a work by any number of steps, itself included."""
    reached, waiting = {start}, [start]
    while waiting:
        for step in steps.get(waiting.pop(), ()):
            if step not in reached:
                reached.add(step)
                waiting.append(step)
    return reached
