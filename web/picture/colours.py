"""The colours of the style sheet, for drawings that leave the pages: other programs know no variables of CSS."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LIGHT, DARK = "light", "dark"
_TOKENS = Path(__file__).parent.parent / "assets" / "styles" / "tokens.css"
_COLOUR = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});")
_DARK_BEGINS = "@media (prefers-color-scheme: dark)"


@cache
def palette(scheme: str) -> Mapping[str, str]:
    """The colours of a scheme by their names: `palette("light")["ink"]`."""
    light, _, dark = _TOKENS.read_text(encoding="utf-8").partition(_DARK_BEGINS)
    colours = dict(_COLOUR.findall(light))
    return colours if scheme == LIGHT else {**colours, **dict(_COLOUR.findall(dark))}
