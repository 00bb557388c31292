"""The register on one day: who is live, who stands above whom, who is competent for what, who covers what.

Bodies are spoken of by *place*: live authorities in depth-first order first, then the other live bodies in
the order of their codes. Everything is worked out when first asked for, from nothing but the register and the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.alignment import Alignment, alignment_of, anchors_of
from graph.articulation import Separations, separations
from graph.citations import Citations
from graph.competence import Competence, competence_of
from graph.coordination import Coordination, coordination_of
from graph.encoding import NOBODY, day_number
from graph.hierarchy import Hierarchy, hierarchy_of, nearest_live, stated_parents
from graph.links import HoldingLinks, Reached, holding_links_of, reached_of
from graph.peers import Peers, peers_of
from graph.ranks import Ranks
from graph.works import Works, lapsed_of, last_told_of, works_of
from policies import LEVELS, RELATION_KINDS

if TYPE_CHECKING:
    from datetime import date

    import networkx as nx

    from graph.encoding import Flags, Int8s, Int32s, Int64s, Words
    from graph.register import Register
    from graph.settings import Thresholds

NATIONAL, REGIONAL, INTERMEDIATE, LOCAL, SUBMUNICIPAL, CIVIL_SOCIETY, NETWORK = range(len(LEVELS.ids))
PART_OF = RELATION_KINDS.index("part_of")


@dataclass(frozen=True)
class GovernanceGraph:
    """One register at one day; all that follows from the two, kept once it was worked out."""

    register: Register
    as_of: date

    @classmethod
    def at(cls, register: Register, as_of: date) -> GovernanceGraph:
        """The governance graph of `register` on the day `as_of`."""
        return cls(register, as_of)

    @property
    def thresholds(self) -> Thresholds:
        """The tenant's thresholds."""
        return self.register.settings.thresholds

    @cached_property
    def day(self) -> int:
        """The day as a number, days since 1970-01-01."""
        return day_number(self.as_of)

    @cached_property
    def live_body(self) -> Flags:
        """Whether each body of the register is live."""
        bodies = self.register.bodies
        return (bodies.valid_from <= self.day) & (self.day <= bodies.valid_to)

    @cached_property
    def live_relation(self) -> Flags:
        """Whether each relation is live and lies between live bodies."""
        relations = self.register.relations
        return self.relation_in_period & self.live_body[relations.source] & self.live_body[relations.target]

    @cached_property
    def relation_in_period(self) -> Flags:
        """Whether the day lies in each relation's own period."""
        relations = self.register.relations
        return (relations.valid_from <= self.day) & (self.day <= relations.valid_to)

    @cached_property
    def parent_row(self) -> Int32s:
        """The nearest live ancestor of every body, live or not, as a row of the register."""
        relations = self.register.relations
        moves = np.flatnonzero((relations.kind == PART_OF) & self.relation_in_period)
        stated = stated_parents(self.register.bodies, relations, moves.astype(np.int32))
        return nearest_live(stated, self.live_body)

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """The live authorities as a forest."""
        is_authority = self.live_body & (self.register.bodies.level <= SUBMUNICIPAL)
        return hierarchy_of(np.flatnonzero(is_authority).astype(np.int32), self.parent_row)

    @property
    def authorities(self) -> int:
        """How many live authorities there are; their places come first."""
        return self.hierarchy.size

    @cached_property
    def body(self) -> Int32s:
        """The row of the register that stands at each place."""
        others = self.live_body & (self.register.bodies.level > SUBMUNICIPAL)
        return np.concatenate([self.hierarchy.body, np.flatnonzero(others).astype(np.int32)])

    @cached_property
    def place(self) -> Int32s:
        """The place of each body of the register, `NOBODY` where it is not live; one more entry for nobody."""
        place = np.full(len(self.live_body) + 1, NOBODY, dtype=np.int32)
        place[self.body] = np.arange(len(self.body), dtype=np.int32)
        return place

    @cached_property
    def level(self) -> Int8s:
        """The level of the body at each place."""
        return self.register.bodies.level[self.body]

    @cached_property
    def population(self) -> Int64s:
        """pop(b): the body's own figure, else the sum over its children, 0 where nothing is known."""
        known = self.register.bodies.population[self.body]
        population = np.maximum(known, 0)
        own = known[: self.authorities]
        for generation in reversed(self.hierarchy.generations):
            sums = np.add.reduceat(population[generation.places], generation.starts)
            told = own[generation.parents] >= 0
            population[generation.parents] = np.where(told, own[generation.parents], sums)
        return population

    @cached_property
    def whole_population(self) -> int:
        """R: the sum over the roots."""
        return int(self.population[self.hierarchy.roots].sum())

    @cached_property
    def declared(self) -> Flags:
        """Whether the body at each place declared its register complete recently enough."""
        told = self.register.declarations
        fresh = (told.on >= self.day - self.thresholds.fresh_days) & (told.on <= self.day)
        declared = np.zeros(len(self.live_body), dtype=np.bool_)
        declared[told.subject[fresh]] = True
        return declared[self.body]

    @cached_property
    def competence(self) -> Competence:
        """What each body is competent for."""
        return competence_of(self)

    @cached_property
    def works(self) -> Works:
        """Which strategies are in force, which actions deliver, and what they cover."""
        return works_of(self)

    @cached_property
    def coordination(self) -> Coordination:
        """Who coordinates with whom."""
        return coordination_of(self)

    @cached_property
    def links(self) -> HoldingLinks:
        """Which links hold, and what is reached along them."""
        return holding_links_of(self)

    @cached_property
    def alignment(self) -> Alignment:
        """How each strategy in force is carried below its owner."""
        return alignment_of(self)

    @cached_property
    def reached(self) -> Reached:
        """Who reaches which strategy in force of an authority above."""
        return reached_of(self, anchors_of(self).strategy)

    @cached_property
    def lapsed(self) -> Int32s:
        """Of each owner without a strategy in force, the adopted one that ended last."""
        return lapsed_of(self)

    @cached_property
    def last_told(self) -> Int32s:
        """By work: the day of its latest report so far, else its beginning."""
        return last_told_of(self)

    @cached_property
    def cover_above(self) -> Words:
        """By place of authority: the cells that its strict ancestors cover."""
        return self.hierarchy.strictly_above(self.works.cover[: self.authorities])

    @cached_property
    def has_strategy(self) -> Flags:
        """By place: whether the body owns or co-owns a strategy in force."""
        has = np.zeros(len(self.body), dtype=np.bool_)
        has[self.works.owner] = True
        return has

    @cached_property
    def peers(self) -> Peers:
        """Which siblings that cover the same area are in touch."""
        return peers_of(self)

    @cached_property
    def separations(self) -> Separations:
        """What falls apart without one of the bodies that coordinate."""
        edges = self.coordination
        return separations(edges.bodies, edges.first, edges.second)

    @cached_property
    def cite(self) -> Citations:
        """The records of this graph, for evidence."""
        return Citations(self)

    @cached_property
    def ranks(self) -> Ranks:
        """The order of what findings speak of."""
        return Ranks(self)

    def networkx(self) -> nx.MultiDiGraph:
        """The same graph for anyone's own analysis; see `graph.networkx_view`."""
        from graph.networkx_view import networkx_view

        return networkx_view(self)
