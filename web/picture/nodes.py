"""What a picture says of each body: name, level, cover of a principle, what was found, with whom it coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import NOBODY
from interlace.reading.alignment import Score
from policies import LEVELS, PRINCIPLES
from web.names import named
from web.picture.ties import ties_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from interlace.reading.view import View
    from web.names import Named
    from web.picture.land import Land
    from web.picture.visible import Rest, Visible

    Counts = NDArray[np.int64]

#: So many of those that a body coordinates with are named; the others are counted.
_NAMED_PARTNERS = 3


@dataclass(frozen=True)
class Node:
    """A body of a picture."""

    number: int
    parent: int
    """The index of the node above, `NOBODY` where there is none."""
    level: str
    named: Named
    below: int
    """How many bodies stand below it."""
    is_open: bool
    score: Score | None
    """How far it covers the principle by which the picture is coloured; nothing of a body that is no authority."""
    gaps: int
    questions: int
    partners: Sequence[Named]
    partner_count: int

    @property
    def key(self) -> str:
        """By what the node is known."""
        return self.named.code


@dataclass(frozen=True)
class Others:
    """Members of a family that are not shown, in the place of all of them."""

    parent: int
    code: str
    """Of their parent; empty where they have none."""
    level: str
    count: int

    @property
    def key(self) -> str:
        """By what the node is known; no code has a colon."""
        return f"{self.code}:{self.level}"


def nodes_of(view: View, land: Land, shown: Visible, principle: str | None) -> list[Node | Others]:
    """The nodes of a picture in depth-first order; what a family does not show stands after what it does."""
    index: dict[int, int] = {}
    nodes: list[Node | Others] = []
    facts = _Facts(view, land, principle)
    for entry in _in_order(land, shown):
        if isinstance(entry, int):
            index[entry] = len(nodes)
            nodes.append(facts.node(entry, index.get(int(land.parent[entry]), NOBODY), is_open=entry in shown.opened))
        else:
            code = facts.name(entry.parent).code if entry.parent != NOBODY else ""
            nodes.append(Others(index.get(entry.parent, NOBODY), code, LEVELS.ids[entry.level], entry.count))
    return nodes


def _in_order(land: Land, shown: Visible) -> Iterator[int | Rest]:
    rests = {(rest.parent, rest.level): rest for rest in shown.rests}
    children: dict[int, dict[int, list[int]]] = {}
    for number in shown.numbers:
        children.setdefault(int(land.parent[number]), {}).setdefault(int(land.level[number]), []).append(number)

    def below(parent: int) -> Iterator[int | Rest]:
        for level in sorted({*children.get(parent, ()), *(one for above, one in rests if above == parent)}):
            for number in children.get(parent, {}).get(level, ()):
                yield number
                yield from below(number)
            if (parent, level) in rests:
                yield rests[parent, level]

    return below(NOBODY)


class _Facts:
    """The columns that tell of bodies."""

    def __init__(self, view: View, land: Land, principle: str | None) -> None:
        self._view, self._land = view, land
        self._gaps, self._questions = found_by_body(view)
        self._principle = principle
        self._ties = ties_of(view, land)

    def name(self, number: int) -> Named:
        """The name of a body."""
        return named("bodies", int(self._view.sight.body_rows[self._land.row[number]]), self._view)

    def node(self, number: int, parent: int, *, is_open: bool) -> Node:
        """All that is said of a body."""
        row, partners = self._land.row[number], self._ties.of(number)
        return Node(
            number=number,
            parent=parent,
            level=LEVELS.ids[self._land.level[number]],
            named=self.name(number),
            below=self._land.below(number),
            is_open=is_open,
            score=self._score(int(row)),
            gaps=int(self._gaps[row]),
            questions=int(self._questions[row]),
            partners=[self.name(one) for one in partners[:_NAMED_PARTNERS]],
            partner_count=len(partners),
        )

    def _score(self, row: int) -> Score | None:
        graph, place = self._view.graph, int(self._view.graph.place[row])
        if self._principle is None or place >= graph.authorities:
            return None
        areas = graph.competence.competent[place]
        cover = graph.works.cover[place, PRINCIPLES.index(self._principle)] & areas
        covered, competent = int(cover).bit_count(), int(areas).bit_count()
        return Score(self._principle, covered, competent, covered / competent if competent else None)


def found_by_body(view: View) -> tuple[Counts, Counts]:
    """By row of the register: how many gaps and how many open questions concern each body."""
    return view.sight.snapshot.kept(("found by body", view.as_of), lambda: _found_by_body(view))


def _found_by_body(view: View) -> tuple[Counts, Counts]:
    listing, bodies = view.analysis.listing, len(view.graph.live_body)
    # What concerns a body twice is one finding.
    twice = listing.other == listing.one
    concerned = np.concatenate([listing.one, np.where(twice, NOBODY, listing.other)])
    confirmed = np.concatenate([listing.confirmed, listing.confirmed])
    someone = concerned != NOBODY

    def counted(chosen: NDArray[np.bool_]) -> Counts:
        return np.bincount(concerned[chosen & someone], minlength=bodies)

    return counted(confirmed), counted(~confirmed)
