"""How strategies are carried: for each level the pairs in each state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.summary import MapRow


class Bar(NamedTuple):
    """The pairs of a level, or of all levels together, in the order of the states."""

    level: str | None
    states: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.states)


def bars(rows: Sequence[MapRow]) -> list[Bar]:
    """A bar for each level that strategies ask something of, and where there are several, one for all together."""
    told = [Bar(row.level, row.states) for row in rows if any(row.states)]
    if len(told) > 1:
        told.append(Bar(None, tuple(map(sum, zip(*(bar.states for bar in told), strict=True)))))
    return told
