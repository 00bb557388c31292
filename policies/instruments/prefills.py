"""What the register can answer by itself: the keys that items name under `prefill`, each with its question in words."""

from __future__ import annotations

import tomllib
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from policies.vocabularies import Text, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The one key that asks about the cells of its item.
ACTION_IN_CELLS = "action-in-cells"


def _read(path: Path) -> Mapping[str, Text]:
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return MappingProxyType({key: text_of(key, entry, "question") for key, entry in entries.items()})


#: Key → what is asked of the register, as a statement that holds or does not.
PREFILLS = _read(Path(__file__).parent / "words" / "prefills.toml")
