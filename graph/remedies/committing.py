"""Commitments that would help: cells that a strategy in force takes up, of a body that is competent for them."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.alignment import least_covered
from graph.encoding import NOBODY
from graph.findings import HIGH, LOW, MEDIUM
from graph.listing import RULE_IDS
from graph.remedies.board import ONE_PRINCIPLE, areas_of, bits_of, cells_in, over_principles
from graph.remedies.candidates import Addition, Candidate, Kind, Touched
from graph.rules.delivery import begun_long_ago
from graph.rules.vertical import carried_below
from policies import AREAS, PRINCIPLES, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graph.remedies.board import Board, Entry

_AREAS = len(AREAS.ids)
_HIGH, _MEDIUM, _LOW = (SEVERITIES[SEVERITIES.ids[severity]].weight for severity in (HIGH, MEDIUM, LOW))
#: The share of its priority that a finding loses when it becomes less grave.
_EASED_TO_MEDIUM, _EASED_TO_LOW = 1 - _MEDIUM / _HIGH, 1 - _LOW / _MEDIUM
#: So many bodies of a branch are asked whether they take up what nobody there does.
_ASKED = 2
#: What is proposed is more than stated: objectives. A commitment that is merely stated covers nothing.
_DEPTH = 2


def commitments(board: Board) -> Iterator[Candidate]:
    """Cells that strategies of the branch, or of authorities above it, could take up."""
    writing = _Writing(board)
    asked = {
        *writing.for_uncascaded(),
        *writing.for_own("level-skipped"),
        *writing.for_nominal(),
        *writing.for_unsupported(),
        *writing.for_principles(),
    }
    for strategy, cells in sorted(asked):
        yield writing.candidate(strategy, cells)


class _Writing:
    """What strategies commit to, and which findings more commitments have to do with."""

    def __init__(self, board: Board) -> None:
        self.board, self.graph = board, board.graph
        self.stated = bits_of(self.graph.register.strategies.stated)
        self._whole: dict[int, list[int]] = {}
        self._told_of: dict[int, Mapping[int, float]] = {}
        self.headed: dict[int, list[Entry]] = defaultdict(list)
        """By place: the commitments of strategies above that nobody in the branch of that body takes up."""
        self.told: dict[int, list[Entry]] = defaultdict(list)
        """By strategy: the findings that speak of how it is carried below."""
        self.nominal: dict[int, list[Entry]] = defaultdict(list)
        """By place: the strategies to which the body is linked in name only."""
        for entry in board.entries("commitment-uncascaded"):
            self.headed[entry.object].append(entry)
            self.told[entry.subject].append(entry)
        for entry in board.entries("alignment-nominal"):
            self.nominal[entry.object].append(entry)
            self.told[entry.subject].append(entry)
        for entry in board.entries("alignment-convergent"):
            self.told[entry.subject].append(entry)
        self.unsupported = sorted(board.entries("initiative-unsupported"), key=lambda entry: entry.subject)
        self._unsupported_at = np.array([entry.subject for entry in self.unsupported], dtype=np.int64)

    # -- who might commit to what ------------------------------------------------------------------------------------

    def _own(self, place: int, cells: int) -> Iterator[tuple[int, int]]:
        """The strategy that a body leads in which these cells fit best; none where it is not competent for all."""
        led = self.board.led_by.get(place)
        if led and cells and not areas_of(cells) & ~self.board.competent[place]:
            areas = over_principles(areas_of(cells))
            yield min(led, key=lambda one: (-(self.board.strategy_cells[one] & areas).bit_count(), one)), cells

    def for_uncascaded(self) -> Iterator[tuple[int, int]]:
        """The head of the branch takes up what is asked, or those in it who stand for most people."""
        for entry in self.board.weightiest("commitment-uncascaded"):
            yield from self._own(entry.object, entry.cells)
            for place in self._leading_below(entry.object, areas_of(entry.cells)):
                yield from self._own(place, entry.cells)

    def _leading_below(self, head: int, areas: int) -> list[int]:
        """Who below a body leads a strategy and is competent for these areas, those with most people first."""
        start, end = np.searchsorted(self._leading, [head + 1, int(self.graph.hierarchy.end[head])])
        places = self._leading[start:end]
        places = places[(self.graph.competence.competent[places] & np.uint32(areas)) == areas]
        order = np.argsort(-self.graph.population[places], kind="stable")[:_ASKED]
        return places[order].tolist()  # type: ignore[no-any-return]

    @cached_property
    def _leading(self) -> np.ndarray:
        """The authorities that lead a strategy in force, by place."""
        return np.array(sorted(place for place in self.board.led_by if place < self.graph.authorities), dtype=np.int64)

    def for_own(self, rule: str) -> Iterator[tuple[int, int]]:
        """The body itself takes up the cells that the finding names."""
        for entry in self.board.weightiest(rule):
            yield from self._own(entry.subject, entry.cells)

    def for_nominal(self) -> Iterator[tuple[int, int]]:
        """Who is linked in name only takes up as many of the cells asked as make the link true."""
        for entry in self.board.weightiest("alignment-nominal"):
            yield from self._own(entry.object, self._needed(entry))

    def _needed(self, entry: Entry) -> int:
        """The first of the cells that are not covered, as many as reach the threshold."""
        demand = self.board.strategy_cells[entry.subject] & over_principles(self.board.competent[entry.object])
        covered = demand & self.board.cover[entry.object]
        needed, left = 0, int(self._least[demand.bit_count()]) - covered.bit_count()
        for cell in range(_AREAS * len(PRINCIPLES.ids)):
            if left > 0 and entry.cells >> cell & 1:
                needed |= 1 << cell
                left -= 1
        return needed

    @cached_property
    def _least(self) -> np.ndarray:
        return least_covered(self.graph.thresholds.aligned_from)

    def for_unsupported(self) -> Iterator[tuple[int, int]]:
        """The nearest authority above that is competent takes up what the level below has begun."""
        for entry in self.board.weightiest("initiative-unsupported"):
            for place in self.board.lineage(entry.subject)[1:]:
                found = list(self._own(place, entry.cells))
                if found:
                    yield from found
                    break

    def for_principles(self) -> Iterator[tuple[int, int]]:
        """A strategy speaks to the principles that it lacks, in the first area that it is about already."""
        for entry in self.board.weightiest("principle-missing"):
            stated = self.stated[entry.subject]
            owner = self.board.owners[entry.subject][0]
            areas = areas_of(self.board.strategy_cells[entry.subject] or stated) & self.board.competent[owner]
            if areas:
                area = areas & -areas
                cells = sum(area << _AREAS * place for place, own in enumerate(_by_principle(stated)) if not own)
                yield entry.subject, cells

    # -- what a commitment has to do with ----------------------------------------------------------------------------

    def candidate(self, strategy: int, cells: int) -> Candidate:
        """A strategy takes up cells, with objectives."""
        board, graph = self.board, self.graph
        owners, code = board.owners[strategy], graph.register.strategies.code[strategy]
        gives, hopes = _Most(), _Most()
        self._of_itself(strategy, cells, gives, hopes)
        for owner in owners:
            if owner < graph.authorities:
                self._asked_above(owner, cells, gives, hopes)
                self._begun_below(owner, cells, gives, hopes)
        names = list(cells_in(cells))
        return Candidate(
            kind=Kind.COMMITMENT,
            additions=tuple(self._addition(strategy, code, *name) for name in names),
            deciders=tuple(board.row(owner) for owner in owners),
            details={"strategy": code, "body": board.code(owners[0])},
            cells=tuple(f"{principle}:{area}" for principle, area in names),
            **Touched.of(gives, hopes)._asdict(),
            fears=self._fears(strategy, owners, cells),
        )

    def _addition(self, strategy: int, code: str, principle: str, area: str) -> Addition:
        values = {"strategy": code, "principle": principle, "area": area}
        cell = PRINCIPLES.index(principle) * _AREAS + AREAS.index(area)
        stated = self.stated[strategy] >> cell & 1
        return Addition("commitments", values | {"depth": _DEPTH}, values | {"depth": 1} if stated else None)

    def _of_itself(self, strategy: int, cells: int, gives: _Most, hopes: _Most) -> None:
        """Principles that the strategy lacks, and findings on how it is carried below."""
        worth = self.board.worth
        number = self.board.number("principle-missing", strategy)
        if number is not None:
            lacking = [place for place, own in enumerate(_by_principle(self.stated[strategy])) if not own]
            spoken = _by_principle(cells)
            share = sum(bool(spoken[place]) for place in lacking) / len(lacking)
            (hopes if share == 1 else gives).put(number, share * worth[number])
        # What was measured is spoken of in fewer of its cells, by share, the more it commits to.
        number = self.board.number("claim-contradicted", strategy)
        if number is not None:
            gives.put(number, float(worth[number]))
        gives.update(self._carried(strategy))

    def _carried(self, strategy: int) -> Mapping[int, float]:
        """What is given to findings on how a strategy is carried, whatever it takes up.

        A strategy that asks more is less wholly left alone; its pairs come to stand in another ratio.
        """
        if strategy not in self._told_of:
            worth, given = self.board.worth, _Most()
            for entry in self.told.get(strategy, ()):
                if RULE_IDS[self.board.listing.rule[entry.number]] != "commitment-uncascaded":
                    given.put(entry.number, worth[entry.number])
                elif self._whole_principles(entry):
                    given.put(entry.number, _EASED_TO_MEDIUM * worth[entry.number])
            self._told_of[strategy] = given
        return self._told_of[strategy]

    def _asked_above(self, owner: int, cells: int, gives: _Most, hopes: _Most) -> None:
        """What strategies above ask of the branches in which the owner stands, and of the owner itself."""
        board, worth = self.board, self.board.worth
        able = cells & over_principles(board.competent[owner])
        for head in board.lineage(owner):
            for entry in self.headed.get(head, ()):
                self._taken_up(entry, able, gives, hopes)
        for entry in self.nominal.get(owner, ()):
            share = (entry.cells & cells).bit_count() / max(self._needed(entry).bit_count(), 1)
            if share:
                (hopes if share >= 1 else gives).put(entry.number, min(share, 1.0) * worth[entry.number])
        skipped = self._skipped.get(owner)
        if skipped is not None and skipped.cells & cells:
            share = (skipped.cells & cells).bit_count() / skipped.cells.bit_count()
            (hopes if share == 1 else gives).put(skipped.number, share * worth[skipped.number])
        line = board.lineage(owner)
        if len(line) > 1:
            level = int(self.graph.level[owner]) * _AREAS
            for area in _bits(areas_of(cells & ~board.cover[owner])):
                number = board.number("peers-uncoordinated", line[1], level + area)
                if number is not None:
                    gives.put(number, worth[number])

    def _taken_up(self, entry: Entry, able: int, gives: _Most, hopes: _Most) -> None:
        """Some of the cells that nobody in a branch takes up: all close the finding, one of each principle eases it."""
        own = (entry.cells & able).bit_count()
        if not own:
            return
        priority = self.board.worth[entry.number]
        whole = self._whole_principles(entry)
        if own == entry.cells.bit_count():
            hopes.put(entry.number, priority)
        elif whole and all(principle & able for principle in whole):
            hopes.put(entry.number, _EASED_TO_MEDIUM * priority)
        slope = max(1 / entry.cells.bit_count(), _EASED_TO_MEDIUM / len(whole) if whole else 0.0)
        gives.put(entry.number, min(1.0, own * slope) * priority)

    @cached_property
    def _skipped(self) -> Mapping[int, Entry]:
        return {entry.subject: entry for entry in self.board.entries("level-skipped")}

    def _whole_principles(self, entry: Entry) -> list[int]:
        """The cells of each principle of which all that the strategy commits to is missing."""
        known = self._whole.get(entry.number)
        if known is not None:
            return known
        asked = _by_principle(self.board.strategy_cells[entry.subject])
        missing = _by_principle(entry.cells)
        both = enumerate(zip(asked, missing, strict=True))
        whole = self._whole[entry.number] = [
            own << _AREAS * place for place, (own, lost) in both if own and own == lost
        ]
        return whole

    def _begun_below(self, owner: int, cells: int, gives: _Most, hopes: _Most) -> None:
        """What authorities below have begun without support, and the owner itself."""
        worth = self.board.worth
        ends = (owner, int(self.graph.hierarchy.end[owner]))
        start, end = np.searchsorted(self._unsupported_at, ends)
        for entry in self.unsupported[start:end]:
            grave = self.board.listing.severity[entry.number] == MEDIUM
            if entry.subject == owner:
                if grave:
                    gives.put(entry.number, _EASED_TO_LOW * worth[entry.number])
                continue
            own, all_of_them = (entry.cells & cells).bit_count(), entry.cells.bit_count()
            if own == all_of_them:
                hopes.put(entry.number, worth[entry.number])
            elif own:
                # At most half of what is covered may be left without support for it to be less grave.
                least = all_of_them - self.board.cover[entry.subject].bit_count() // 2
                slope = max(1 / all_of_them, _EASED_TO_LOW / max(least, 1) if grave else 0.0)
                gives.put(entry.number, min(1.0, own * slope) * worth[entry.number])

    # -- what it is bound to open ------------------------------------------------------------------------------------

    def _fears(self, strategy: int, owners: list[int], cells: int) -> float:
        """The priority of what asks for action, and for others below to follow."""
        fears, leader = 0.0, owners[0]
        if strategy in self._old and not self._undelivered.get(strategy):
            acted = 0
            for owner in owners:
                acted |= self._acted[owner]
            if cells & ~acted:
                fears += self._medium(leader)
        if leader < self.graph.authorities:
            for child in self._children.get(leader, ()):
                able, taken_up = self._branches[0][child], self._branches[1][child]
                if cells & able & ~taken_up and (strategy, child) not in self._uncascaded:
                    fears += self._medium(child)
        return fears

    def _medium(self, place: int) -> float:
        whole = self.graph.whole_population
        return _MEDIUM * (0.5 + (0.5 * int(self.graph.population[place]) / whole if whole else 0.0))

    @cached_property
    def _old(self) -> set[int]:
        """Strategies old enough to be asked for actions."""
        found = self.board.analysis.found.get("commitment-undelivered")
        if found is None:
            return set()
        return set(np.flatnonzero(begun_long_ago(self.graph)).tolist())

    @cached_property
    def _undelivered(self) -> Mapping[int, bool]:
        found = self.board.analysis.found["commitment-undelivered"]
        return dict.fromkeys(found.subject.tolist(), True)

    @cached_property
    def _acted(self) -> list[int]:
        return bits_of(self.graph.works.action_cover)

    @cached_property
    def _uncascaded(self) -> set[tuple[int, int]]:
        found = self.board.analysis.found.get("commitment-uncascaded")
        if found is None or found.object is None:
            return set()
        return set(zip(found.subject.tolist(), found.object.tolist(), strict=True))

    @cached_property
    def _children(self) -> Mapping[int, list[int]]:
        children: dict[int, list[int]] = defaultdict(list)
        for place, parent in enumerate(self.graph.hierarchy.parent.tolist()):
            if parent != NOBODY:
                children[parent].append(place)
        return children

    @cached_property
    def _branches(self) -> tuple[list[int], list[int]]:
        """By authority: the cells that somebody in its branch is competent for, and those that somebody takes up."""
        able, taken_up = carried_below(self.graph)
        return list(map(over_principles, able.tolist())), bits_of(taken_up)


class _Most(dict[int, float]):
    """The most that was said of each finding."""

    def put(self, number: int, value: float) -> None:
        """Remember a value, if it is more than what was said before."""
        self[number] = max(float(value), self.get(number, 0.0))


def _by_principle(cells: int) -> list[int]:
    """The areas of each principle."""
    return [cells >> _AREAS * place & ONE_PRINCIPLE for place in range(len(PRINCIPLES.ids))]


def _bits(word: int) -> Iterator[int]:
    for bit in range(_AREAS):
        if word >> bit & 1:
            yield bit
