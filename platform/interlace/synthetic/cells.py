"""Cells of the grid, drawn as a country's habits go: some areas are in every strategy, some in few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from interlace.synthetic.columns import distinct, weighted
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from interlace.synthetic.columns import Random, Rows

_PRINCIPLE_WEIGHTS = np.array([5.0, 2.0, 3.0, 2.5])
_AREA_WEIGHTS = {"welcoming": 5, "languages": 5, "education": 4, "anti_discrimination": 4, "public_services": 3}
_WEIGHTS = np.outer(_PRINCIPLE_WEIGHTS, [_AREA_WEIGHTS.get(area, 1.0) for area in AREAS.ids]).ravel()


def draw_cells(number: Rows, random: Random) -> tuple[Rows, Rows]:
    """For each record so many distinct cells (nearly always): the records, ascending, and the cells.

    A cell is principle × 20 + area.
    """
    record = np.repeat(np.arange(len(number)), 3 * number + 2)
    cell = weighted(random, np.arange(len(_WEIGHTS)), _WEIGHTS, len(record))
    kept = distinct(record, cell)
    record, cell = record[kept], cell[kept]
    place = np.arange(len(record)) - np.searchsorted(record, record)
    wanted = place < number[record]
    return record[wanted], cell[wanted]


def principle_of(cell: Rows) -> Rows:
    """The numbers of the cells' principles."""
    return cell // len(AREAS.ids)


def area_of(cell: Rows) -> Rows:
    """The numbers of the cells' areas."""
    return cell % len(AREAS.ids)


CELL_NAMES = tuple(f"{principle}:{area}" for principle in PRINCIPLES.ids for area in AREAS.ids)
