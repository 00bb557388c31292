"""How much any few of the candidates could close at most.

Let p(f) be the priority of a finding f of the branch, and g(c, f) what candidate c may give to closing it. Whatever set
S of candidates is chosen, f loses at most the sum of g(c, f) over S, and at most p(f); what opens only takes away. So S
closes at most

    F(S) = Σ over f of min(p(f), Σ over c in S of g(c, f))

F is monotone and submodular. So for any set A of candidates and the best S of k of them

    F(S) ≤ F(A ∪ S) ≤ F(A) + Σ over c in S of (F(A + c) − F(A)) ≤ F(A) + the k largest of F(A + c) − F(A)

(Leskovec et al., 2007, after Nemhauser, Wolsey and Fisher, 1978). The bound is the least of these for A = nothing, and
for the first 1, 2, … k candidates that are taken one after the other because they give most of what is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graph.remedies.candidates import Candidate


def upper_bound(candidates: Sequence[Candidate], worth: NDArray[np.float64], changes: int) -> float:
    """No set of so many of the candidates closes more priority than this; `worth` is p, by number of the finding."""
    giving = [candidate for candidate in candidates if len(candidate.touches)]
    if not giving:
        return 0.0
    starts = np.cumsum([0, *(len(candidate.touches) for candidate in giving[:-1])])
    touched, gives = (np.concatenate([getattr(one, name) for one in giving]) for name in ("touches", "gives"))
    left, closed, least = worth.copy(), 0.0, np.inf
    for _ in range(changes + 1):
        more = np.add.reduceat(np.minimum(gives, left[touched]), starts)
        least = min(least, closed + float(np.sort(more)[::-1][:changes].sum()))
        best = giving[int(np.argmax(more))]
        closed += float(more.max())
        left[best.touches] -= np.minimum(best.gives, left[best.touches])
    return float(least)
