"""The heat map of coverage as the address asks for it, and the ways from it deeper and back.

A map can have a thousand cells, so what stands in them is made here and the template only puts it in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from flask import request

from interlace.reading.heat import ROWS, AskedHeat, heat_map
from policies import AREAS, LEVELS, PRINCIPLES
from web.arguments import other_arguments
from web.days import address
from web.frame import cover_step
from web.languages import number, say, say_number, told
from web.names import named
from web.overview.branches import asked_branch, lineage
from web.overview.shares import part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from interlace.reading.heat import Heat, HeatMap, HeatRow
    from interlace.reading.view import View
    from policies import Term
    from web.names import Named


class Cell(NamedTuple):
    """What stands in a cell, how it looks, and where it leads; without text nobody is competent there."""

    looks: str
    text: str
    note: str
    link: str | None


class Row(NamedTuple):
    """A row: its body, or what else it is called and where that leads; what it is; where to look inside it."""

    body: Named | None
    called: str
    link: str | None
    note: str
    inside: str | None
    cells: list[Cell]


@dataclass(frozen=True)
class Zoom:
    """A heat map and what it is zoomed to; `lineage` are the bodies above the branch (rows), and last its own head."""

    rows: str
    branch: int | None
    principle: str | None
    others: bool
    lineage: list[int]
    columns: tuple[Term, ...]
    told: list[Row]
    whole: Row
    map: HeatMap

    @staticmethod
    def here(**instead: object) -> str:
        """The address of this page with other arguments, at this part of it."""
        return f"{request.path}?{other_arguments(**instead)}#coverage"


def zoom(view: View) -> Zoom:
    """The heat map of this page. Raises Unknown for a branch that there is not, Invalid."""
    branch = asked_branch(view)
    principle = request.args.get("principle") or None
    asked = AskedHeat(
        rows=request.args.get("rows") or ROWS[0],
        branch=branch,
        others="others" in request.args,
        principle=principle,
        after=request.args.get("after"),
    )
    found = heat_map(view, asked)
    columns: tuple[Term, ...] = tuple(PRINCIPLES if principle is None else AREAS)
    deeper = [Zoom.here(principle=column.id) for column in columns] if principle is None else None
    writer = _Writer(principle is not None)
    return Zoom(
        rows=asked.rows,
        branch=branch,
        principle=principle,
        others=asked.others,
        lineage=lineage(view, branch),
        columns=columns,
        told=[_row(view, row, writer, deeper) for row in found.items],
        whole=Row(None, say("Together"), None, _who(found.whole), None, list(writer.cells(found.whole.cells, None))),
        map=found,
    )


def _row(view: View, row: HeatRow, writer: _Writer, deeper: Sequence[str] | None) -> Row:
    """A row; its cells lead to the areas of their principles, or from there into the branch and at last to the body."""
    if row.level is not None:
        where = address("bodies", level=row.level)
        cells = list(writer.cells(row.cells, deeper))
        return Row(None, told(LEVELS[row.level].name), where, _who(row), None, cells)
    body = None if row.body is None else named("bodies", row.body, view)
    inside = _inside(row, body)
    links = deeper or [inside or address("body", code=body.code if body else "")] * len(row.cells)
    return Row(body, _called(row), None, _about(row), inside, list(writer.cells(row.cells, links)))


def _inside(row: HeatRow, body: Named | None) -> str | None:
    if body is not None and row.opens:
        return Zoom.here(branch=body.code, others=None, after=None)
    return Zoom.here(others="", after=None) if row.others else None


def _called(row: HeatRow) -> str:
    """What a row is called that is no body's."""
    return say("Those without others below them") if row.others else ""


def _about(row: HeatRow) -> str:
    if row.alone:
        return say("by itself, without those below")
    return _who(row) if row.opens or row.others else ""


def _who(row: HeatRow) -> str:
    authorities = say_number("%(num)s authority", "%(num)s authorities", row.authorities)
    return f"{authorities}, {say_number('%(num)s declared complete', '%(num)s declared complete', row.declared)}"


class _Writer:
    """Writes what stands in cells; the same numbers stand in many of them and are written once."""

    def __init__(self, counted: bool) -> None:
        self._counted = counted
        self._written: dict[Heat, tuple[str, str, str]] = {}

    def cells(self, cells: Sequence[Heat], links: Sequence[str] | None) -> Iterator[Cell]:
        for place, one in enumerate(cells):
            written = self._written.get(one)
            if written is None:
                written = self._written[one] = cover_step(one.ratio), *self._words(one)
            yield Cell(*written, links[place] if links and one.competent else None)

    def _words(self, one: Heat) -> tuple[str, str]:
        if one.ratio is None:
            return "", ""
        if self._counted:
            return number(one.covered), say("of %(num)s", num=number(one.competent))
        return part(*one), say("%(part)s of %(num)s", part=number(one.covered), num=number(one.competent))
