"""The governance graph as a networkx MultiDiGraph, for anyone who writes their own analysis.

Nodes are the live bodies, by code. Edges are live relations (key: the kind; from source to target) and the hierarchy
of the day (key: `parent`; from child to parent, parents that are not live skipped). An attribute that is unknown is
left out; days are `datetime.date`, sets of areas and cells are sorted lists.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import polars as pl

from graph.encoding import DAWN, DUSK, NOBODY
from graph.findings import area_names, cell_names
from graph.register import CONFIRMED, DECLARED, DISPUTED
from policies import LEVELS, RELATION_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.encoding import Int32s, Words
    from graph.governance import GovernanceGraph

_STATUS = {DECLARED: "declared", CONFIRMED: "confirmed", DISPUTED: "disputed"}
_EPOCH = 719_163
_TEXTS = ("website", "scope", "serves", "identifiers")


def networkx_view(graph: GovernanceGraph) -> nx.MultiDiGraph:
    """A new MultiDiGraph of the graph's day; changing it changes nothing else."""
    view = nx.MultiDiGraph(as_of=graph.as_of, name=graph.register.settings.name or "")
    view.add_nodes_from(nodes_of(graph))
    view.add_edges_from(edges_of(graph))
    return view


def nodes_of(graph: GovernanceGraph) -> list[tuple[str, dict[str, Any]]]:
    """The live bodies as (code, attributes): their own records, and what follows from the register on that day."""
    codes = graph.register.bodies.code.gather(graph.body)
    table = graph.register.tables.bodies
    rows = pl.DataFrame({"code": codes}).join(table, on="code", how="left", maintain_order="left")
    columns = {
        "name": rows["name"].to_list(),
        "level": [LEVELS.ids[level] for level in graph.level.tolist()],
        "population": graph.population.tolist(),
        "declared": graph.declared.tolist(),
        "covers": _cells(graph.works.cover),
        "competent_for": _areas(graph.competence.competent),
        **{name: rows[name].to_list() for name in ("valid_from", "valid_to", *_TEXTS)},
    }
    return _named(codes.to_list(), columns)


def _named(keys: list[Any], columns: Mapping[str, list[Any]]) -> list[tuple[Any, dict[str, Any]]]:
    """Each key with the attributes that are known of it."""
    names = tuple(columns)
    return [
        (key, {name: value for name, value in zip(names, values, strict=True) if value is not None})
        for key, values in zip(keys, zip(*columns.values(), strict=True), strict=True)
    ]


def _cells(words: Words) -> list[list[str]]:
    """The cells of each row; many rows are alike."""
    rows = [tuple(row) for row in words.tolist()]
    known = {row: cell_names(np.array(row, dtype=np.uint32)) for row in set(rows)}
    return [list(known[row]) for row in rows]


def _areas(words: Words) -> list[list[str]]:
    known = {word: area_names(word) for word in set(words.tolist())}
    return [list(known[word]) for word in words.tolist()]


def edges_of(graph: GovernanceGraph) -> list[tuple[str, str, str, dict[str, Any]]]:
    """The hierarchy of the day and the live relations as (source, target, kind, attributes)."""
    return [*_parents(graph), *_relations(graph)]


def _parents(graph: GovernanceGraph) -> list[tuple[str, str, str, dict[str, Any]]]:
    parents = graph.place[graph.parent_row[graph.body]]
    return [
        (graph.cite.code(place), graph.cite.code(parent), "parent", {"kind": "parent"})
        for place, parent in enumerate(parents.tolist())
        if parent != NOBODY
    ]


def _relations(graph: GovernanceGraph) -> list[tuple[str, str, str, dict[str, Any]]]:
    relations, live = graph.register.relations, graph.live_relation.nonzero()[0]
    code = graph.register.bodies.code
    kinds = [RELATION_KINDS.ids[kind] for kind in relations.kind[live].tolist()]
    columns = {
        "kind": kinds,
        "status": [_STATUS[status] for status in relations.status[live].tolist()],
        "coordination": [RELATION_KINDS[kind].coordination for kind in kinds],
        **{name: _days(getattr(relations, name)[live]) for name in ("declared_on", "valid_from", "valid_to")},
    }
    ends = (code.gather(side[live]).to_list() for side in (relations.source, relations.target))
    keys = list(zip(*ends, kinds, strict=True))
    return [(*key, told) for key, told in _named(keys, columns)]


def _days(numbers: Int32s) -> list[date | None]:
    known = {number: _day(number) for number in set(numbers.tolist())}
    return [known[number] for number in numbers.tolist()]


def _day(number: int) -> date | None:
    return None if int(number) in {DAWN, DUSK} else date.fromordinal(int(number) + _EPOCH)
