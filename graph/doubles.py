"""Two authorities of one line that deliver the same at the same time: the cells, and the actions of the two.

What is ongoing on a day overlaps with all else that is. So the pairs of authorities are weighed by the cells that each
has under way, and actions are looked at one by one only where something is completed or names a partner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.lines import lines_of
from graph.ragged import group_starts, in_order, is_among, spread, starts_of
from graph.register import ONGOING
from graph.works import by_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from graph.encoding import Flags, Int32s, Int64s, Rows, Words
    from graph.governance import GovernanceGraph
    from graph.lines import Lines

    #: Cells of many, word after word: shape (2, many).
    ByWord = NDArray[np.uint64]

#: So many pairs of actions are weighed at once.
_PORTION = 1_000_000


class Doubled(NamedTuple):
    """Pairs of authorities, one strictly above the other, with the cells that an action of each carries at once.

    The two are not in touch and no undisputed link leads from a work of one to a strategy of the other.
    """

    lower: Rows
    upper: Rows
    cells: Words


class Meeting(NamedTuple):
    """Pairs of actions: the number of the pair of authorities (ascending), both actions, the wanted cells of both."""

    pair: Rows
    above: Rows
    below: Rows
    cells: ByWord


def doubles_of(graph: GovernanceGraph) -> Doubled:
    """All pairs that deliver the same twice."""
    own = by_word(graph.works.action_cover)
    delivers = np.flatnonzero((own[0] | own[1])[: graph.authorities])
    lines = lines_of(graph.hierarchy, delivers)
    both = _both(own, lines.lower, lines.upper)
    kept = np.flatnonzero(((both[0] | both[1]) != 0) & ~_settled(graph, lines))
    kept = kept[~graph.coordination.share_network(lines.lower[kept], lines.upper[kept])]
    lower, upper, both = lines.lower[kept], lines.upper[kept], both.take(kept, axis=1)
    partners = lines.named(*_ends(graph, graph.register.naming))[kept]
    delivered = _delivered(graph, lower, upper)
    cells = _both(_under_way(graph, delivered, own), lower, upper)
    if partners.any():
        cells[:, partners] = 0
    _add_one_by_one(graph, lower, upper, delivered, both & ~cells, partners, cells)
    fires = np.flatnonzero(cells[0] | cells[1])
    return Doubled(lower[fires], upper[fires], np.ascontiguousarray(cells.take(fires, axis=1).T).view(np.uint32))


def meetings(graph: GovernanceGraph, lower: Rows, upper: Rows, wanted: ByWord) -> Iterator[Meeting]:
    """Actions of both that deliver the same of the cells `wanted` of their pair at the same time, in portions.

    Left out are actions that name the other authority as a partner.
    """
    acting = _acting(graph, lower, upper, _delivered(graph, lower, upper), wanted)
    return _met(graph, lower, upper, acting, _askers(acting, lower, wanted))


def _both(cells: ByWord, one: Rows, other: Rows) -> ByWord:
    return np.stack([word[one] & word[other] for word in cells])


def _settled(graph: GovernanceGraph, lines: Lines) -> Flags:
    """By pair: whether the two share an edge, or a link between their works."""
    edges = graph.coordination
    return lines.named(edges.first, edges.second) | lines.named(*_ends(graph, graph.register.supporting))


def _ends(graph: GovernanceGraph, keys: NDArray[np.int64]) -> tuple[Int32s, Int32s]:
    """The places of the two bodies of keys `body × bodies + other`."""
    one, other = np.divmod(keys, max(len(graph.live_body), 1))
    return graph.place[one], graph.place[other]


class _Delivered(NamedTuple):
    """Actions that deliver, and the places of their bodies."""

    row: Rows
    place: Int64s

    def only(self, which: Flags) -> _Delivered:
        chosen = np.flatnonzero(which)
        return _Delivered(self.row[chosen], self.place[chosen])


def _delivered(graph: GovernanceGraph, lower: Rows, upper: Rows) -> _Delivered:
    """What the bodies of these pairs deliver."""
    involved = np.zeros(len(graph.body), dtype=np.bool_)
    involved[lower] = involved[upper] = True
    row = np.flatnonzero(graph.works.delivering)
    place = graph.place[graph.register.actions.body[row]].astype(np.int64)
    return _Delivered(row, place).only(involved[place])


def _under_way(graph: GovernanceGraph, delivered: _Delivered, own: ByWord) -> ByWord:
    """By place of the bodies that deliver these: their cells of ongoing actions. `own` are those of all."""
    actions = graph.register.actions
    ongoing = actions.status[delivered.row] == ONGOING
    mixed = np.zeros(len(graph.body), dtype=np.bool_)
    mixed[delivered.place[~ongoing]] = True
    cells = np.where(mixed, np.uint64(0), own)
    # Whoever completed nothing has all of it under way.
    row, place = delivered.only(ongoing & mixed[delivered.place])
    for word, more in zip(cells, by_word(actions.cells[row]), strict=True):
        np.bitwise_or.at(word, place, more)
    return cells


class _Acting(NamedTuple):
    """Actions that deliver cells which a pair of their body is asked about, in the order of places."""

    row: Rows
    starts: NDArray[np.int64]
    """By place: where its actions begin, and one more entry."""
    cells: ByWord


class _Askers(NamedTuple):
    """Actions of the lower one of a pair (ascending) that carry cells asked about: their place among those acting."""

    pair: Rows
    below: Rows
    cells: ByWord

    def only(self, which: Flags) -> _Askers:
        chosen = np.flatnonzero(which)
        return _Askers(self.pair[chosen], self.below[chosen], self.cells.take(chosen, axis=1))


def _acting(graph: GovernanceGraph, lower: Rows, upper: Rows, delivered: _Delivered, wanted: ByWord) -> _Acting:
    """Those of the actions delivered by the pairs that carry a cell wanted of a pair of theirs."""
    pair = np.flatnonzero(wanted[0] | wanted[1])
    asked = np.zeros((2, len(graph.body)), dtype=np.uint64)
    for word, cells in zip(asked, wanted, strict=True):
        np.bitwise_or.at(word, lower[pair], cells[pair])
        np.bitwise_or.at(word, upper[pair], cells[pair])
    row, place = delivered.only(((asked[0] | asked[1]) != 0)[delivered.place])
    carried = by_word(graph.register.actions.cells[row])
    about = np.flatnonzero((carried[0] & asked[0][place]) | (carried[1] & asked[1][place]))
    about = about[in_order(place[about])]
    return _Acting(row[about], starts_of(place[about], len(graph.body)), carried.take(about, axis=1))


def _askers(acting: _Acting, lower: Rows, wanted: ByWord) -> _Askers:
    asked = np.flatnonzero(wanted[0] | wanted[1])
    step, below = spread(acting.starts[lower[asked]], acting.starts[lower[asked] + 1])
    pair = asked[step]
    shared = _carried(acting, below, wanted, pair)
    return _Askers(pair, below, shared).only((shared[0] | shared[1]) != 0)


def _carried(acting: _Acting, at: Rows, wanted: ByWord, pair: Rows) -> ByWord:
    return np.stack([word[at] & asked[pair] for word, asked in zip(acting.cells, wanted, strict=True)])


def _add_one_by_one(
    graph: GovernanceGraph,
    lower: Rows,
    upper: Rows,
    delivered: _Delivered,
    wanted: ByWord,
    partners: Flags,
    cells: ByWord,
) -> None:
    """Add to `cells` those of `wanted`, which both authorities of a pair deliver, that they deliver at once."""
    acting = _acting(graph, lower, upper, delivered, wanted)
    askers = _askers(acting, lower, wanted)
    sure = _meets_all(graph, acting, askers, upper) & ~partners[askers.pair]
    # What meets all that the upper one does meets whatever of it carries the cell.
    known = askers.only(sure)
    _unite_pairs(cells, known.pair, known.cells)
    for met in _met(graph, lower, upper, acting, askers.only(~sure)):
        _unite_pairs(cells, met.pair, met.cells)


def _meets_all(graph: GovernanceGraph, acting: _Acting, askers: _Askers, upper: Rows) -> Flags:
    """By asker: whether its period surely overlaps with that of every action of the upper one that is acting."""
    actions = graph.register.actions
    starts_on, ends_on = actions.starts_on[acting.row], actions.ends_on[acting.row]
    # What ends before it begins overlaps with nothing.
    sound = starts_on <= ends_on
    heads = np.flatnonzero(acting.starts[1:] > acting.starts[:-1])
    all_sound = np.zeros(len(graph.body), dtype=np.bool_)
    last_start, first_end = (np.zeros(len(graph.body), dtype=np.int32) for _ in range(2))
    if len(heads):
        groups = acting.starts[heads]
        all_sound[heads] = np.logical_and.reduceat(sound, groups)
        last_start[heads] = np.maximum.reduceat(starts_on, groups)
        first_end[heads] = np.minimum.reduceat(ends_on, groups)
    below, above = askers.below, upper[askers.pair]
    meets: Flags = sound[below] & all_sound[above]
    meets &= (starts_on[below] <= first_end[above]) & (last_start[above] <= ends_on[below])
    return meets


def _unite_pairs(cells: ByWord, pair: Rows, more: ByWord) -> None:
    heads = group_starts(pair)
    if len(heads):
        for word, united in zip(cells, np.bitwise_or.reduceat(more, heads, axis=1), strict=True):
            word[pair[heads]] |= united


def _met(graph: GovernanceGraph, lower: Rows, upper: Rows, acting: _Acting, askers: _Askers) -> Iterator[Meeting]:
    place = upper[askers.pair]
    first, last = acting.starts[place], acting.starts[place + 1]
    weighed = np.cumsum(last - first)
    start = 0
    while start < len(weighed):
        done = weighed[start - 1] if start else 0
        end = max(int(np.searchsorted(weighed, done + _PORTION, side="right")), start + 1)
        step, above = spread(first[start:end], last[start:end])
        step += start
        carried = _carried(acting, above, askers.cells, step)
        met = np.flatnonzero(carried[0] | carried[1])
        step, above = step[met], acting.row[above[met]]
        pair, below = askers.pair[step], acting.row[askers.below[step]]
        meant = np.flatnonzero(_at_once(graph, above, below, upper[pair], lower[pair]))
        yield Meeting(pair[meant], above[meant], below[meant], carried.take(met[meant], axis=1))
        start = end


def _at_once(graph: GovernanceGraph, above: Rows, below: Rows, upper: Rows, lower: Rows) -> Flags:
    """Whether the periods of two actions overlap, and neither names the other's body as a partner."""
    actions, partners = graph.register.actions, graph.register.partners
    first = np.maximum(actions.starts_on[above], actions.starts_on[below])
    meant: Flags = first <= np.minimum(actions.ends_on[above], actions.ends_on[below])
    bodies = np.int64(max(len(graph.live_body), 1))
    names = np.zeros(len(actions.code), dtype=np.bool_)
    names[partners // bodies] = True
    for action, other in ((above, lower), (below, upper)):
        told = np.flatnonzero(meant & names[action])
        meant[told] = ~is_among(action[told] * bodies + graph.body[other[told]], partners)
    return meant
