"""Where the bodies of a picture stand: levels as bands from top to bottom, branches as lanes from left to right.

Each branch of those that head the country has a lane; small branches that stand side by side share one. A lane is as
many columns wide as it needs so that no band becomes much higher than the others. Within its lane the bodies of a band
fill one column after another, in depth-first order. Bodies without an open branch stand in the last lane; networks,
which stand below nobody, have the whole width of their band. The same bodies stand in the same places always.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Point = tuple[float, float]

NOBODY = -1
#: A column: at its left room for lines of the hierarchy, then the mark, then the name.
COLUMN, GUTTER = 164.0, 26.0
#: So many columns are read without moving the picture on a usual screen.
_COLUMNS = 9
#: The height of a name is that of its lines and of the space around them.
_SPACE, _LINE = 8.0, 15.0
#: The head of a band has its name, and lines that lead across; below its bodies some space is left.
_HEAD, _ACROSS, _FOOT = 42.0, 24.0, 8.0
#: Lines of the hierarchy lie so far apart, where there is room; beyond so many they lie on one another.
_RAIL, _RAILS = 4.0, 4
#: Steps in which the height of bands is tried.
_STEP = _SPACE + _LINE


@dataclass(frozen=True)
class Placed:
    """What is placed, in depth-first order: the index of its parent or `NOBODY`, its level, the lines of its name."""

    parent: int
    level: int
    lines: int

    @property
    def height(self) -> float:
        """How much of a column it takes."""
        return _SPACE + _LINE * self.lines


@dataclass(frozen=True)
class Band:
    """The place of a level."""

    level: int
    top: float
    height: float


@dataclass(frozen=True)
class Line:
    """A line of the hierarchy to a node: from its parent, or from the sibling above it in the same column."""

    start: int
    end: int
    points: Sequence[Point]


@dataclass(frozen=True)
class Layout:
    """The middle of each mark, bands from top to bottom, and the lines of the hierarchy."""

    width: float
    height: float
    spots: Sequence[Point]
    bands: Sequence[Band]
    lines: Sequence[Line]
    from_parent: Mapping[int, Sequence[Point]]
    """By node: the whole way from its parent."""


def lay_out(placed: Sequence[Placed], order: Sequence[int], alone: int) -> Layout:
    """Lay out a picture: levels in this order, bodies of the level `alone` over the whole width."""
    columns, width = _columns(placed, alone)
    stacks = _stacks(placed, columns)
    bands = list(_bands(placed, stacks, order))
    tops = {band.level: band.top for band in bands}
    spots = [
        (columns[index] * COLUMN + GUTTER, tops[one.level] + _HEAD + stacks.middle[index])
        for index, one in enumerate(placed)
    ]
    ways = _Ways(placed, columns, spots, tops)
    return Layout(
        width=width * COLUMN,
        height=bands[-1].top + bands[-1].height if bands else 0,
        spots=spots,
        bands=bands,
        lines=list(ways.lines()),
        from_parent={index: ways.way(index) for index, one in enumerate(placed) if one.parent != NOBODY},
    )


# Columns


@dataclass(frozen=True)
class _Lane:
    """Members of a lane by level, in depth-first order, and how high they are on one another."""

    members: Mapping[int, Sequence[int]]
    heights: Mapping[int, float]

    @classmethod
    def of(cls, placed: Sequence[Placed], indexes: Sequence[int]) -> _Lane:
        """The lane of these bodies."""
        members: dict[int, list[int]] = {}
        for index in sorted(indexes):
            members.setdefault(placed[index].level, []).append(index)
        return cls(members, {level: sum(placed[one].height for one in own) for level, own in members.items()})

    def columns(self, height: float) -> int:
        """How wide it is if no band is to be higher."""
        return max(-int(-own // height) for own in self.heights.values())


def _columns(placed: Sequence[Placed], alone: int) -> tuple[list[int], int]:
    """The column of each, and how many columns there are."""
    branches = _branches(placed, alone)
    height = _STEP
    lanes = _shared(placed, branches, height)
    while sum(lane.columns(height) for lane in lanes) > _COLUMNS:
        height += _STEP
        lanes = _shared(placed, branches, height)
    widths = [lane.columns(height) for lane in lanes]
    whole = _Lane.of(placed, [index for index, one in enumerate(placed) if one.level == alone])
    width = max(sum(widths), min(_COLUMNS, *map(len, whole.members.values())) if whole.members else 1)
    columns = [0] * len(placed)
    starts = accumulate(widths, initial=0)
    for lane, start, own in [*zip(lanes, starts, widths, strict=False), (whole, 0, width)]:
        for level, members in lane.members.items():
            _fill(placed, members, columns, start, own / lane.heights[level])
    return columns, width


def _fill(placed: Sequence[Placed], members: Sequence[int], columns: list[int], start: int, share: float) -> None:
    """Put members into one column after another, each about as high; few stand above the middle of what is below."""
    before = 0.0
    for index in members:
        height = placed[index].height
        columns[index] = start + int((before + height / 2) * share)
        before += height


def _shared(placed: Sequence[Placed], branches: Sequence[Sequence[int]], height: float) -> list[_Lane]:
    """Lanes from left to right; branches side by side share a column as long as it becomes no higher."""
    lanes: list[_Lane] = []
    gathered: list[int] = []
    for branch in branches:
        both = _Lane.of(placed, [*gathered, *branch])
        if gathered and both.columns(height) == 1:
            lanes[-1] = both
            gathered += branch
        else:
            lanes.append(_Lane.of(placed, branch))
            gathered = list(branch)
    return lanes


def _branches(placed: Sequence[Placed], alone: int) -> list[list[int]]:
    """The branches from left to right; the last holds what heads no open one."""
    children: dict[int, list[int]] = {}
    for index, one in enumerate(placed):
        if one.level != alone:
            children.setdefault(one.parent, []).append(index)
    trunk, heads = _heads(children)
    branches = [_branch(children, head) for head in heads]
    taken = {index for branch in branches for index in branch} | trunk
    if branches:
        # What stands above all lanes stands above the first.
        branches[0] = [*trunk, *branches[0]]
    rest = [index for own in children.values() for index in own if index not in taken]
    return [branch for branch in (*branches, rest) if branch]


def _heads(children: Mapping[int, Sequence[int]]) -> tuple[set[int], list[int]]:
    """What stands above all lanes, and what heads them: where only one branch is open, the branches within it do."""
    trunk: set[int] = set()
    heads = [index for index in children.get(NOBODY, ()) if index in children]
    while len(heads) == 1:
        below = [index for index in children[heads[0]] if index in children]
        if not below:
            break
        trunk.add(heads[0])
        heads = below
    return trunk, heads


def _branch(children: Mapping[int, Sequence[int]], head: int) -> list[int]:
    """A head and all that is placed below it."""
    found, waiting = [], [head]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], ())
    return found


# Bands


@dataclass(frozen=True)
class _Stacks:
    """How bodies stand on one another in each column of each band: the middle of each, and the height by level."""

    middle: Sequence[float]
    height: Mapping[int, float]


def _stacks(placed: Sequence[Placed], columns: Sequence[int]) -> _Stacks:
    filled: dict[tuple[int, int], float] = {}
    middle = []
    for one, column in zip(placed, columns, strict=True):
        before = filled.get((one.level, column), 0.0)
        middle.append(before + one.height / 2)
        filled[one.level, column] = before + one.height
    height: dict[int, float] = {}
    for (level, _), own in filled.items():
        height[level] = max(own, height.get(level, 0.0))
    return _Stacks(middle, height)


def _bands(placed: Sequence[Placed], stacks: _Stacks, order: Sequence[int]) -> Iterator[Band]:
    there = {one.level for one in placed}
    top = 0.0
    for level in order:
        if level in there:
            height = _HEAD + stacks.height[level] + _FOOT
            yield Band(level, top, height)
            top += height


# Lines


class _Ways:
    """Ways from parents to children: aside to a rail, down, across in the head of the child's band, down, and aside."""

    def __init__(
        self, placed: Sequence[Placed], columns: Sequence[int], spots: Sequence[Point], tops: Mapping[int, float]
    ) -> None:
        self._placed, self._columns, self._spots, self._tops = placed, columns, spots, tops
        self._rails = self._rails_by_column()

    def lines(self) -> Iterator[Line]:
        """One line to each child; of siblings in one column each goes on from the one above it."""
        last: dict[tuple[int, int, int], int] = {}
        for index, one in enumerate(self._placed):
            if one.parent == NOBODY:
                continue
            family = (one.parent, self._columns[index], one.level)
            before = last.get(family)
            if before is None:
                yield Line(one.parent, index, self.way(index))
            else:
                rail, (x, y) = self._rail(self._columns[index], one.parent), self._spots[index]
                above_x, above_y = self._spots[before]
                yield Line(before, index, [(above_x, above_y), (rail, above_y), (rail, y), (x, y)])
            last[family] = index

    def way(self, index: int) -> list[Point]:
        """The whole way from the parent of a body to it."""
        one = self._placed[index]
        (x, y), (above_x, above_y) = self._spots[index], self._spots[one.parent]
        own, other = self._columns[index], self._columns[one.parent]
        rail, above_rail = self._rail(own, one.parent), self._rail(other, one.parent)
        way = [(above_x, above_y), (above_rail, above_y)]
        if own != other:
            across = self._tops[one.level] + _ACROSS + _RAIL * (self._rails[other][one.parent] % _RAILS)
            way += [(above_rail, across), (rail, across)]
        return [*way, (rail, y), (x, y)]

    def _rail(self, column: int, parent: int) -> float:
        own = self._rails[column]
        return column * COLUMN + 3 + own[parent] * min(_RAIL, _RAIL * _RAILS / len(own))

    def _rails_by_column(self) -> dict[int, dict[int, int]]:
        """By column: parents whose lines pass there, each with its rail; the higher one stands, the further out."""
        passing: dict[int, set[int]] = {}
        for index, one in enumerate(self._placed):
            if one.parent != NOBODY:
                passing.setdefault(self._columns[index], set()).add(one.parent)
                passing.setdefault(self._columns[one.parent], set()).add(one.parent)
        order = {
            column: sorted(parents, key=lambda one: (self._placed[one].level, one))
            for column, parents in passing.items()
        }
        return {column: {parent: rail for rail, parent in enumerate(own)} for column, own in order.items()}
