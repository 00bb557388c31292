"""What authorities cover of what they are competent for, summed up for branches and levels: the numbers of a heat map.

A *column* is a principle or, of one principle, an area. Authorities stand by place, so a branch is a slice of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.alignment import profiles_of
from policies import AREAS, LEVELS, PRINCIPLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.encoding import Int32s, Int64s, Rows, Words
    from graph.governance import GovernanceGraph

    Counts = NDArray[np.integer]


@dataclass(frozen=True)
class Coverage:
    """Counts, shape (rows, columns): how often there is competence, and how often it is made use of.

    In columns of principles an authority counts once for each of its areas, in columns of areas once or not at all.
    """

    competent: Counts
    covered: Counts

    def of_branches(self, starts: Rows, ends: Rows) -> Coverage:
        """Row i is the sum of the rows starts[i] … ends[i] − 1; spans may overlap, be nested or be empty."""
        return Coverage(_sums(self.competent, starts, ends), _sums(self.covered, starts, ends))

    def of_groups(self, group: Rows, groups: int) -> Coverage:
        """Row i is the sum of the rows whose group is i."""
        order = np.argsort(group, kind="stable")
        bounds = np.searchsorted(group[order], np.arange(groups + 1))
        return Coverage(self.competent[order], self.covered[order]).of_branches(bounds[:-1], bounds[1:])


def _sums(counts: Counts, starts: Rows, ends: Rows) -> Int64s:
    before = np.zeros((len(counts) + 1, counts.shape[1]), dtype=np.int64)
    np.cumsum(counts, axis=0, out=before[1:])
    sums: Int64s = before[ends] - before[starts]
    return sums


def by_principle(graph: GovernanceGraph) -> Coverage:
    """A row for each authority, a column for each principle: in how many of its areas it covers the principle."""
    profiles = profiles_of(graph)
    columns = len(PRINCIPLES.ids)
    return Coverage(np.repeat(profiles.competent[:, None], columns, axis=1), profiles.covered)


def by_area(graph: GovernanceGraph, principle: str) -> Coverage:
    """A row for each authority, a column for each area: whether it covers the principle there. Raises KeyError."""
    competent = graph.competence.competent[: graph.authorities]
    cover = graph.works.cover[: graph.authorities, PRINCIPLES.index(principle)]
    return Coverage(_bits(competent), _bits(competent & cover))


def _bits(words: Words) -> NDArray[np.uint8]:
    """A column for each area of the words of bits."""
    return (words[:, None] >> np.arange(len(AREAS.ids), dtype=np.uint32) & 1).astype(np.uint8)


def branches(graph: GovernanceGraph, heads: Int32s) -> tuple[Rows, Rows]:
    """Where the branches of these authorities begin and end: each holds its head and all that are below."""
    return heads, graph.hierarchy.end[heads]


def of_levels(graph: GovernanceGraph, coverage: Coverage) -> Coverage:
    """A row for each level of the vocabulary, of a coverage with a row for each authority."""
    return coverage.of_groups(graph.level[: graph.authorities], len(LEVELS.ids))
