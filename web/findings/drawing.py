"""The evidence of a finding as a drawing: the line of bodies from its root down, under each what it has and misses.

What is drawn is a list of lines, which is told a second time as a list beside it; `web.findings.shapes` places them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import policies
from web.findings.missing import groups, missing
from web.languages import number, say, say_number, told
from web.names import Named, named
from web.words import told_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from web.findings.missing import Missing, Place, Proven

#: So many of what hangs on one body or strategy are drawn one by one, or the rest as one line.
_MOST = 4
_MOST_GROUPS = 6
_MOST_NAMED = 3
#: So many ways to where something is missed lead are drawn.
_MOST_ARCS = 3
BODY, WORK, MORE, MISSING = "body", "work", "more", "missing"


@dataclass(frozen=True)
class Line:
    """One line of the drawing, `depth` steps in from the line of bodies."""

    kind: str
    text: str
    note: str
    depth: int
    named: Named | None = None
    concerned: bool = False
    aside: bool = False
    """Whether a body stands apart from the line."""


class Arc(NamedTuple):
    """A way from one line up to another: one that is, or one that is missed."""

    lower: int
    upper: int
    missed: bool


@dataclass(frozen=True)
class Drawing:
    """What is drawn; `confirmed` says whether what is missed is a gap rather than a question."""

    lines: Sequence[Line]
    arcs: Sequence[Arc]
    confirmed: bool


def drawing_of(proven: Proven) -> Drawing:
    """The drawing of a finding's evidence."""
    return _Drawer(proven).drawn()


