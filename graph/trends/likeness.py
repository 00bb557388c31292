"""Bodies of similar kind, size and competence: for asking how they did it, never for comparing how well they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import DAWN, NOBODY
from graph.listing import concerned
from graph.rules import RULES
from graph.trends.walking import walk
from policies import AREAS
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from graph.encoding import Int32s, Int64s
    from graph.governance import GovernanceGraph
    from graph.register import Register

#: What likeness is weighed by; bodies of another level are never alike.
FEATURES = ("level", "population", "competence")
#: So many of the most alike are looked at, and all that are as alike as the last of them.
MOST = 30
_HARDLY = 1e-9
#: Of fewer nothing is told: among so few, a number would point at single bodies.
LEAST = 5


def alike(graph: GovernanceGraph, body: int) -> Int64s:
    """The live bodies (rows) most like one, itself left out, in the order of their codes; none if too few are of its
    level.

    Distance is Euclidean over the logarithm of the population and the areas of competence, each scaled by its spread
    among the bodies of the level; where a population is not known it tells nothing.
    """
    place = int(graph.place[body])
    if place == NOBODY:
        return np.zeros(0, dtype=np.int64)
    places = np.flatnonzero(graph.level == graph.level[place])
    if len(places) <= LEAST:
        return np.zeros(0, dtype=np.int64)
    features = _features(graph, places)
    away = ((features - features[places == place]) ** 2).sum(axis=1)
    away[places == place] = np.inf
    # Who is as near as the last one counts too, so that no code decides.
    last = np.partition(away, min(MOST, len(places) - 1) - 1)[min(MOST, len(places) - 1) - 1]
    return np.sort(graph.body[places[away <= last + _HARDLY]].astype(np.int64))


def _features(graph: GovernanceGraph, places: Int64s) -> NDArray[np.float64]:
    people = graph.population[places]
    known = people > 0
    size = np.log10(np.maximum(people, 1))
    size[~known] = size[known].mean() if known.any() else 0.0
    areas = (graph.competence.competent[places][:, None] >> np.arange(len(AREAS.ids), dtype=np.uint32)) & 1
    columns = np.column_stack([size, areas.astype(np.float64)])
    spread = columns.std(axis=0)
    scaled: NDArray[np.float64] = (columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    # All areas together weigh as much as the population does.
    scaled[:, 1:] /= np.sqrt(len(AREAS.ids))
    return scaled


def acting_side(rule: str) -> str:
    """Which body of a finding could close it: `one` that it is about, or the `other` in whose branch it shows."""
    metadata = METADATA[rule]
    return "other" if metadata.subject == "strategy" and metadata.object == "body" else "one"


def last_fired(register: Register, days: Sequence[date], rule: str) -> Int32s:
    """By body (row): the last of these ascending days, by its place among them, on which the rule found something
    that it could close; `DAWN` where there was none."""
    last = np.full(len(register.bodies.code) + 1, DAWN, dtype=np.int32)
    for number, graph in enumerate(walk(register, days)):
        one, other = concerned(graph, rule, RULES[rule].find(graph))
        last[other if acting_side(rule) == "other" else one] = number
    return last[:-1]
