"""What would close most of what is open in a branch, as a caller's view tells it.

Nothing proposed rests on a draft, and what is in force is known to everybody: a recommendation is the same for all who
may read, and is kept with the snapshot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.remedies import MOST_CHANGES, recommend
from interlace.errors import FieldProblem, Invalid, Unknown

if TYPE_CHECKING:
    from graph.remedies import Recommendation
    from interlace.reading.view import View

#: So many changes are recommended unless more or fewer are asked for.
USUAL_CHANGES = 5


def recommended(view: View, branch: str | None, changes: int = USUAL_CHANGES) -> Recommendation:
    """At most so many changes for the branch of a body (its code), or for all bodies.

    Raises Unknown for a body that is not there, Invalid for a number that may not be asked for.
    """
    if not 1 <= changes <= MOST_CHANGES:
        raise Invalid([FieldProblem("/changes", "bad-whole", {"least": "1", "most": str(MOST_CHANGES)})])
    head = None
    if branch is not None:
        body = view.sight.row_of_code("bodies", branch)
        if body is None:
            raise Unknown(f"There is no body “{branch[:100]}”.")
        head = view.row_at(body)
    snapshot = view.sight.snapshot
    return snapshot.kept(("recommend", view.as_of, head, changes), lambda: recommend(view.analysis, head, changes))
