"""Who is competent for which areas, a bit an area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from policies import AREAS, LEVELS, ROLES

if TYPE_CHECKING:
    from graph.encoding import Words
    from graph.governance import GovernanceGraph
    from graph.settings import Settings

_COMPETENT = ("lead", "shared")
_LEAD = ROLES.index("lead")
_SHARED = ROLES.index("shared")
ALL_AREAS = np.uint32((1 << len(AREAS.ids)) - 1)


@dataclass(frozen=True)
class Competence:
    """For the body at each place, the areas as bits of one word."""

    competent: Words
    """Role lead or shared, by a row or by the tenant's matrix."""
    leads: Words
    """Role lead by the row that decides (not by the matrix)."""


def competence_of(graph: GovernanceGraph) -> Competence:
    """role(b, a): the live row that decides, else the tenant's matrix, else shared (submunicipal: none)."""
    by_level = _matrix(graph.register.settings)
    rows = graph.register.competences
    live = (rows.valid_from <= graph.day) & (graph.day <= rows.valid_to) & graph.live_body[rows.body]
    chosen = np.flatnonzero(live)
    slot = rows.body[chosen].astype(np.int64) * len(AREAS.ids) + rows.area[chosen]
    # The rows of one body and area are ordered so that the last live one decides.
    chosen = chosen[np.append(slot[1:] != slot[:-1], True)] if len(chosen) else chosen
    place = graph.place[rows.body[chosen]]
    role, bits = rows.role[chosen], np.ldexp(1.0, rows.area[chosen])
    count = len(graph.body)

    def union(of: np.ndarray) -> Words:
        return np.bincount(place[of], weights=bits[of], minlength=count).astype(np.uint32)

    decided = union(np.ones(len(chosen), dtype=np.bool_))
    competent = (by_level[graph.level] & ~decided) | union(role <= _SHARED)
    return Competence(competent=competent, leads=union(role == _LEAD))


def _matrix(settings: Settings) -> Words:
    """The areas that each level is competent for where no row of its own decides."""
    words = np.zeros(len(LEVELS.ids), dtype=np.uint32)
    for number, level in enumerate(LEVELS.ids):
        default = "none" if level == "submunicipal" else "shared"
        roles = settings.competence_matrix.get(level, {})
        for bit, area in enumerate(AREAS.ids):
            if roles.get(area, default) in _COMPETENT:
                words[number] |= np.uint32(1 << bit)
    return words
