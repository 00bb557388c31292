"""Two analyses of one register side by side: which findings opened, closed and stayed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.frames import finding_frame

if TYPE_CHECKING:
    import polars as pl

    from graph.analysis import Analysis

_KEY = ["rule", "subject", "object"]


@dataclass(frozen=True)
class Comparison:
    """Findings as `finding_frame` gives them: `opened` and `kept` as they are after, `closed` as they were before.

    `kept` has `severity_before` and `certainty_before` too.
    """

    opened: pl.DataFrame
    closed: pl.DataFrame
    kept: pl.DataFrame


def compare(before: Analysis, after: Analysis) -> Comparison:
    """Compare by keys (rule, subject, object)."""
    earlier, later = finding_frame(before), finding_frame(after)
    told = earlier.select(*_KEY, severity_before="severity", certainty_before="certainty")
    return Comparison(
        opened=later.join(earlier, on=_KEY, how="anti", nulls_equal=True, maintain_order="left"),
        closed=earlier.join(later, on=_KEY, how="anti", nulls_equal=True, maintain_order="left"),
        kept=later.join(told, on=_KEY, how="inner", nulls_equal=True, maintain_order="left"),
    )
