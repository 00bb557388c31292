"""Which findings a write closed: those of a body and of who is above it that are there before and not after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.frames import finding_key

if TYPE_CHECKING:
    from interlace.reading.view import View

#: A country's own findings can be many; those looked at are the ones that matter most.
_MOST_LOOKED_AT = 2_000


def closed(before: View, after: View, body: int) -> list[str]:
    """The keys of findings that the later view has no longer, what mattered most first. `body` is a row of `before`."""
    listing = before.analysis.listing
    concerned = np.zeros(len(before.graph.live_body), dtype=np.bool_)
    concerned[[before.row_at(one) for one in (body, *before.ancestors(body))]] = True
    numbers = np.flatnonzero(listing.concerns(concerned))
    order = numbers[np.argsort(-listing.priority[numbers], kind="stable")][:_MOST_LOOKED_AT]
    keys = [listing.key(number) for number in order.tolist()]
    now = after.analysis.listing
    return [finding_key(key.rule, key.subject, key.object or None) for key in keys if now.number_of(key) is None]
