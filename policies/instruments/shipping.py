"""The instruments that are shipped: the project's own words, each marked unofficial, read when first asked for."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from policies.instruments.reading import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policies.instruments.model import Instrument

DATA = Path(__file__).parent / "data"
#: In the order in which they are listed.
_FILES = (
    "intercultural-index.toml",
    "checklist-real-equality.toml",
    "checklist-diversity-advantage.toml",
    "checklist-meaningful-interaction.toml",
    "checklist-active-citizenship.toml",
    "multilevel-self-check.toml",
    "national-strategy-frame.toml",
)


@cache
def shipped() -> Mapping[str, Instrument]:
    """Every instrument that is shipped, by its id."""
    found = [read((DATA / name).read_bytes(), name) for name in _FILES]
    return MappingProxyType({instrument.id: instrument for instrument in found})
