"""Every body below a strategy's owner as a tile in its region; where they are very many, as a square of a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING, NamedTuple

from interlace.reading.alignment import pairs_at
from interlace.reading.carried import carried
from policies import ALIGNMENT_STATES, LEVELS
from web.days import address
from web.languages import number, say, share, told
from web.names import named
from web.words import inline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from interlace.reading.alignment import Pair
    from interlace.reading.carried import Branch, Carried
    from interlace.reading.view import View
    from web.names import Named

#: So many tiles that lead to their pairs a page bears; more bodies are drawn without.
MOST_TILES = 1000
#: So many groups are shown; the list has all bodies.
MOST_GROUPS = 150
_SIDE = 8
_FEWEST_COLUMNS, _MOST_COLUMNS = 12, 120


class Tile(NamedTuple):
    """A body: where its pair is told, its state, how much it covers, and all of that in a sentence."""

    where: str
    state: str
    share: str
    declared: bool
    said: str


class Run(NamedTuple):
    """The squares of a state, as a path."""

    state: str
    path: str


@dataclass(frozen=True)
class Drawing:
    """The bodies of a group as squares, those of a state side by side."""

    width: int
    height: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Group:
    """A branch with its bodies, as tiles or as a drawing; `said` tells the drawing in words."""

    head: Named
    alone: bool
    told: Carried
    said: str
    tiles: Sequence[Tile]
    drawing: Drawing | None


@dataclass(frozen=True)
class Groups:
    """The branches that are shown; `left` are further ones."""

    shown: Sequence[Group]
    left: int
    drawn: bool
    """Whether bodies are drawn as squares instead of tiles."""


def groups(view: View, code: str, parts: Sequence[Branch]) -> Groups:
    """The branches of a strategy of this code, each with its bodies."""
    drawn = sum(len(part.rows) for part in parts) > MOST_TILES
    return Groups([_group(view, code, part, drawn) for part in parts[:MOST_GROUPS]], len(parts[MOST_GROUPS:]), drawn)


def _group(view: View, code: str, part: Branch, drawn: bool) -> Group:
    counts = carried(view, part.rows)
    return Group(
        head=named("bodies", part.head, view),
        alone=part.alone,
        told=counts,
        said=_counts_said(counts.states),
        tiles=[] if drawn else [_tile(view, code, pair) for pair in pairs_at(view, part.rows)],
        drawing=drawing_of(counts.states) if drawn else None,
    )


def _tile(view: View, code: str, pair: Pair) -> Tile:
    body = named("bodies", pair.body, view)
    declared = bool(view.graph.declared[view.place_of(pair.body)])
    said = say(
        "%(body)s (%(level)s): %(state)s, %(covered)s of %(demand)s cells covered",
        body=body.name,
        level=inline(told(LEVELS[view.sight.column("bodies", "level")[pair.body]].name)),
        state=inline(told(ALIGNMENT_STATES[pair.state].name)),
        covered=number(pair.covered),
        demand=number(pair.demand),
    )
    if not declared:
        said = f"{said}; {say('not declared complete')}"
    where = address("alignment_pair", code=code, body=body.code)
    return Tile(where, pair.state, share(pair.covered, pair.demand), declared, said)


def drawing_of(states: Sequence[int]) -> Drawing:
    """Squares for so many bodies of each state, row by row."""
    total = sum(states)
    columns = min(max(ceil(sqrt(total * 4)), _FEWEST_COLUMNS), _MOST_COLUMNS)
    runs, before = [], 0
    for state, count in zip(ALIGNMENT_STATES.ids, states, strict=True):
        if count:
            runs.append(Run(state, "".join(_run(before, before + count, columns))))
        before += count
    return Drawing(columns * _SIDE, ceil(total / columns) * _SIDE, tuple(runs))


def _counts_said(states: Sequence[int]) -> str:
    named_counts = ((inline(told(term.name)), count) for term, count in zip(ALIGNMENT_STATES, states, strict=True))
    return ", ".join(f"{number(count)} {name}" for name, count in named_counts if count)


def _run(begin: int, end: int, columns: int) -> Iterator[str]:
    """The squares from one number to before another, as at most three rectangles: a row's rest, whole rows, a start."""
    while begin < end:
        row, column = divmod(begin, columns)
        whole = (end - begin) // columns if column == 0 else 0
        width = columns if whole else min(columns - column, end - begin)
        height = whole or 1
        yield f"M{column * _SIDE} {row * _SIDE}h{width * _SIDE}v{height * _SIDE}h-{width * _SIDE}z"
        begin += width * height
