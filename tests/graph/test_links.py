"""Chains of links of any shape: short, long, in rings; against networkx and the naive reading."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import links as links_module
from graph.chains import reached_through_long_chains
from graph.links import HoldingLinks
from tests.examples import examples
from tests.graph.small import EDUCATION, Small

NODES = 12
edges = st.sets(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=30)


def expected(pairs: set[tuple[int, int]], targets: list[int]) -> set[tuple[int, int]]:
    graph = nx.DiGraph(sorted(pairs))
    graph.add_nodes_from(range(NODES))
    # A node reaches itself only round a ring.
    steps = {node: set(graph.successors(node)) for node in graph}
    return {
        (node, goal)
        for node in graph
        for goal in targets
        if goal in steps[node] | {further for step in steps[node] for further in nx.descendants(graph, step)}
    }


@settings(max_examples=examples(300), deadline=None)
@given(edges, st.sets(st.integers(0, NODES - 1)))
def test_both_ways_of_following_links_reach_what_networkx_reaches(
    pairs: set[tuple[int, int]], wanted: set[int]
) -> None:
    kept = sorted(pair for pair in pairs if pair[0] != pair[1])
    both = np.array(kept, dtype=np.int32).reshape(-1, 2)
    source, target = both[:, 0], both[:, 1]
    targets = np.array(sorted(wanted), dtype=np.int32)
    holding = HoldingLinks(NODES, source, target, np.ones(NODES, dtype=np.bool_))
    ways = holding.reaching(targets), reached_through_long_chains(source, target, targets, NODES)
    for way in ways:
        found = {(int(node), int(goal)) for nodes, goals in way for node, goal in zip(nodes, goals, strict=True)}
        assert found == expected(set(kept), sorted(wanted))


def test_a_chain_longer_than_people_make_is_followed_to_its_end() -> None:
    small = Small().body("N", "national").body("L", "local", "N").strategy("S00", "N", EDUCATION)
    length = links_module._SHORT + 8
    for number in range(1, length):
        small.strategy(f"S{number:02}", "N").link(f"S{number:02}", f"S{number - 1:02}")
    small.strategy("T", "L").link("T", f"S{length - 1:02}")
    assert [(told.subject, told.object) for told in small.found("alignment-nominal")] == [("S00", "L")]
    assert "T" not in small.subjects("strategy-unanchored")


def test_a_long_ring_is_followed_once_round() -> None:
    small = Small().body("N", "national").body("L", "local", "N")
    length = links_module._SHORT + 8
    for number in range(length):
        small.strategy(f"S{number:02}", "N", EDUCATION).link(f"S{number:02}", f"S{(number + 1) % length:02}")
    small.strategy("T", "L").link("T", "S00")
    assert len(small.found("alignment-nominal")) == length
