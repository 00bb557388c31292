"""Bodies like one that have closed a gap of the same rule, with what they began meanwhile: whom to ask how.

For learning, not for ranking: they stand in the order of their names, and nothing says how well they do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graph.encoding import DAWN, NOBODY
from graph.trends.likeness import FEATURES, LEAST, acting_side, alike, last_fired
from interlace.errors import Unknown
from interlace.reading.closed import Began, began, by_name
from interlace.reading.findings import finding, key_of
from interlace.reading.trends import USUAL_MONTHS, Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from interlace.reading.view import View

__all__ = ["FEATURES", "LEAST", "Peer", "Peers", "peers_of"]


#: So many are told, the first by name.
MOST_TOLD = 50


class Peer(NamedTuple):
    """A body (row) that closed such a gap: the month's end at which it was seen last, the one at which it was gone,
    and what the body began between the two."""

    body: int
    last_seen: date
    gone_by: date
    did: Began


class Peers(NamedTuple):
    """Who closed it among the bodies that are alike; nobody is told of where these are fewer than `LEAST`."""

    finding: str
    rule: str
    body: int
    """The one that the finding is about (row)."""
    alike: int
    """How many bodies were looked at."""
    items: Sequence[Peer]


def peers_of(view: View, key: str) -> Peers:
    """Who like the body of an open finding has closed one of the same rule within three years. Raises Unknown."""
    found = finding(view, key)
    listing = view.analysis.listing
    number = listing.number_of(key_of(found))
    side = listing.other if acting_side(found.rule) == "other" else listing.one
    row = NOBODY if number is None else int(side[number])
    if row == NOBODY:
        raise Unknown(f"The finding “{key[:200]}” is about no single body.")
    near = alike(view.graph, row)
    body = int(view.sight.body_rows[row])
    if len(near) < LEAST:
        return Peers(key, found.rule, body, 0, ())
    days = Span.until(view.as_of, USUAL_MONTHS).days
    last = view.sight.snapshot.kept(
        ("fired", found.rule, view.as_of), lambda: last_fired(view.graph.register, days, found.rule)
    )
    closed = near[(last[near] != DAWN) & (last[near] < len(days) - 1)]
    items = []
    named = by_name(view, view.sight.body_rows[closed]).tolist() if len(closed) else []
    for one in named[:MOST_TOLD]:
        seen = int(last[view.row_at(one)])
        items.append(Peer(one, days[seen], days[seen + 1], began(view, one, days[seen], days[seen + 1])))
    return Peers(key, found.rule, body, len(near), items)


def closed_it(view: View, key: str, body: int) -> bool:
    """Whether a body (row) is one of those told of for the finding. Raises Unknown."""
    return any(peer.body == body for peer in peers_of(view, key).items)
