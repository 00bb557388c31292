"""The main job: a governance graph in, its alignment, profiles and findings out. Same input, same output."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.alignment import profiles_of
from graph.evidence import Finding
from graph.listing import Listing, listing_of
from graph.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graph.alignment import Alignment, Profiles
    from graph.evidence import Evidence
    from graph.findings import Found
    from graph.governance import GovernanceGraph


@dataclass(frozen=True)
class Analysis:
    """All that follows from one graph; `found` holds the findings of each rule, by rule id."""

    graph: GovernanceGraph
    alignment: Alignment
    profiles: Profiles
    found: Mapping[str, Found]

    @cached_property
    def listing(self) -> Listing:
        """All findings as one list."""
        return listing_of(self)


def _nobody_watches(rule: str) -> None:
    """Progress that nobody asked to see."""


def analyse(
    graph: GovernanceGraph,
    rules: Iterable[str] | None = None,
    watch: Callable[[str], None] = _nobody_watches,
) -> Analysis:
    """Alignment, profiles and the findings of `rules` (all, if none are named); `watch` is told each rule first.

    Raises KeyError for a rule that does not exist.
    """
    found = {}
    for name in RULES if rules is None else rules:
        watch(name)
        found[name] = RULES[name].find(graph)
    return Analysis(graph=graph, alignment=graph.alignment, profiles=profiles_of(graph), found=found)


def finding_at(analysis: Analysis, rule: str, row: int) -> Finding:
    """One finding of a rule as an object."""
    found = analysis.found[rule]
    return Finding(
        subject=int(found.subject[row]),
        object=-1 if found.object is None else int(found.object[row]),
        cells=None if found.cells is None else found.cells[row],
        areas=0 if found.areas is None else int(found.areas[row]),
        confirmed=bool(found.confirmed[row]),
    )


def evidence_of(analysis: Analysis, rule: str, row: int) -> Evidence:
    """What one finding rests on."""
    return RULES[rule].prove(analysis.graph, finding_at(analysis, rule, row))


def total(analysis: Analysis) -> int:
    """The number of findings."""
    return int(np.sum([len(found) for found in analysis.found.values()]))
