"""What the benchmarks share: the invented country, the day, the clock, and all that an analysis does."""

from __future__ import annotations

import gc
import time
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from graph.alignment import profiles_of
from graph.governance import GovernanceGraph
from graph.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.register import Register

Result = TypeVar("Result")
BODIES = 36_000
AS_OF = date(2026, 1, 1)


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Milliseconds of wall time, and what the work gave."""
    gc.collect()
    start = time.perf_counter()
    result = work()
    return (time.perf_counter() - start) * 1000, result


def everything(register: Register) -> tuple[int, int]:
    """Alignment, profiles and all findings as columns; the numbers of pairs and of findings."""
    graph = GovernanceGraph.at(register, AS_OF)
    pairs = len(graph.alignment.place)
    profiles_of(graph)
    return pairs, sum(len(rule.find(graph)) for rule in RULES.values())


def figure(value: float) -> str:
    """A figure as a table shows it."""
    return f"{value:,.2f}" if value < 10 else f"{value:,.0f}"


def goal(wanted: str, value: float, most: float) -> str:
    """A row of a table of goals."""
    return f"| {wanted} | {value:,.2f} | {'yes' if value <= most else 'no'} |"


def goal_at_least(wanted: str, value: float, least: float) -> str:
    """The same where more is better."""
    return f"| {wanted} ≥ {least:g} | {value:,.2f} | {'yes' if value >= least else 'no'} |"
