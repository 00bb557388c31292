"""All that stands in a branch: a body, the authorities below, and the civil society and networks that belong there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import NOBODY

if TYPE_CHECKING:
    from graph.encoding import Int64s
    from interlace.reading.view import View


def branch_of(view: View, head: int) -> Int64s:
    """The rows of a body and of all that stand below it on the view's day, in the order of their codes.

    A civil-society body stands below the authority where it works, a network below the one that it serves.
    """
    graph, place = view.graph, view.place_of(head)
    inside = np.zeros(len(graph.live_body) + 1, dtype=np.bool_)
    if place != NOBODY and place < graph.authorities:
        inside[graph.body[place : graph.hierarchy.end[place]]] = True
        others = graph.body[graph.authorities :]
        inside[others] = inside[graph.parent_row[others]] | inside[graph.register.bodies.serves[others]]
    inside[view.row_at(head)] = True
    # The entry after the last body is what NOBODY points at.
    rows: Int64s = view.sight.body_rows[inside[:-1]]
    return rows
