"""Components, articulation points and groups of peers, against networkx and rustworkx."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import rustworkx as rx
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.articulation import separations
from graph.forest import components
from graph.governance import GovernanceGraph
from graph.register import Register
from interlace.synthetic import synthetic_country
from tests.examples import examples

if TYPE_CHECKING:
    from graph.encoding import Int32s

NODES = 14
edges = st.sets(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=26)


def columns(pairs: set[tuple[int, int]]) -> tuple[Int32s, Int32s]:
    kept = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    both = np.array(kept, dtype=np.int32).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def by_networkx(nodes: int, first: Int32s, second: Int32s) -> dict[int, list[int]]:
    graph = nx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(zip(first.tolist(), second.tolist(), strict=True))
    parts = {}
    for node in nx.articulation_points(graph):
        rest = graph.subgraph(nx.node_connected_component(graph, node) - {node})
        parts[node] = sorted(map(len, nx.connected_components(rest)), reverse=True)
    return parts


def ours(nodes: int, first: Int32s, second: Int32s) -> dict[int, list[int]]:
    found = separations(nodes, first, second)
    parts: dict[int, list[int]] = {}
    for node, size in zip(found.node.tolist(), found.size.tolist(), strict=True):
        parts.setdefault(node, []).append(size)
    return parts


@settings(max_examples=examples(400), deadline=None)
@given(edges)
def test_what_falls_apart_without_a_node_is_what_networkx_says(pairs: set[tuple[int, int]]) -> None:
    first, second = columns(pairs)
    assert ours(NODES, first, second) == by_networkx(NODES, first, second)


@settings(max_examples=examples(200), deadline=None)
@given(edges)
def test_components_are_those_of_networkx(pairs: set[tuple[int, int]]) -> None:
    first, second = columns(pairs)
    graph = nx.Graph()
    graph.add_nodes_from(range(NODES))
    graph.add_edges_from(zip(first.tolist(), second.tolist(), strict=True))
    expected = {node: min(part) for part in nx.connected_components(graph) for node in part}
    assert dict(enumerate(components(NODES, first, second).tolist())) == expected


def test_long_paths_and_big_stars_are_borne() -> None:
    path = np.arange(3000, dtype=np.int32)
    assert len(ours(3000, path[:-1], path[1:])) == 2998
    star = ours(3000, np.zeros(2999, dtype=np.int32), path[1:])
    assert star == {0: [1] * 2999}


def test_a_whole_country_has_the_articulation_points_that_rustworkx_and_networkx_find() -> None:
    tables, chosen = synthetic_country(1500, seed=3)
    graph = GovernanceGraph.at(Register.of(tables, chosen), date(2026, 1, 1))
    first, second = graph.coordination.first, graph.coordination.second
    swift = rx.PyGraph()
    swift.add_nodes_from(range(len(graph.body)))
    swift.extend_from_edge_list(list(zip(first.tolist(), second.tolist(), strict=True)))
    found = ours(len(graph.body), first, second)
    assert set(found) == set(rx.articulation_points(swift))
    assert found == by_networkx(len(graph.body), first, second)


def test_groups_of_peers_are_the_components_that_networkx_finds() -> None:
    tables, chosen = synthetic_country(800, seed=4)
    graph = GovernanceGraph.at(Register.of(tables, chosen), date(2026, 1, 1))
    peers, checked = graph.peers, 0
    for family in range(len(peers.siblings.start)):
        for area in range(0, 20, 5):
            places = [int(peers.siblings.place[sibling]) for sibling in peers.covering(family, area)]
            touching = nx.Graph()
            touching.add_nodes_from(places)
            for number, one in enumerate(places):
                others = np.array(places[:number], dtype=np.int32)
                near = graph.coordination.in_touch(np.full(number, one, dtype=np.int32), others)
                touching.add_edges_from((one, other) for other in others[near].tolist())
            expected = sorted(sorted(part) for part in nx.connected_components(touching))
            assert sorted(sorted(group) for group in peers.groups(family, area)) == expected
            assert bool(peers.apart[family] >> area & 1) == (len(expected) > 1)
            checked += len(expected)
    assert checked > 100
