"""What a register's analysis would be after a few edits, beside what it is: as columns of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.alignment import ALIGNED
from graph.amendment import amended, edited
from graph.analysis import analyse
from graph.encoding import NOBODY
from graph.governance import GovernanceGraph
from graph.whatif.places import Translation
from policies import ALIGNMENT_STATES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from graph.amendment import Edit
    from graph.analysis import Analysis
    from graph.encoding import Flags, Int8s, Int32s, Int64s
    from graph.register import Register

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
class Preview:
    """Two analyses of one day, without and with the edits, and what differs.

    Findings are numbers in the listings: opened and changed ones in that of `after`, closed ones and those in
    `changed_before` in that of `before`.
    """

    before: Analysis
    after: Analysis
    opened: Int64s
    closed: Int64s
    changed: Int64s
    changed_before: Int64s
    _translation: Translation

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
    return preview_of(before, after)


def preview_of(before: Analysis, after: Analysis) -> Preview:
    """Two analyses side by side, of registers that share most records."""
    translation = Translation(before, after)
    one, other = before.listing, after.listing
    _, stood, stayed = np.intersect1d(translation.places(), other.place, assume_unique=False, return_indices=True)
    differ = (other.severity[stayed] != one.severity[stood]) | (other.confirmed[stayed] != one.confirmed[stood])
    return Preview(
        before=before,
        after=after,
        opened=np.setdiff1d(np.arange(len(other)), stayed, assume_unique=True),
        closed=np.setdiff1d(np.arange(len(one)), stood, assume_unique=True),
        changed=stayed[differ],
        changed_before=stood[differ],
        _translation=translation,
    )


def _moves(before: Analysis, after: Analysis, translation: Translation) -> Moves:
    one, other = before.alignment, after.alignment
    width = len(after.graph.register.bodies.code) + 1
    strategy = translation.strategies[one.strategy]
    body = translation.bodies[before.graph.body[one.place]]
    was = np.where((strategy == NOBODY) | (body == NOBODY), NOBODY, strategy * width + body)
    now = other.strategy.astype(np.int64) * width + after.graph.body[other.place]
    _, stood, stayed = np.intersect1d(was, now, return_indices=True)
    differ = one.state[stood] != other.state[stayed]
    went = np.setdiff1d(np.arange(len(was)), stood, assume_unique=True)
    came = np.setdiff1d(np.arange(len(now)), stayed, assume_unique=True)
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
    there = translation.bodies[one.body[: one.authorities]]
    place_after = np.where(there == NOBODY, NOBODY, other.place[there])
    place_after = np.where(place_after < other.authorities, place_after, NOBODY)
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
