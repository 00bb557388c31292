"""What a register's analysis would be after a few edits, beside what it is: as columns of numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.alignment import ALIGNED
from graph.amendment import amended, edited
from graph.analysis import analyse
from graph.encoding import NOBODY
from graph.findings import priorities
from graph.governance import GovernanceGraph
from graph.listing import RULE_IDS, Key, key_at
from graph.whatif.places import Translation, matched
from policies import ALIGNMENT_STATES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from graph.amendment import Edit
    from graph.analysis import Analysis
    from graph.encoding import Flags, Int8s, Int32s, Int64s, Rows
    from graph.findings import Found
    from graph.register import Register

if TYPE_CHECKING:
    #: A rule, and rows in its columns: opened, closed, changed as they are after and as they were before.
    _Parts = tuple[str, tuple[Rows, Rows, Rows, Rows]]

#: The state of a pair that there is not.
NO_PAIR = len(ALIGNMENT_STATES.ids)


@dataclass(frozen=True)
class Moves:
    """Pairs of a strategy and an authority whose state differs, by the rows of each alignment; `NOBODY` for no pair."""

    before: Int64s
    after: Int64s
    state_before: Int8s
    state_after: Int8s
    counts_before: Int64s
    """Pairs by state, in the order of the vocabulary."""
    counts_after: Int64s

    def counts(self) -> Int64s:
        """How many pairs went from which state (row) to which (column); the last of each is “no pair”."""
        size = NO_PAIR + 1
        moved = self.state_before.astype(np.int64) * size + self.state_after
        return np.bincount(moved, minlength=size * size).reshape(size, size)


@dataclass(frozen=True)
class People:
    """Authorities for which something gets better or worse, and who lives there.

    An authority *gains* where it covers a cell of its competence that it did not cover, or carries a strategy aligned
    that it did not; it *loses* where it is the other way round. It may do both. `gained` and `lost` are the
    inhabitants of the territories of those authorities: of authorities that lie in each other the uppermost counts, so
    nobody is counted twice. Populations are those of `GovernanceGraph.population`; unknown ones count as 0.
    """

    gaining: Int32s
    """Rows in the register after."""
    losing: Int32s
    """Rows in the register before."""
    gained: int
    lost: int


@dataclass(frozen=True)
class Findings:
    """Some findings of an analysis, by their rules (places in `RULE_IDS`) and their rows in these rules' columns."""

    analysis: Analysis
    rule: Int8s
    row: Int32s

    def __len__(self) -> int:
        return len(self.row)

    def key(self, number: int) -> Key:
        """What one of them is known by."""
        return key_at(self.analysis.graph, self.analysis.found, RULE_IDS[self.rule[number]], int(self.row[number]))

    @cached_property
    def severity(self) -> Int8s:
        """How grave each is, as a place in the vocabulary."""
        values: Int8s = self._column(lambda found: found.severity, np.int8)
        return values

    @cached_property
    def confirmed(self) -> Flags:
        """Whether each is a confirmed gap."""
        values: Flags = self._column(lambda found: found.confirmed, np.bool_)
        return values

    @cached_property
    def reach(self) -> Int64s:
        """How many people each reaches."""
        values: Int64s = self._column(lambda found: found.reach, np.int64)
        return values

    @cached_property
    def priority(self) -> NDArray[np.float64]:
        """What each matters."""
        whole = self.analysis.graph.whole_population
        values: NDArray[np.float64] = self._column(lambda found: priorities(found, whole), np.float64)
        return values

    def _column(self, of: Callable[[Found], NDArray[Any]], kind: type[np.generic]) -> Any:  # noqa: ANN401 - an array
        values = np.zeros(len(self), dtype=kind)
        for number in np.unique(self.rule).tolist():
            own = self.rule == number
            values[own] = of(self.analysis.found[RULE_IDS[number]])[self.row[own]]
        return values


@dataclass(frozen=True)
class Preview:
    """Two analyses of one day, without and with some edits, and what differs.

    `changed` findings have another severity or certainty; `changed_before` are the same ones as they are without.
    """

    before: Analysis
    after: Analysis
    edits: Sequence[Edit]
    opened: Findings
    closed: Findings
    changed: Findings
    changed_before: Findings
    _translation: Translation = field(repr=False, compare=False)

    @cached_property
    def moves(self) -> Moves:
        """Pairs by state, and those whose state would be another."""
        return _moves(self.before, self.after, self._translation)

    @cached_property
    def people(self) -> People:
        """Whom it would reach."""
        return _people(self.before, self.after, self._translation, self.moves)


