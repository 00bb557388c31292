"""The changes that close the most priority, one after the other, each the best that is found beside those before it."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.amendment import amended, edited
from graph.analysis import analyse
from graph.governance import GovernanceGraph
from graph.listing import Key
from graph.remedies.board import Board, branch_of
from graph.remedies.bound import upper_bound
from graph.remedies.candidates import once
from graph.remedies.committing import commitments
from graph.remedies.founding import free_code, networks
from graph.remedies.inviting import invitations
from graph.remedies.linking import links
from graph.remedies.trial import NOTHING, State, matched, moved_by
from graph.remedies.tying import ties
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.analysis import Analysis
    from graph.remedies.candidates import Candidate

#: So many changes may be asked for.
MOST_CHANGES = 20
#: How many candidates are tried for a step: the more bodies there are, the longer each trial takes.
_FEWEST_TRIALS, _MOST_TRIALS, _BODIES_TRIED = 8, 200, 300_000


@dataclass(frozen=True)
class Moved:
    """A finding that a step closes, eases, opens or makes graver; 0 is the priority of one that is not there."""

    key: Key
    before: float
    after: float
    inside: bool
    """Whether it concerns the branch."""


@dataclass(frozen=True)
class Step:
    """One change, and what it makes of the findings beside the changes before it."""

    change: Candidate
    gain: float
    """The priority that it closes, less what it opens."""
    total: float
    """The same of this step and all before it."""
    moved: tuple[Moved, ...]
    """The weightiest first."""

    @property
    def closed(self) -> list[Moved]:
        """The findings of the branch that are there no longer."""
        return [one for one in self.moved if one.inside and not one.after]

    @property
    def opened(self) -> list[Moved]:
        """The findings that were not there, wherever they are."""
        return [one for one in self.moved if not one.before]


@dataclass(frozen=True)
class Recommendation:
    """The changes found for a branch, and how good they can be at most.

    `open` is the priority of all findings of the branch, `bound` what no set of so many of the candidates exceeds.
    """

    head: int | None
    """The row of the body at the head of the branch; None for all bodies."""
    asked: int
    """How many changes were asked for."""
    steps: tuple[Step, ...]
    findings: int
    """How many findings concern the branch."""
    open: float
    bound: float
    candidates: int
    trials: int
    """How often a candidate was tried on the whole register."""

    @property
    def total(self) -> float:
        """The priority that all steps close together, less what they open."""
        return self.steps[-1].total if self.steps else 0.0

    @property
    def changes(self) -> tuple[Candidate, ...]:
        """The changes, in the order of the steps."""
        return tuple(step.change for step in self.steps)


def candidates_of(board: Board) -> list[Candidate]:
    """All that may be proposed for a branch, in the order of their keys."""
    kinds = (links, ties, networks, commitments, invitations)
    return once([candidate for kind in kinds for candidate in kind(board) if len(candidate.touches)])


def recommend(analysis: Analysis, head: int | None, changes: int) -> Recommendation:
    """The changes, at most so many, that close the most priority in a branch; `head` is a row of the register.

    Greedy: each step is the candidate that gains most beside the steps before it, and no step is taken that gains
    nothing. Candidates are tried in the order of what may be hoped of them, and a step is done with when no other
    promises more, or after so many trials. What a step is said to gain was found on the whole register.
    Raises ValueError for a number of changes that is not 1 to `MOST_CHANGES`.
    """
    if not 1 <= changes <= MOST_CHANGES:
        raise ValueError(f"changes: 1 to {MOST_CHANGES}, not {changes}")
    board = Board(analysis, branch_of(analysis.graph, head))
    candidates = candidates_of(board)
    search = _Search(board, candidates)
    steps = tuple(search.steps(changes))
    return Recommendation(
        head=head,
        asked=changes,
        steps=steps,
        findings=int(board.counted.sum()),
        open=float(board.worth.sum()),
        bound=upper_bound(candidates, board.worth, changes),
        candidates=len(candidates),
        trials=search.trials,
    )


class _Search:
    """Candidates in the order of what they promise: by their hopes until they are tried, by what they gained after."""

    def __init__(self, board: Board, candidates: Sequence[Candidate]) -> None:
        self.board, self.candidates = board, candidates
        self.state = self.beginning = State.first(board)
        self.trials = 0
        bodies = max(len(board.graph.live_body), 1)
        self._most = min(max(_BODIES_TRIED // bodies, _FEWEST_TRIALS), _MOST_TRIALS)
        self._left = board.worth.copy()
        """By number of a finding: the priority that it still has."""
        self._promise = [self._hoped(number) for number in range(len(candidates))]
        self._queue = [(-promise, number) for number, promise in enumerate(self._promise) if promise > NOTHING]
        heapq.heapify(self._queue)
        self._taken = set(board.graph.register.bodies.code)
        self._called: dict[str, str] = {}
        self._made: set[tuple[object, ...]] = set()

    def _hoped(self, number: int) -> float:
        """What a candidate promises: where there is time for many trials all that it touches, so that the best is not
        passed over; else what may be hoped of it by itself."""
        candidate = self.candidates[number]
        left = self._left[candidate.touches]
        if self._most == _MOST_TRIALS:
            return float(left.sum())
        return float(np.minimum(candidate.hopes, left).sum()) - candidate.fears

    def steps(self, most: int) -> Iterator[Step]:
        """The steps, until there are enough or nothing helps any more."""
        for _ in range(most):
            found = self._best()
            if found is None:
                return
            number, after = found
            before, self.state = self.state, after
            change = self._named(self.candidates[number])
            yield Step(
                change=change,
                gain=after.total - before.total,
                total=after.total,
                moved=tuple(sorted(self._moved(before, after, change), key=_weightiest)),
            )
            self._look_again()

    def _best(self) -> tuple[int, State] | None:
        """The candidate that gains most now; taken out of the queue."""
        best: tuple[int, State] | None = None
        most = NOTHING
        tried: list[int] = []
        while self._queue and -self._queue[0][0] > most and len(tried) < self._most:
            promise, number = heapq.heappop(self._queue)
            now = min(self._promise[number], self._hoped(number))
            if now < -promise - NOTHING:
                # Others have taken some of what was hoped for.
                self._promise[number] = now
                if now > NOTHING:
                    heapq.heappush(self._queue, (-now, number))
                continue
            after = self.state.after(self.candidates[number], self.beginning)
            gained = self._promise[number] = after.total - self.state.total
            tried.append(number)
            if gained > most:
                best, most = (number, after), gained
        self.trials += len(tried)
        for number in tried:
            if (best is None or number != best[0]) and self._promise[number] > NOTHING:
                heapq.heappush(self._queue, (-self._promise[number], number))
        return best

    def _look_again(self) -> None:
        """What is left of the findings that were there in the beginning."""
        for rule, columns in self.beginning.columns.items():
            numbers = self.board.span(rule)
            if len(numbers):
                now, _ = matched(columns, self.state.columns[rule])
                place = np.empty(len(numbers), dtype=np.int64)
                place[self.board.listing.row[numbers]] = numbers
                self._left[place[columns.row]] = np.where(columns.counted, now, 0.0)

    def _named(self, candidate: Candidate) -> Candidate:
        """The candidate as it can be written down: without what an earlier step commits to, and with a free code."""
        change = candidate.without(self._made)
        if change.founded is not None:
            code = free_code(change, self._taken)
            self._taken.add(code)
            self._called[self.state.founded[-1]] = code
            change = change.with_code(code)
        self._made |= {addition.key for addition in change.additions}
        return change

    def _moved(self, before: State, after: State, change: Candidate) -> Iterator[Moved]:
        for rule in before.columns:
            if not moved_by(change.kind, rule):
                continue
            one, other = before.columns[rule], after.columns[rule]
            now, opened = matched(one, other)
            for place in np.flatnonzero(np.abs(now - one.priority) > NOTHING).tolist():
                key = self._key(before, rule, int(one.row[place]))
                yield Moved(key, float(one.priority[place]), float(now[place]), bool(one.counted[place]))
            for place in np.flatnonzero(opened).tolist():
                key = self._key(after, rule, int(other.row[place]))
                yield Moved(key, 0.0, float(other.priority[place]), bool(other.counted[place]))

    def _key(self, state: State, rule: str, row: int) -> Key:
        metadata, found, ranks = METADATA[rule], state.found[rule], state.graph.ranks
        subject = ranks.name(metadata.subject, int(found.subject[row]))
        other = "" if found.object is None else ranks.name(metadata.object, int(found.object[row]))
        return Key(rule, self._called.get(subject, subject), self._called.get(other, other))


def _weightiest(moved: Moved) -> tuple[float, Key]:
    return (-abs(moved.before - moved.after), moved.key)


def after_all(analysis: Analysis, changes: Sequence[Candidate]) -> Analysis:
    """The register with all these changes, analysed as a whole."""
    register = analysis.graph.register
    edits = [edit for change in changes for edit in change.edits]
    return analyse(GovernanceGraph.at(amended(register, edited(register.tables, edits), edits), analysis.graph.as_of))
