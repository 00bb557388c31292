"""The heat map of coverage as the address asks for it, and the ways from it deeper and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from interlace.reading.heat import ROWS, AskedHeat, heat_map
from policies import AREAS, PRINCIPLES
from web.overview.branches import asked_branch, lineage

if TYPE_CHECKING:
    from interlace.reading.heat import HeatMap
    from interlace.reading.view import View
    from policies import Term


@dataclass(frozen=True)
class Zoom:
    """A heat map and what it is zoomed to; `lineage` are the bodies above the branch (rows), and last its own head."""

    rows: str
    branch: int | None
    principle: str | None
    lineage: list[int]
    columns: tuple[Term, ...]
    map: HeatMap


def zoom(view: View) -> Zoom:
    """The heat map of this page. Raises Unknown for a branch that there is not, Invalid."""
    branch = asked_branch(view)
    principle = request.args.get("principle") or None
    asked = AskedHeat(request.args.get("rows") or ROWS[0], branch, principle, after=request.args.get("after"))
    return Zoom(
        rows=asked.rows,
        branch=branch,
        principle=principle,
        lineage=lineage(view, branch),
        columns=tuple(PRINCIPLES if principle is None else AREAS),
        map=heat_map(view, asked),
    )
