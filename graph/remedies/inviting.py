"""Parts in strategies that would help: civil society, levels below and those who do the work are invited."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from graph.governance import CIVIL_SOCIETY, SUBMUNICIPAL
from graph.remedies.candidates import Addition, Candidate, Kind, Touched
from policies import PHASES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graph.remedies.board import Board


def invitations(board: Board) -> Iterator[Candidate]:
    """Parts in the strategies of the branch that nobody has had yet."""
    known = _Known(board)
    for rule, propose in (
        ("civil-society-absent", known.civil_society),
        ("participation-token", known.deeper),
        ("levels-not-consulted", known.level_below),
        ("evaluation-without-doers", known.doer),
    ):
        for entry in board.weightiest(rule):
            part = propose(entry.subject)
            if part is not None:
                yield known.candidate(entry.subject, *part, {entry.number: float(board.worth[entry.number])})


#: Who has a part in one of these and in the other does what is evaluated.
_OTHER = {"delivery": "evaluation", "evaluation": "delivery"}
#: A body's row, a phase and a depth.
_Part = tuple[int, str, str]


class _Known:
    """Who took part in what, and who could."""

    def __init__(self, board: Board) -> None:
        self.board, self.graph = board, board.graph
        parts = self.graph.register.participations
        self.parts: dict[int, list[tuple[int, int]]] = defaultdict(list)
        columns = (parts.strategy.tolist(), parts.body.tolist(), parts.phase.tolist())
        for strategy, body, phase in zip(*columns, strict=True):
            self.parts[strategy].append((body, phase))

    @cached_property
    def _nearby(self) -> Mapping[int, Sequence[int]]:
        """By place of an authority: the civil-society bodies that work there, by the order of their codes."""
        nearby: dict[int, list[int]] = defaultdict(list)
        graph = self.graph
        for place in range(graph.authorities, len(graph.body)):
            if graph.level[place] == CIVIL_SOCIETY:
                nearby[int(graph.place[graph.parent_row[graph.body[place]]])].append(place)
        return nearby

    def civil_society(self, strategy: int) -> _Part | None:
        """The civil-society body nearest to the owner: where the owner is, above it, or below it."""
        place = self._nearest(self.board.owners[strategy][0])
        if place is None:
            return None
        evaluated = any(PHASES.ids[phase] == "evaluation" for _, phase in self.parts[strategy])
        row = self.board.row(place)
        return self._free(strategy, row, ("evaluation", "delivery") if evaluated else ("delivery", "evaluation"))

    def _nearest(self, owner: int) -> int | None:
        line = self.board.lineage(owner)
        for place in line:
            if self._nearby.get(place):
                return self._nearby[place][0]
        if owner < self.graph.authorities:
            below = range(owner + 1, int(self.graph.hierarchy.end[owner]))
            return next((self._nearby[place][0] for place in below if self._nearby.get(place)), None)
        return None

    def _free(self, strategy: int, row: int, phases: Sequence[str], depth: str = "dialogue") -> _Part | None:
        """The first of these phases in which the body has no part yet."""
        taken = {PHASES.ids[phase] for body, phase in self.parts[strategy] if body == row}
        phase = next((phase for phase in phases if phase not in taken), None)
        return None if phase is None else (row, phase, depth)

    def deeper(self, strategy: int) -> _Part | None:
        """A civil-society body that was told or asked joins in a dialogue about another phase."""
        levels = self.graph.register.bodies.level
        for body in sorted({body for body, _ in self.parts[strategy]}):
            if levels[body] == CIVIL_SOCIETY and self.graph.live_body[body]:
                part = self._free(strategy, body, ("evaluation", "delivery"))
                if part is not None:
                    return part
        return None

    def level_below(self, strategy: int) -> _Part | None:
        """The authority right below the owner that stands for most people is asked."""
        graph, owner = self.graph, self.board.owners[strategy][0]
        children = [place for place in graph.hierarchy.children(owner).tolist() if graph.level[place] != SUBMUNICIPAL]
        if not children:
            return None
        most = max(children, key=lambda place: (int(graph.population[place]), -place))
        return self._free(strategy, self.board.row(most), ("design",), "consultation")

    def doer(self, strategy: int) -> _Part | None:
        """One of those who deliver takes part in the evaluation."""
        owners = {self.board.row(place) for place in self.board.owners[strategy]}
        delivers = sorted({body for body, phase in self.parts[strategy] if PHASES.ids[phase] == "delivery"} - owners)
        parts = [self._free(strategy, body, ("evaluation",)) for body in delivers if self.graph.live_body[body]]
        return next((part for part in parts if part is not None), None)

    def candidate(self, strategy: int, row: int, phase: str, depth: str, hopes: Mapping[int, float]) -> Candidate:
        """One part in a strategy."""
        board, graph = self.board, self.graph
        owner, codes = board.owners[strategy][0], graph.register.bodies.code
        gives: dict[int, float] = {}
        hopes = dict(hopes)
        for rule in self._helped(row, phase, depth):
            number = board.number(rule, strategy)
            if number is not None:
                both = rule != "evaluation-without-doers" or (row, PHASES.index(_OTHER[phase])) in self.parts[strategy]
                (hopes if both else gives)[number] = float(board.worth[number])
        code = graph.register.strategies.code[strategy]
        return Candidate(
            kind=Kind.PARTICIPATION,
            additions=(
                Addition("participations", {"strategy": code, "body": codes[row], "phase": phase, "depth": depth}),
            ),
            deciders=tuple(dict.fromkeys((board.row(owner), row))),
            details={
                "strategy": code,
                "owner": board.code(owner),
                "body": codes[row],
                "phase": phase,
                "depth": depth,
            },
            cells=(),
            **Touched.of(gives, hopes)._asdict(),
        )

    def _helped(self, row: int, phase: str, depth: str) -> Iterator[str]:
        """The rules whose findings such a part may close, by itself or beside another part of the same body."""
        if self.graph.register.bodies.level[row] == CIVIL_SOCIETY:
            yield "civil-society-absent"
            if depth == "dialogue":
                yield "participation-token"
        if phase == "design":
            yield "levels-not-consulted"
        else:
            yield "evaluation-without-doers"
