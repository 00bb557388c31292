"""Calendars as RFC 5545 has them: moments in UTC, lines of at most 75 octets, texts escaped."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

MEDIA_TYPE = "text/calendar"
_OCTETS = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class Occasion:
    """Something in a calendar. Days are whole days, the last one among them; moments bear their time zone."""

    id: UUID
    """The same whenever it is told: calendar programs know it again by this."""
    title: str
    starts: date | datetime
    ends: date | datetime
    changed_at: datetime
    revision: int
    text: str = ""
    place: str = ""
    address: str = ""
    """Where it is read about, or taken part in."""


def calendar(name: str, occasions: Iterable[Occasion]) -> bytes:
    """A whole calendar file; `name` is what calendar programs show for it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Interlace//Gatherings//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}"]
    for occasion in occasions:
        lines += _event(occasion)
    lines.append("END:VCALENDAR")
    return b"".join(b"\r\n ".join(_folded(line)) + b"\r\n" for line in lines)


def _event(occasion: Occasion) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{occasion.id}@interlace"
    yield f"DTSTAMP:{_moment(occasion.changed_at)}"
    yield f"LAST-MODIFIED:{_moment(occasion.changed_at)}"
    yield f"SEQUENCE:{max(occasion.revision - 1, 0)}"
    yield _bound("DTSTART", occasion.starts, timedelta(0))
    # The end of whole days is the day after the last one.
    yield _bound("DTEND", occasion.ends, timedelta(days=1))
    yield f"SUMMARY:{escaped(occasion.title)}"
    if occasion.text:
        yield f"DESCRIPTION:{escaped(occasion.text)}"
    if occasion.place:
        yield f"LOCATION:{escaped(occasion.place)}"
    if occasion.address:
        # An address is no text: nothing in it is escaped, and what would end the line is not in it.
        yield f"URL:{''.join(occasion.address.split())}"
    yield "END:VEVENT"


def _bound(name: str, when: date | datetime, more: timedelta) -> str:
    if isinstance(when, datetime):
        return f"{name}:{_moment(when)}"
    last = when if when == date.max else when + more
    return f"{name};VALUE=DATE:{last.isoformat().replace('-', '')}"


def _moment(when: datetime) -> str:
    return (
        when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds").replace("-", "").replace(":", "") + "Z"
    )


def escaped(text: str) -> str:
    """A text as a property's value: line ends, commas and semicolons marked, other control characters left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in plain if one == "\n" or unicodedata.category(one) not in {"Cc", "Cs"})
    return kept.translate(_ESCAPES)


def _folded(line: str) -> Iterator[bytes]:
    """The line in pieces of at most 75 octets, those after the first with room for the space before them.

    No character is cut in two.
    """
    piece, room = b"", _OCTETS
    for character in line:
        octets = character.encode("utf-8")
        if len(piece) + len(octets) > room:
            yield piece
            piece, room = b"", _OCTETS - 1
        piece += octets
    yield piece
