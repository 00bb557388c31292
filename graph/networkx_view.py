"""The governance graph as a networkx MultiDiGraph, for anyone who writes their own analysis.

Nodes are the live bodies, by code. Edges are live relations (key: the kind; from source to target) and the hierarchy
of the day (key: `parent`; from child to parent, parents that are not live skipped). An attribute that is unknown is
left out; days are `datetime.date`, sets of areas and cells are sorted lists.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import networkx as nx

from graph.encoding import DAWN, DUSK, NOBODY
from graph.findings import area_names, cell_names
from graph.register import CONFIRMED, DECLARED, DISPUTED
from policies import LEVELS, RELATION_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    """The live bodies as (code, attributes)."""
    records = {record["code"]: record for record in graph.register.tables.bodies.iter_rows(named=True)}
    return [
        (code, _body(graph, place, records[code]))
        for place in range(len(graph.body))
        for code in [graph.cite.code(place)]
    ]


def edges_of(graph: GovernanceGraph) -> list[tuple[str, str, str, dict[str, Any]]]:
    """The hierarchy of the day and the live relations as (source, target, kind, attributes)."""
    return [*_parents(graph), *_relations(graph)]


def _body(graph: GovernanceGraph, place: int, record: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of one body: its own record, and what follows from the register on that day."""
    attributes = {
        "name": record["name"],
        "level": LEVELS.ids[graph.level[place]],
        "population": int(graph.population[place]),
        "declared": bool(graph.declared[place]),
        "covers": cell_names(graph.works.cover[place]),
        "competent_for": area_names(int(graph.competence.competent[place])),
        "valid_from": record["valid_from"],
        "valid_to": record["valid_to"],
        **{name: record[name] for name in _TEXTS},
    }
    return {name: value for name, value in attributes.items() if value is not None}


def _parents(graph: GovernanceGraph) -> list[tuple[str, str, str, dict[str, Any]]]:
    parents = graph.place[graph.parent_row[graph.body]]
    return [
        (graph.cite.code(place), graph.cite.code(parent), "parent", {"kind": "parent"})
        for place, parent in enumerate(parents.tolist())
        if parent != NOBODY
    ]


def _relations(graph: GovernanceGraph) -> list[tuple[str, str, str, dict[str, Any]]]:
    relations = graph.register.relations
    edges = []
    for row in graph.live_relation.nonzero()[0].tolist():
        kind = RELATION_KINDS.ids[relations.kind[row]]
        attributes = {
            "kind": kind,
            "status": _STATUS[int(relations.status[row])],
            "coordination": RELATION_KINDS[kind].coordination,
            "declared_on": _day(relations.declared_on[row]),
            "valid_from": _day(relations.valid_from[row]),
            "valid_to": _day(relations.valid_to[row]),
        }
        known = {name: value for name, value in attributes.items() if value is not None}
        ends = (graph.place[relations.source[row]], graph.place[relations.target[row]])
        edges.append((graph.cite.code(ends[0]), graph.cite.code(ends[1]), kind, known))
    return edges


def _day(number: int) -> date | None:
    return None if int(number) in {DAWN, DUSK} else date.fromordinal(int(number) + _EPOCH)
