"""The order of what findings speak of: bodies, works and relations by their codes, areas and levels by their ids."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from policies import AREAS, LEVELS, RELATION_KINDS

if TYPE_CHECKING:
    import polars as pl

    from graph.encoding import Int8s, Int32s, Int64s
    from graph.governance import GovernanceGraph

_KINDS = len(RELATION_KINDS.ids)
_LEVEL_AREAS = tuple(f"{level}/{area}" for level in LEVELS.ids for area in AREAS.ids)


@dataclass(frozen=True)
class Ranks:
    """Ranks among all of a kind in the register, the same on every day; and names, as keys of findings tell them."""

    graph: GovernanceGraph

    def of(self, kind: str, numbers: Int32s) -> Int64s:
        """The ranks of subjects or objects of a kind, by their numbers in `Found`."""
        if kind == "body":
            return self.graph.body[numbers].astype(np.int64)
        if kind in _WORKS:
            return self._work_ranks[numbers]
        if kind == "relation":
            return np.searchsorted(self.relations, self.relations[numbers])
        return _RANK_OF[kind][numbers]

    def rank(self, kind: str, name: str) -> int:
        """The rank of a name, or where it would stand."""
        if kind == "body":
            return self.graph.register.bodies.code.search_sorted(name)
        if kind in _WORKS:
            return self._works.search_sorted(name)
        if kind == "relation":
            return self._relation_rank(name)
        return bisect_left(_NAMES.get(kind, ()), name)

    def name(self, kind: str, number: int) -> str:
        """What keys call a subject or object."""
        cite = self.graph.cite
        if kind == "body":
            return cite.code(number)
        if kind in _WORKS:
            return cite.work(number)
        if kind == "relation":
            return cite.relation(number).key
        return _IDS[kind][number]

    def _relation_rank(self, name: str) -> int:
        ends, _, kind = name.partition(":")
        source, _, target = ends.partition(">")
        codes, kinds = self.graph.register.bodies.code, RELATION_KINDS.ids
        rows = [codes.search_sorted(code) for code in (source, target)]
        place = (rows[0] * (len(codes) + 1) + rows[1]) * _KINDS + (kinds.index(kind) if kind in kinds else 0)
        return int(np.searchsorted(self.relations, place))

    @cached_property
    def relations(self) -> Int64s:
        """By relation, ascending: its source, target and kind in one number."""
        relations = self.graph.register.relations
        return self.relation_numbers(relations.source.astype(np.int64), relations.target, relations.kind)

    def relation_numbers(self, source: Int64s, target: Int32s | Int64s, kind: Int8s) -> Int64s:
        """What relations between rows of bodies stand in order by."""
        return (source * (len(self.graph.register.bodies.code) + 1) + target) * _KINDS + kind

    @cached_property
    def _works(self) -> pl.Series:
        return self.graph.register.work_codes.sort()

    @cached_property
    def _work_ranks(self) -> Int64s:
        order = self.graph.register.work_codes.arg_sort().to_numpy()
        ranks = np.empty(len(order), dtype=np.int64)
        ranks[order] = np.arange(len(order))
        return ranks


_WORKS = frozenset({"strategy", "action", "work"})
_IDS = {"area": AREAS.ids, "level/area": _LEVEL_AREAS}
_NAMES = {kind: tuple(sorted(ids)) for kind, ids in _IDS.items()}
_RANK_OF = {kind: np.array([_NAMES[kind].index(name) for name in ids], dtype=np.int64) for kind, ids in _IDS.items()}