def what_if(register: Register, edits: Sequence[Edit], day: date, before: Analysis | None = None) -> Preview:
    """What the edits would make of a register on a day; `before` is its analysis of that day if there is one already.

    The register stays as it is. Raises KeyError for edits that do not fit it: `edits_of` makes such as do.
    """
    if before is None:
        before = analyse(GovernanceGraph.at(register, day))
    after = analyse(GovernanceGraph.at(amended(register, edited(register.tables, edits), edits), day))
    translation = Translation(before, after, edits)
    rules = [rule for rule in RULE_IDS if rule in before.found and rule in after.found]
    parts = [_of_rule(translation, rule, before.found[rule], after.found[rule]) for rule in rules]
    opened, closed, changed, stood = (
        _gathered(analysis, parts, part) for part, analysis in enumerate((after, before, after, before))
    )
    return Preview(before, after, edits, opened, closed, changed, stood, translation)


def _of_rule(translation: Translation, rule: str, one: Found, other: Found) -> _Parts:
    was, now = (
        translation.findings(rule, found, of_before=of_before) for found, of_before in ((one, True), (other, False))
    )
    stood, stayed = matched(was, now)
    differ = (other.severity[stayed] != one.severity[stood]) | (other.confirmed[stayed] != one.confirmed[stood])
    return rule, (_left(len(now), stayed), _left(len(was), stood), stayed[differ], stood[differ])


def _left(size: int, taken: Rows) -> Rows:
    left = np.ones(size, dtype=np.bool_)
    left[taken] = False
    return np.flatnonzero(left)


def _gathered(analysis: Analysis, parts: Sequence[_Parts], part: int) -> Findings:
    rules = [np.full(len(rows[part]), RULE_IDS.index(rule), dtype=np.int8) for rule, rows in parts]
    rows = [rows[part].astype(np.int32) for _, rows in parts]
    return Findings(
        analysis,
        np.concatenate([np.zeros(0, dtype=np.int8), *rules]),
        np.concatenate([np.zeros(0, dtype=np.int32), *rows]),
    )


def _moves(before: Analysis, after: Analysis, translation: Translation) -> Moves:
    one, other = before.alignment, after.alignment
    was = translation.pairs(one.strategy, one.place, of_before=True)
    now = translation.pairs(other.strategy, other.place, of_before=False)
    stood, stayed = matched(was, now)
    differ = one.state[stood] != other.state[stayed]
    went, came = _left(len(was), stood), _left(len(now), stayed)
    nothing = np.full(max(len(went), len(came)), NOBODY, dtype=np.int64)
    rows = np.concatenate([stood[differ], went, nothing[: len(came)]])
    rows_after = np.concatenate([stayed[differ], nothing[: len(went)], came])
    return Moves(
        before=rows,
        after=rows_after,
        state_before=_states(one.state, rows),
        state_after=_states(other.state, rows_after),
        counts_before=np.bincount(one.state, minlength=NO_PAIR),
        counts_after=np.bincount(other.state, minlength=NO_PAIR),
    )


def _states(state: Int8s, rows: Int64s) -> Int8s:
    return np.append(state, np.int8(NO_PAIR))[rows]


def _people(before: Analysis, after: Analysis, translation: Translation, moves: Moves) -> People:
    one, other = before.graph, after.graph
    was, now = _cells_made_use_of(before), _cells_made_use_of(after)
    place_after = translation.places()
    stays = place_after != NOBODY
    earlier, later = np.zeros_like(now), np.zeros_like(was)
    earlier[place_after[stays]] = was[stays]
    later[stays] = now[place_after[stays]]
    gaining, losing = (now & ~earlier).any(axis=1), (was & ~later).any(axis=1)
    risen, fallen = moves.state_after == ALIGNED, moves.state_before == ALIGNED
    gaining[after.alignment.place[moves.after[risen]]] = True
    losing[before.alignment.place[moves.before[fallen]]] = True
    return People(
        gaining=np.sort(other.body[np.flatnonzero(gaining)]),
        losing=np.sort(one.body[np.flatnonzero(losing)]),
        gained=_inhabitants(other, gaining),
        lost=_inhabitants(one, losing),
    )


def _cells_made_use_of(analysis: Analysis) -> np.ndarray:
    """By place of authority: the cells of its competence that it covers."""
    graph = analysis.graph
    competent = graph.competence.competent[: graph.authorities]
    return graph.works.cover[: graph.authorities] & competent[:, None]


def _inhabitants(graph: GovernanceGraph, flagged: Flags) -> int:
    """How many live in the territories of these authorities, which may lie in each other."""
    ends = np.where(flagged, graph.hierarchy.end[: graph.authorities], 0)
    covered = np.maximum.accumulate(ends)
    inside = np.zeros(len(flagged), dtype=np.bool_)
    inside[1:] = covered[:-1] > np.arange(1, len(flagged))
    return int(graph.population[: graph.authorities][flagged & ~inside].sum())