class _Drawer:
    def __init__(self, proven: Proven) -> None:
        self._proven = proven
        self._view = proven.view
        self._lines: list[Line] = []
        self._at: dict[Place, int] = {}
        self._arcs: list[tuple[int, Missing]] = []
        self._missing: dict[Place, list[Missing]] = {}
        for one in missing(proven):
            self._missing.setdefault(one.at, []).append(one)
        self._spine = self._line_of_bodies()
        self._works = self._works_by_body()

    def drawn(self) -> Drawing:
        """Everything, from the top down."""
        for body in self._works:
            if body not in self._spine:
                self._draw_body(body, aside=True)
        for body in self._spine:
            self._draw_body(body, concerned=body == self._spine[-1])
        self._draw_others()
        arcs = [
            Arc(line, self._at[place], missed=True)
            for line, one in self._arcs
            for place in [place for place in one.to if place in self._at][-_MOST_ARCS:]
        ]
        return Drawing(self._lines, [*arcs, *self._links()], self._proven.confirmed)

    def _line_of_bodies(self) -> list[int]:
        line = [*reversed(self._proven.proof.path)]
        if self._proven.subject[0] == "bodies" and self._proven.subject[1] not in line:
            line.append(self._proven.subject[1])
        return line

    def _works_by_body(self) -> dict[int, list[Place]]:
        """The strategies and actions that are cited, by who leads or does them; by a co-owner in the line before."""
        by_body: dict[int, list[Place]] = {}
        for place in [*self._proven.records("strategies"), *self._proven.records("actions")]:
            owners = self._owners(place)
            owner = next((body for body in owners if body in self._spine), owners[0] if owners else None)
            if owner is not None:
                by_body.setdefault(owner, []).append(place)
        return by_body

    def _owners(self, place: Place) -> list[int]:
        table, row = place
        sight = self._view.sight
        codes = [sight.column(table, "owner" if table == "strategies" else "body")[row]]
        codes += sight.column(table, "co_owners")[row] if table == "strategies" else []
        rows = (sight.row_of_code("bodies", code) for code in codes)
        return [row for row in rows if row is not None]

    def _draw(self, place: Place, line: Line) -> None:
        self._at.setdefault(place, len(self._lines))
        self._lines.append(line)

    def _draw_missing(self, place: Place, depth: int) -> None:
        for one in self._missing.pop(place, ()):
            self._arcs.append((len(self._lines), one))
            self._lines.append(Line(MISSING, one.text, "", depth))

    def _draw_body(self, body: int, *, concerned: bool = False, aside: bool = False) -> None:
        place = ("bodies", body)
        self._draw(place, self._body_line(body, 0, concerned=concerned, aside=aside))
        works = self._works.get(body, [])
        # What is missed of a work is drawn with it, so such works come first.
        for work in sorted(works, key=lambda work: work not in self._missing and work != self._proven.subject)[:_MOST]:
            self._draw_work(work)
        self._draw_more(len(works) - _MOST)
        self._draw_missing(place, 1)

    def _body_line(self, body: int, depth: int, *, concerned: bool = False, aside: bool = False) -> Line:
        one = named("bodies", body, self._view)
        return Line(BODY, one.name, told_record("bodies", body, self._view).says, depth, one, concerned, aside)

    def _draw_work(self, work: Place) -> None:
        one = named(*work, self._view)
        self._draw(
            work, Line(WORK, one.name, told_record(*work, self._view).says, 1, one, work == self._proven.subject)
        )
        if work == self._proven.subject:
            parts = self._proven.records("participations")
            for _, row in parts[:_MOST]:
                body = self._view.sight.column("participations", "body")[row]
                said = told_record("participations", row, self._view).says
                known = self._view.sight.row_of_code("bodies", body)
                by = named("bodies", known, self._view) if known is not None else None
                self._lines.append(Line(BODY, by.name if by else body, said, 2, by))
            self._draw_more(len(parts) - _MOST, depth=2)
        self._draw_missing(work, 2)

    def _draw_more(self, count: int, *, depth: int = 1) -> None:
        if count > 0:
            self._lines.append(Line(MORE, say_number("and %(num)s more", "and %(num)s more", count), "", depth))

    def _draw_others(self) -> None:
        """The bodies that the finding rests on besides: in their groups, one by one, or counted by level."""
        for number_of_group, group in enumerate(groups(self._proven)[:_MOST_GROUPS], 1):
            named_ones = ", ".join(named("bodies", body, self._view).name for body in group[:_MOST_NAMED])
            further = say_number("and %(num)s more", "and %(num)s more", len(group) - _MOST_NAMED)
            text = f"{named_ones} {further}" if len(group) > _MOST_NAMED else named_ones
            self._lines.append(Line(MORE, text, say("Group %(number)s", number=number(number_of_group)), 1))
        if groups(self._proven):
            self._draw_more(len(groups(self._proven)) - _MOST_GROUPS)
            return
        others = [row for row in self._others() if ("bodies", row) not in self._at]
        if len(others) <= _MOST:
            for body in others:
                depth = 1 if self._spine else 0
                self._draw(("bodies", body), self._body_line(body, depth))
                self._draw_missing(("bodies", body), depth + 1)
            return
        text = say_number("%(num)s more body", "%(num)s more bodies", len(others))
        self._lines.append(Line(MORE, text, self._by_level(others), 1))

    def _others(self) -> Iterable[int]:
        members = [self._view.sight.column("relations", "source")[row] for _, row in self._proven.records("relations")]
        cited = [row for _, row in self._proven.records("bodies")]
        rows = [self._view.sight.row_of_code("bodies", code) for code in members]
        return dict.fromkeys([*cited, *(row for row in rows if row is not None)])

    def _by_level(self, bodies: Sequence[int]) -> str:
        levels = self._view.sight.column("bodies", "level")
        counts = Counter(levels[body] for body in bodies)
        return " · ".join(f"{told(one.name)} {number(counts[one.id])}" for one in policies.LEVELS if counts[one.id])

    def _links(self) -> list[Arc]:
        """The links that are cited and whose both ends are drawn."""
        sight, found = self._view.sight, []
        for _, row in self._proven.records("links"):
            ends = [self._work_line(sight.column("links", end)[row]) for end in ("from", "to")]
            if None not in ends and sight.column("links", "status")[row] != "disputed":
                lines = [line for line in ends if line is not None]
                found.append(Arc(max(lines), min(lines), missed=False))
        return found

    def _work_line(self, code: str) -> int | None:
        for table in ("strategies", "actions"):
            row = self._view.sight.row_of_code(table, code)
            if row is not None:
                return self._at.get((table, row))
        return None
