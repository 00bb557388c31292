"""The rule principle-missing: each clause, each boundary."""

from __future__ import annotations

from policies import PRINCIPLES
from tests.graph.small import Small

ALL_BUT_ONE = [f"{principle}:media" for principle in PRINCIPLES.ids[:3]]


def test_a_strategy_that_speaks_to_three_principles_is_asked_about_the_fourth() -> None:
    (told,) = Small().body("N", "national").strategy("S", "N", *ALL_BUT_ONE).found("principle-missing")
    assert (told.subject, told.severity, told.certainty) == ("S", "critical", "unreported")
    assert told.evidence.facts == {"owner": "N", "principles": ["active_citizenship"]}


def test_it_is_confirmed_only_where_the_commitments_are_said_to_be_complete() -> None:
    for answer, certainty in (("yes", "confirmed"), ("no", "unreported")):
        small = Small().body("R", "regional").strategy("S", "R", *ALL_BUT_ONE, commitments_complete=answer)
        assert [(told.severity, told.certainty) for told in small.found("principle-missing")] == [("high", certainty)]


def test_a_commitment_of_depth_one_is_enough() -> None:
    cells = [f"{principle}:media" for principle in PRINCIPLES.ids]
    assert Small().body("N", "national").strategy("S", "N", *cells, depth=1).found("principle-missing") == []


def test_a_strategy_without_any_commitment_is_silent() -> None:
    assert Small().body("N", "national").strategy("S", "N").found("principle-missing") == []
