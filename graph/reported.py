"""What bodies said of their own registers, and what is asked of them because nobody said it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import DAWN, NOBODY

if TYPE_CHECKING:
    from graph.encoding import Flags, Int32s, Int64s
    from graph.governance import GovernanceGraph
    from graph.listing import Listing


@dataclass(frozen=True)
class Reported:
    """By place of a live body; questions concern it as subject or object, or because it owns or does that."""

    declared_on: Int32s
    """The day of its last declaration so far, `DAWN` where there is none."""
    declared: Flags
    """Whether that is recent enough to count."""
    questions: Int64s
    """How many open questions concern it."""

    @property
    def never(self) -> Flags:
        """Whether it never declared its register complete."""
        never: Flags = self.declared_on == DAWN
        return never

    @property
    def stale(self) -> Flags:
        """Whether it did, too long ago to count."""
        return ~self.declared & ~self.never

    @property
    def asked(self) -> Flags:
        """Whether an open question concerns it."""
        asked: Flags = self.questions > 0
        return asked


def reported_of(listing: Listing) -> Reported:
    """What the bodies of a day have and have not reported."""
    graph, asked = listing.graph, ~listing.confirmed
    one, other = listing.one[asked], listing.other[asked]
    place = graph.place[np.concatenate([one, other[other != one]])]
    return Reported(
        declared_on=last_declared(graph),
        declared=graph.declared,
        questions=np.bincount(place[place != NOBODY], minlength=len(graph.body)),
    )


def last_declared(graph: GovernanceGraph) -> Int32s:
    """By place: the day on which the body last declared its register complete, `DAWN` where it never did."""
    told = graph.register.declarations
    last = np.full(len(graph.live_body), DAWN, dtype=np.int32)
    so_far = told.on <= graph.day
    np.maximum.at(last, told.subject[so_far], told.on[so_far])
    return last[graph.body]
