"""Nodes and edges as JSON, in the names that networkx, D3 and others read (node-link)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from graph.networkx_view import edges_of, nodes_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet

    from graph.governance import GovernanceGraph


def node_link(
    graph: GovernanceGraph, codes: AbstractSet[str] | None = None, kinds: Collection[str] | None = None
) -> bytes:
    """The graph of a day; of these bodies and the edges between them, and of these kinds of edges, if any are named.

    The kind of an edge is that of a relation, or `parent`: from a body to the one above it.
    """
    nodes = [{"id": code, **told} for code, told in nodes_of(graph) if codes is None or code in codes]
    edges = [
        {"source": source, "target": target, **told}
        for source, target, kind, told in edges_of(graph)
        if (codes is None or {source, target} <= codes) and (kinds is None or kind in kinds)
    ]
    about = {"as_of": graph.as_of, "name": graph.register.settings.name}
    return orjson.dumps({"directed": True, "multigraph": True, "graph": about, "nodes": nodes, "edges": edges})
