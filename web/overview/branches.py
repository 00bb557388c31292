"""The branch that a page is narrowed to, and those that can be chosen from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from flask import request

from graph.encoding import NOBODY
from interlace.errors import Unknown
from web.names import named

if TYPE_CHECKING:
    from interlace.reading.view import View
    from web.names import Named

#: More branches than these are chosen step by step from above.
_MOST = 200


def asked_branch(view: View) -> int | None:
    """The body (row) whose branch the address names. Raises Unknown."""
    code = request.args.get("branch")
    if not code:
        return None
    body = view.sight.row_of_code("bodies", code)
    if body is None:
        raise Unknown(f"There is no body “{code[:100]}”.")
    return body


def lineage(view: View, branch: int | None) -> list[int]:
    """The bodies above a branch from the root on, and its own head."""
    return [] if branch is None else [*reversed(view.ancestors(branch)), branch]


def choices(view: View, branch: int | None) -> list[Named]:
    """The branches above, the branch itself, and those directly below it; without one, those at the top."""
    hierarchy = view.graph.hierarchy
    tops = hierarchy.roots if branch is None else np.array([view.place_of(branch)], dtype=np.int32)
    children = np.flatnonzero(np.isin(hierarchy.parent, tops[tops != NOBODY])).astype(np.int32)
    below = np.concatenate([hierarchy.roots, children]) if branch is None else children
    wider = below[hierarchy.end[below] - below > 1]
    rows = lineage(view, branch) + [view.body_at(place) for place in np.sort(wider)[:_MOST].tolist()]
    return [named("bodies", row, view) for row in rows]
