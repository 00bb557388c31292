"""A picture, made from what its address asks for: one model for the canvas, the drawing that is kept, and the table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graph.encoding import NOBODY
from policies import LEVELS
from web.frame import cover_step
from web.languages import number as numeral
from web.languages import say_number
from web.picture.around import around, evidence_path, number_of
from web.picture.asked import FINDINGS
from web.picture.labels import label
from web.picture.land import land_of
from web.picture.layout import Placed, lay_out
from web.picture.nodes import Node, Others, nodes_of
from web.picture.ties import ties_of
from web.picture.visible import Chosen, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interlace.reading.view import View
    from web.picture.around import Around, EvidencePath
    from web.picture.asked import Asked
    from web.picture.land import Land
    from web.picture.layout import Layout
    from web.picture.visible import Visible

#: Bands from top to bottom. Networks stand between their members: authorities above, civil society below.
_ORDER = [LEVELS.index(term.id) for term in LEVELS if term.rank is not None]
_ORDER += [LEVELS.index("network"), LEVELS.index("civil_society")]
#: More lines of coordination than these hide what they lie on; then only those of one body are drawn, unless asked.
_MOST_TIES = 120
#: How far a curve leaves the straight line, by its length, and at most.
_BEND, _LEAST_BEND, _MOST_BEND = 0.16, 14.0, 90.0


@dataclass(frozen=True)
class Tie:
    """A line of coordination between two nodes, by index; `bend` is how far it leaves the straight line."""

    one: int
    other: int
    bend: float
    is_cited: bool
    """Whether the finding that is drawn rests on it."""


@dataclass(frozen=True)
class Picture:
    """What is shown, and where it stands."""

    asked: Asked
    view: View
    land: Land
    shown: Visible
    nodes: Sequence[Node | Others]
    around: Around | None
    evidence: EvidencePath | None

    @cached_property
    def labels(self) -> Sequence[tuple[str, ...]]:
        """The lines beside each mark: a name, and of a closed branch how many bodies it holds."""
        return [_label(node) for node in self.nodes]

    @cached_property
    def layout(self) -> Layout:
        """Where everything stands."""
        placed = [
            Placed(node.parent, LEVELS.index(node.level), len(lines))
            for node, lines in zip(self.nodes, self.labels, strict=True)
        ]
        return lay_out(placed, _ORDER, alone=LEVELS.index("network"))

    @cached_property
    def ties(self) -> Sequence[Tie]:
        """All lines of coordination between bodies that are shown."""
        pairs = ties_of(self.view, self.land).among(self.shown.numbers, len(self.land))
        cited = self.evidence.relations if self.evidence else frozenset()
        return [self._tie(one, other, is_cited=(one, other) in cited) for one, other in pairs]

    def _tie(self, one: int, other: int, *, is_cited: bool) -> Tie:
        first, second = self.index[one], self.index[other]
        (x, y), (other_x, other_y) = self.layout.spots[first], self.layout.spots[second]
        length = ((other_x - x) ** 2 + (other_y - y) ** 2) ** 0.5
        bend = min(max(_BEND * length, _LEAST_BEND), _MOST_BEND)
        # Lines that come down bend to the right, lines that go up to the left: both leave names free that stand there.
        return Tie(first, second, bend if other_y >= y else -bend, is_cited)

    @property
    def ties_drawn(self) -> str:
        """Which of them are drawn: `all`, those of `one` body, `none`."""
        return self.asked.ties or ("all" if len(self.ties) <= _MOST_TIES else "one")

    def draws(self, tie: Tie) -> bool:
        """Whether a line of coordination is drawn before anybody comes to a body."""
        if tie.is_cited or self.ties_drawn != "one":
            return self.ties_drawn != "none"
        return self.around is not None and self.current in {tie.one, tie.other}

    @cached_property
    def index(self) -> dict[int, int]:
        """The index of the node of each body, by number."""
        return {node.number: place for place, node in enumerate(self.nodes) if isinstance(node, Node)}

    @property
    def current(self) -> int:
        """The index of the body that the picture is about; without such, of the first that is shown."""
        if self.evidence and self.evidence.cited:
            return self.index[self.evidence.cited[0]]
        return self.index[self.around.number] if self.around else 0

    @property
    def bodies(self) -> int:
        """How many bodies are shown."""
        return len(self.index)

    def ringed(self, node: Node | Others) -> bool:
        """Whether the picture is about this node."""
        if not isinstance(node, Node):
            return False
        if self.evidence:
            return node.number in self.evidence.cited
        return self.around is not None and node.number == self.around.number

    def on_path(self, node: Node | Others) -> bool:
        """Whether the evidence leads from this node to the one above it."""
        path = self.evidence.path if self.evidence else ()
        return isinstance(node, Node) and node.number in path and int(self.land.parent[node.number]) in path

    def look(self, node: Node | Others) -> str:
        """How a node is coloured, as a class: `gap`, `question`, `neither`; or `cover-0` to `cover-5`, `cover-none`."""
        if not isinstance(node, Node):
            return "others"
        if self.asked.colour == FINDINGS:
            return "gap" if node.gaps else "question" if node.questions else "neither"
        return cover_step(node.score.ratio if node.score else None)


def drawn(view: View, asked: Asked) -> Picture:
    """The picture that is asked for; of the whole country where what it is to be about is not there."""
    land = land_of(view)
    centre = around(view, land, asked.focus) if asked.focus else None
    evidence = evidence_path(view, land, asked.finding) if asked.finding else None
    wanted = evidence.wanted if evidence else centre.wanted if centre else None
    shown = visible(land, _chosen(view, land, asked), wanted)
    principle = None if asked.colour == FINDINGS else asked.colour
    nodes = nodes_of(view, land, shown, principle)
    return Picture(asked, view, land, shown, nodes, None if evidence else centre, evidence)


def _chosen(view: View, land: Land, asked: Asked) -> Chosen:
    def numbers(codes: frozenset[str]) -> frozenset[int]:
        found = (number_of(view, land, code) for code in codes)
        return frozenset(number for number in found if number is not None)

    more = {}
    for (code, level), times in asked.more.items():
        parent = number_of(view, land, code) if code else NOBODY
        if parent is not None and level in LEVELS.ids:
            more[parent, LEVELS.index(level)] = times
    return Chosen(numbers(asked.opened), numbers(asked.closed), more)


def _label(node: Node | Others) -> tuple[str, ...]:
    if isinstance(node, Others):
        return (say_number("%(num)s more", "%(num)s more", node.count),)
    closed = node.below and not node.is_open
    return label(node.named.name, f"▸ {numeral(node.below)}" if closed else "")
