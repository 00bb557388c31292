"""The rule alignment-convergent: each clause, each boundary."""

from __future__ import annotations

from policies import AREAS, PRINCIPLES
from tests.graph.small import EDUCATION, HOUSING, Small


def pair(*covered: str) -> Small:
    small = Small().body("N", "national").body("L", "local", "N", population=6)
    return small.strategy("S", "N", EDUCATION, HOUSING).action("A", "L", *covered)


def test_enough_cover_without_a_link_is_convergent() -> None:
    (told,) = pair(EDUCATION, HOUSING).found("alignment-convergent")
    assert (told.subject, told.object, told.severity, told.certainty, told.reach) == ("S", "L", "low", "confirmed", 6)
    assert told.evidence.facts == {"covered": 2, "demand": 2}


def test_a_ratio_exactly_at_the_threshold_is_enough() -> None:
    assert pair(EDUCATION).limit(aligned_from="0.5").subjects("alignment-convergent") == ["S"]
    assert pair(EDUCATION).limit(aligned_from="0.500001").subjects("alignment-convergent") == []


def test_seven_of_twenty_five_reaches_exactly_28_hundredths() -> None:
    cells = [f"{principle}:{area}" for principle in PRINCIPLES.ids[:2] for area in AREAS.ids[:13]][:25]
    small = Small().limit(aligned_from="0.28").body("N", "national").body("L", "local", "N")
    small.strategy("S", "N", *cells).action("A", "L", *cells[:7])
    assert small.subjects("alignment-convergent") == ["S"]


def test_a_link_of_the_body_makes_it_aligned() -> None:
    assert pair(EDUCATION, HOUSING).link("A", "S").subjects("alignment-convergent") == []
