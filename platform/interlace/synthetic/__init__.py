"""An invented country of any size, for trying and for benchmarks: shaped like real ones, and naming nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.settings import Settings
from graph.tables import Tables
from interlace.synthetic.actions import draw_actions
from interlace.synthetic.bodies import body_table, draw_bodies
from interlace.synthetic.competences import MATRIX, competence_table
from interlace.synthetic.links import link_table
from interlace.synthetic.measurements import measurement_table
from interlace.synthetic.oppositions import opposition_table
from interlace.synthetic.participations import participation_table
from interlace.synthetic.relations import relation_table
from interlace.synthetic.reports import declaration_table, report_table
from interlace.synthetic.shape import shape_of
from interlace.synthetic.strategies import commitment_table, draw_strategies

if TYPE_CHECKING:
    from interlace.synthetic.columns import Random

__all__ = ["synthetic_country"]


def synthetic_country(bodies: int, seed: int) -> tuple[Tables, Settings]:
    """A country of exactly so many bodies; the same seed gives the same country.

    To 36,000 bodies belong about 60,000 strategies, 150,000 commitments, 120,000 relations and 100,000 actions;
    other sizes keep these ratios. Dates run from 2012 to 2030, with 2026-01-01 as the day in mind.
    Raises ValueError if `bodies` is less than 1.
    """
    settings = Settings(
        name=f"Synthetic country (seed {seed}), all names and facts invented",
        country="ZZ",
        languages=("en", "fr"),
        competence_matrix=MATRIX,
    )
    return _tables(bodies, np.random.default_rng(seed)), settings


def _tables(count: int, random: Random) -> Tables:
    shape = shape_of(count)
    bodies = draw_bodies(shape, random)
    strategies = draw_strategies(bodies, random)
    actions = draw_actions(bodies, random)
    return Tables(
        bodies=body_table(bodies, random),
        competences=competence_table(bodies, random),
        relations=relation_table(bodies, random),
        strategies=strategies.frame,
        commitments=commitment_table(bodies, strategies, random),
        actions=actions.frame,
        links=link_table(bodies, strategies, actions, random),
        participations=participation_table(bodies, strategies, random),
        successions=bodies.reforms.successions(bodies.code),
        declarations=declaration_table(bodies, random),
        reports=report_table(bodies.shape, strategies, actions, random),
        oppositions=opposition_table(bodies, strategies, random),
        measurements=measurement_table(bodies, random),
    )
