"""What a file comes to, as plain values of JSON: what both doors and the command line tell."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from interlace.scenarios.values import stored

if TYPE_CHECKING:
    from interlace.exchange.bringing import Brought


def of_brought(brought: Brought) -> dict[str, Any]:
    """What was, or would be, brought in."""
    return {
        "written": brought.written,
        "revision": brought.revision,
        "added": [{"table": one["table"], "values": one["values"]} for one in stored(brought.added)],
        "already": [{**asdict(one), "differs": list(one.differs)} for one in brought.already],
        "notes": [asdict(note) for note in brought.notes],
    }
