"""The ids of a table's records as numbers, in the order of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal
from uuid import UUID

import numpy as np

from graph.encoding import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graph.encoding import Flags, Int64s

_HALF = (1 << 64) - 1
#: So few ids are found by looking through all; for more, the ids are put in order first.
_FEW = 16
_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")


@dataclass(frozen=True)
class Ids:
    """Ids as the upper and the lower halves of 128 bits; the lower ones, which are random, tell nearly all apart."""

    upper: NDArray[np.uint64]
    lower: NDArray[np.uint64]

    @classmethod
    def of(cls, ids: Sequence[UUID]) -> Ids:
        """These ids."""
        return cls(*(np.array([one.int >> shift & _HALF for one in ids], dtype=np.uint64) for shift in (64, 0)))

    def __len__(self) -> int:
        """How many there are."""
        return len(self.upper)

    def __getitem__(self, row: int) -> UUID:
        """The id of a row."""
        return UUID(int=int(self.upper[row]) << 64 | int(self.lower[row]))

    def texts(self, start: int = 0) -> list[str]:
        """All of them, or those from a row on, as 32 hexadecimal digits."""
        digits = np.stack([self.upper[start:], self.lower[start:]], axis=1).astype(">u8").tobytes().hex()
        return [digits[start : start + 32] for start in range(0, len(digits), 32)]

    def rows_of(self, ids: Sequence[UUID]) -> Int64s:
        """The row of each of these ids, `NOBODY` for one that is not here."""
        wanted = Ids.of(ids)
        if len(ids) <= _FEW and "_order" not in vars(self):
            alike = [np.flatnonzero(self.lower == lower) for lower in wanted.lower]
        else:
            starts, ends = (np.searchsorted(self._ordered, wanted.lower, side) for side in _SIDES)
            alike = [self._order[start:end] for start, end in zip(starts, ends, strict=True)]
        return np.array([self._one(*found) for found in zip(alike, wanted.upper, strict=True)], dtype=np.int64)

    def _one(self, rows: Int64s, upper: np.uint64) -> int:
        """The one among a few rows that has this upper half."""
        return next((int(row) for row in rows if self.upper[row] == upper), NOBODY)

    @cached_property
    def _order(self) -> Int64s:
        return np.argsort(self.lower)

    @cached_property
    def _ordered(self) -> NDArray[np.uint64]:
        return self.lower[self._order]

    def after(self, staying: Flags, coming: Sequence[UUID]) -> Ids:
        """Those that stay and, after them, those that come."""
        new = Ids.of(coming)
        return Ids(
            np.concatenate([self.upper[staying], new.upper]),
            np.concatenate([self.lower[staying], new.lower]),
        )
