"""Sums of a heat map, against loops over a naive reading of the same country."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import coverage
from graph.governance import GovernanceGraph
from graph.register import Register
from policies import AREAS, LEVELS, PRINCIPLES
from tests.brute_force.country import Terms
from tests.brute_force.random_countries import AS_OF, random_country
from tests.examples import examples
from tests.graph.small import EDUCATION, HOUSING, Small, settings_of, tables_of

seeds = st.integers(0, 10**6)
some = settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(seed: int) -> tuple[GovernanceGraph, Terms]:
    """A random country, as the engine has it and as the naive reading does."""
    country = random_country(seed)
    register = Register.of(tables_of(country.tables), settings_of(country.thresholds, country.matrix))
    return GovernanceGraph.at(register, AS_OF), Terms(country, AS_OF)


def counted(terms: Terms, bodies: list[str], principle: str, areas: list[str]) -> tuple[int, int]:
    """How often these bodies are competent for one of the areas, and how often they cover the principle there."""
    competent = [(body, area) for body in bodies for area in areas if terms.competent(body, area)]
    return len(competent), sum((principle, area) in terms.cover(body) for body, area in competent)


def columns(graph: GovernanceGraph) -> list[tuple[str, list[str], coverage.Coverage, int]]:
    """Every column that there is: its principle, its areas, and where it stands."""
    areas, whole = list(AREAS.ids), coverage.by_principle(graph)
    by_principle = [(principle, areas, whole, column) for column, principle in enumerate(PRINCIPLES.ids)]
    return by_principle + [
        (principle, [area], coverage.by_area(graph, principle), column)
        for principle in PRINCIPLES.ids
        for column, area in enumerate(areas)
    ]


@some
@given(seeds)
def test_a_branch_is_the_sum_of_its_head_and_all_below(seed: int) -> None:
    graph, terms = read(seed)
    heads = np.arange(graph.authorities, dtype=np.int32)
    codes = [graph.cite.code(place) for place in heads.tolist()]
    for principle, areas, told, column in columns(graph):
        sums = told.of_branches(*coverage.branches(graph, heads))
        for place, code in enumerate(codes):
            expected = counted(terms, [code, *terms.below(code)], principle, areas)
            assert (sums.competent[place, column], sums.covered[place, column]) == expected


@some
@given(seeds)
def test_a_level_is_the_sum_of_its_authorities(seed: int) -> None:
    graph, terms = read(seed)
    for principle, areas, told, column in columns(graph):
        sums = coverage.of_levels(graph, told)
        for row, level in enumerate(LEVELS.ids):
            bodies = [code for code in terms.authorities() if terms.level(code) == level]
            expected = counted(terms, bodies, principle, areas)
            assert (sums.competent[row, column], sums.covered[row, column]) == expected


def test_nobody_competent_is_told_apart_from_nothing_covered() -> None:
    graph = (
        Small()
        .body("N", "national")
        .body("R", "regional", "N")
        .competence("R", "housing", "none")
        .action("A", "R", EDUCATION, HOUSING)
        .graph()
    )
    education, housing = AREAS.index("education"), AREAS.index("housing")
    told = coverage.by_area(graph, "real_equality").of_branches(np.array([0, 1, 1]), np.array([2, 2, 1]))
    assert told.competent[:, education].tolist() == [2, 1, 0]
    assert told.covered[:, education].tolist() == [1, 1, 0]
    assert (told.competent[:, housing].tolist(), told.covered[:, housing].tolist()) == ([1, 0, 0], [0, 0, 0])
