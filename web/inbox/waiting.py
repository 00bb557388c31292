"""What is said of bodies: relations that name them, links to strategies that they own; and what of it waits.

The head of every page asks how much waits, so this knows the columns of a view and nothing of pages.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from interlace.reading.sight import Sight
    from interlace.reading.view import View

DECLARED, CONFIRMED, DISPUTED = "declared", "confirmed", "disputed"


class Place(NamedTuple):
    """A relation or link, by its row in the view."""

    table: str
    row: int


def number_waiting(view: View, bodies: Collection[str]) -> int:
    """How much waits for the word of these bodies (codes)."""
    return len(by_status(view.sight, said_of(view.sight, bodies))[DECLARED])


def said_of(sight: Sight, bodies: Collection[str] | None) -> list[Place]:
    """The relations and links on which these bodies have the other side’s word; without bodies, all there are."""
    if bodies is None:
        return _all(sight)
    return [
        *_places(sight, "relations", "target", bodies),
        *_places(sight, "links", "to", _strategies_of(sight, bodies)),
    ]


def said_by(sight: Sight, bodies: Collection[str] | None) -> list[Place]:
    """The relations and links that these bodies have declared; without bodies, all there are."""
    if bodies is None:
        return _all(sight)
    acting = chain.from_iterable(sight.rows_where("actions", "body", body) for body in bodies)
    codes = sight.column("actions", "code")
    works = [*_strategies_of(sight, bodies), *(codes[row] for row in acting)]
    return [*_places(sight, "relations", "source", bodies), *_places(sight, "links", "from", works)]


def by_status(sight: Sight, places: Iterable[Place]) -> Mapping[str, list[Place]]:
    """The same, told apart by how they stand."""
    found: dict[str, list[Place]] = {DECLARED: [], CONFIRMED: [], DISPUTED: []}
    for place in places:
        found[status_of(sight, place)].append(place)
    return found


def status_of(sight: Sight, place: Place) -> str:
    """How a relation or link stands; what nobody has spoken on counts as declared."""
    return sight.column(place.table, "status")[place.row] or DECLARED


def _all(sight: Sight) -> list[Place]:
    return [Place(table, row) for table in ("relations", "links") for row in range(len(sight.column(table, "id")))]


def _places(sight: Sight, table: str, column: str, codes: Collection[str]) -> Iterator[Place]:
    return (Place(table, row) for code in codes for row in sight.rows_where(table, column, code))


def _strategies_of(sight: Sight, bodies: Collection[str]) -> list[str]:
    """The codes of the strategies that these bodies own or co-own."""
    codes = sight.column("strategies", "code")
    owned = (sight.rows_where("strategies", column, body) for body in bodies for column in ("owner", "co_owners"))
    # One that two of the bodies own together is one all the same.
    return list(dict.fromkeys(codes[row] for row in chain.from_iterable(owned)))
