"""The rule levels-not-consulted: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import YESTERDAY, Small


def strategy() -> Small:
    small = Small().body("N", "national", population=9).body("R", "regional", "N").body("L", "local", "R")
    return small.strategy("S", "N")


def test_a_strategy_designed_without_anybody_below_is_found() -> None:
    (told,) = strategy().found("levels-not-consulted")
    assert (told.subject, told.severity, told.certainty, told.reach) == ("S", "high", "unreported", 9)
    assert told.evidence.facts == {"owner": "N", "children": 1}


def test_an_authority_anywhere_below_is_enough_in_the_design_only() -> None:
    assert strategy().part("S", "L", "design", "information").found("levels-not-consulted") == []
    assert strategy().part("S", "L", "delivery").subjects("levels-not-consulted") == ["S"]
    assert strategy().part("S", "N", "design").subjects("levels-not-consulted") == ["S"]


def test_civil_society_below_is_not_an_authority() -> None:
    assert strategy().body("C", "civil_society", "L").part("S", "C", "design").subjects("levels-not-consulted") == ["S"]


def test_an_authority_that_is_gone_counts_where_it_stood() -> None:
    small = strategy().body("M", "local", "R", valid_to=YESTERDAY).part("S", "M", "design")
    assert small.found("levels-not-consulted") == []


def test_an_owner_with_districts_only_is_not_asked() -> None:
    small = Small().body("L", "local").body("D", "submunicipal", "L").strategy("S", "L")
    assert small.found("levels-not-consulted") == []
