"""`python -m benchmarks remedies`: ten changes recommended for a region of an invented country, beside one analysis."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.measuring import AS_OF, BODIES, goal, timed
from graph.analysis import analyse
from graph.governance import REGIONAL, GovernanceGraph
from graph.register import Register
from graph.remedies import recommend
from interlace.synthetic import synthetic_country

if TYPE_CHECKING:
    from graph.remedies import Recommendation

TITLE = f"## What would help most, at {BODIES:,} bodies"
ROUNDS = 5
CHANGES = 10
MOST_SECONDS = 5.0


def remedies_lines() -> list[str]:
    """The lines of the report: seconds for the largest region, and the ratio to an analysis in the same round."""
    register = Register.of(*synthetic_country(BODIES, seed=1))
    analysis = analyse(GovernanceGraph.at(register, AS_OF))
    graph, _ = analysis.graph, analysis.listing
    regions = np.flatnonzero(graph.level[: graph.authorities] == REGIONAL)
    largest = int(regions[np.argmax(graph.hierarchy.end[regions] - regions)])
    seconds, ratios = [], []
    for _ in range(ROUNDS):
        one = timed(lambda: analyse(GovernanceGraph.at(register, AS_OF)))[0]
        spent, found = timed(lambda: recommend(analysis, int(graph.body[largest]), CHANGES))
        seconds.append(spent / 1000)
        ratios.append(spent / one)
    size = int(graph.hierarchy.end[largest]) - largest
    return [TITLE, "", *_told(found, size, statistics.median(seconds), statistics.median(ratios))]


def _told(found: Recommendation, size: int, seconds: float, ratio: float) -> list[str]:
    return [
        f"The region has {size:,} authorities and {found.findings:,} findings. {found.candidates:,} candidates were",
        f"looked at and {found.trials} tried; {len(found.steps)} changes close {found.total:.1f} in priority, and no",
        f"{CHANGES} of the candidates more than {found.bound:.1f}.",
        "",
        "| goal | measured | met |",
        "|---|---:|---|",
        goal(f"`recommend` with {CHANGES} changes for a region, seconds ≤ {MOST_SECONDS:g}", seconds, MOST_SECONDS),
        "",
        f"That is {ratio:.1f} times one whole analysis, side by side in each of {ROUNDS} rounds; nothing is kept from",
        "round to round but the analysis to begin with, which a server has.",
    ]
