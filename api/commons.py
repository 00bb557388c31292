"""Cursors of the commons, which both doors give and take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.commons.plain import place_of, place_values
from interlace.errors import FieldProblem, Invalid
from interlace.reading.cursors import read_cursor, written_cursor

if TYPE_CHECKING:
    from interlace.commons import Place

_KIND = "commons"


def cursor_of(place: Place | None) -> str | None:
    """The cursor of a place; none where nothing follows."""
    return None if place is None else written_cursor(_KIND, *place_values(place))


def place_after(cursor: str | None) -> Place | None:
    """The place of a cursor. Raises Invalid."""
    if cursor is None:
        return None
    fit, at, entry = read_cursor(cursor, _KIND, int | float, str, str)
    try:
        place = place_of(fit, at, entry)
    except (ValueError, OverflowError) as error:
        raise Invalid([FieldProblem("/after", "bad-cursor")]) from error
    if place.published_at.tzinfo is None or not abs(place.fit) < 1e30:  # noqa: PLR2004 - no text fits so well
        raise Invalid([FieldProblem("/after", "bad-cursor")])
    return place
