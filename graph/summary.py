"""The national picture in numbers: who is there, what is in force, how it is carried, what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.alignment import profiles_of
from policies import ALIGNMENT_STATES, CERTAINTIES, FAMILIES, LEVELS, SEVERITIES
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from graph.analysis import Analysis
    from graph.encoding import Flags
    from graph.governance import GovernanceGraph


@dataclass(frozen=True)
class LevelSummary:
    """The bodies of one level; `population` is the sum of theirs, nothing where none is known."""

    id: str
    bodies: int
    declared: int
    with_strategy: int
    population: int


@dataclass(frozen=True)
class Summary:
    """Counts only; `families` is family → severity or certainty → number of findings."""

    name: str | None
    as_of: date
    levels: tuple[LevelSummary, ...]
    families: Mapping[str, Mapping[str, int]]
    rules: Mapping[str, int]

    def as_object(self) -> dict[str, object]:
        """The summary as JSON holds it."""
        return {
            "name": self.name,
            "as_of": self.as_of.isoformat(),
            "levels": [vars(level) for level in self.levels],
            "families": {family: dict(counts) for family, counts in self.families.items()},
            "rules": dict(self.rules),
        }

    def as_rows(self) -> Iterable[tuple[str, str, int]]:
        """The summary as (section, name, value)."""
        for level in self.levels:
            for name in ("bodies", "declared", "with_strategy", "population"):
                yield f"level {level.id}", name, getattr(level, name)
        for family, counts in self.families.items():
            for name, count in counts.items():
                yield f"family {family}", name, count
        for rule, count in self.rules.items():
            yield "rule", rule, count


def summarise(analysis: Analysis) -> Summary:
    """The national picture of one analysis."""
    graph = analysis.graph
    families = {family: dict.fromkeys((*SEVERITIES.ids, *CERTAINTIES.ids), 0) for family in FAMILIES.ids}
    for rule, found in analysis.found.items():
        counts = families[METADATA[rule].family]
        for place, severity in enumerate(SEVERITIES.ids):
            counts[severity] += int((found.severity == place).sum())
        counts["confirmed"] += int(found.confirmed.sum())
        counts["unreported"] += int((~found.confirmed).sum())
    return Summary(
        name=graph.register.name,
        as_of=graph.as_of,
        levels=tuple(_level(graph, place, name) for place, name in enumerate(LEVELS.ids)),
        families=families,
        rules={rule: len(found) for rule, found in analysis.found.items()},
    )


def _level(graph: GovernanceGraph, place: int, name: str) -> LevelSummary:
    own: Flags = graph.level == place
    return LevelSummary(
        id=name,
        bodies=int(own.sum()),
        declared=int((own & graph.declared).sum()),
        with_strategy=int((own & graph.has_strategy).sum()),
        population=int(graph.population[own].sum()),
    )


@dataclass(frozen=True)
class MapRow:
    """One level of authorities: areas covered a principle, areas it is competent for, pairs a state."""

    level: str
    competent: int
    covered: tuple[int, ...]
    states: tuple[int, ...]


@dataclass(frozen=True)
class AlignmentMap:
    """Levels × principles, summed over the authorities of each level that is there."""

    rows: tuple[MapRow, ...]


def alignment_map(graph: GovernanceGraph, codes: Sequence[str] | None = None) -> AlignmentMap:
    """The map of a whole country, or of the authorities with these codes."""
    level = graph.level[: graph.authorities]
    counted = np.ones(graph.authorities, dtype=np.bool_)
    if codes is not None:
        wanted = set(codes)
        counted = np.array([graph.cite.code(place) in wanted for place in range(graph.authorities)], dtype=np.bool_)
    profiles, alignment = profiles_of(graph), graph.alignment
    rows = []
    for place, term in enumerate(LEVELS):
        own = counted & (level == place)
        if term.rank is None or not own.any():
            continue
        state = alignment.state[own[alignment.place]]
        rows.append(
            MapRow(
                level=term.id,
                competent=int(profiles.competent[own].sum(dtype=np.int64)),
                covered=tuple(profiles.covered[own].sum(axis=0, dtype=np.int64).tolist()),
                states=tuple(np.bincount(state, minlength=len(ALIGNMENT_STATES.ids)).tolist()),
            )
        )
    return AlignmentMap(tuple(rows))
