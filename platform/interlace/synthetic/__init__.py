"""An invented country of any size, for trying and for benchmarks: shaped like real ones, and naming nobody."""

from __future__ import annotations

import numpy as np

from graph.settings import Settings
from graph.tables import Tables
from interlace.synthetic.bodies import body_tables
from interlace.synthetic.relations import relation_table
from interlace.synthetic.works import work_tables
from policies import AREAS

__all__ = ["synthetic_country"]

_ADVISORY = {
    "regional": ("security_justice", "media"),
    "intermediate": ("international", "media", "languages"),
}


def synthetic_country(bodies: int, seed: int) -> tuple[Tables, Settings]:
    """A country of so many bodies (at least 1); the same seed gives the same country.

    For each body there are about 1.7 strategies, 4.2 commitments, 3.3 relations and 2.8 actions.
    """
    random = np.random.default_rng(seed)
    population = body_tables(bodies, random)
    frames = {
        "bodies": population.frame,
        "competences": population.competences,
        "successions": population.successions,
        "declarations": population.declarations,
        "relations": relation_table(population, random),
        **work_tables(population, random),
    }
    matrix = {level: dict.fromkeys(areas, "advisory") for level, areas in _ADVISORY.items()}
    matrix["submunicipal"] = dict.fromkeys(AREAS.ids[4:6], "shared")
    settings = Settings(
        name=f"Synthetic country, seed {seed}", country="ZZ", languages=("en", "fr"), competence_matrix=matrix
    )
    return Tables.of(frames), settings
