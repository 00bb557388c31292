"""Good practices of bodies: written, reviewed, published to the commons by two decisions, and archived."""

from __future__ import annotations

from interlace.commons import Kind, register
from interlace.practices.describing import described, known_to, moved
from interlace.practices.helping import Help, helping
from interlace.practices.showing import PracticePage, PracticeTold, practice, practices
from interlace.practices.writing import archive, change, look, propose, remove, write

register(Kind("practice", described, known_to, moved))

__all__ = [
    "Help",
    "PracticePage",
    "PracticeTold",
    "archive",
    "change",
    "helping",
    "look",
    "practice",
    "practices",
    "propose",
    "remove",
    "write",
]
