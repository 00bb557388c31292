"""The rule level-skipped: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import EDUCATION, HOUSING, Small


def three_levels() -> Small:
    small = Small().body("N", "national").body("R", "regional", "N", population=3).body("L", "local", "R")
    return small.strategy("SN", "N", EDUCATION, HOUSING).strategy("SL", "L", EDUCATION)


def test_a_level_between_two_that_cover_a_cell_is_found() -> None:
    (told,) = three_levels().found("level-skipped")
    assert (told.subject, told.severity, told.certainty, told.reach) == ("R", "medium", "unreported", 3)
    assert told.cells == [EDUCATION]
    assert told.evidence.facts == {"above": ["N"], "below": 1}
    assert three_levels().declared("R").found("level-skipped")[0].certainty == "confirmed"


def test_covering_it_or_not_being_competent_silences_it() -> None:
    assert three_levels().action("A", "R", EDUCATION).subjects("level-skipped") == []
    assert three_levels().competence("R", "education", "advisory").subjects("level-skipped") == []


def test_it_is_asked_of_regional_and_intermediate_authorities_only() -> None:
    small = Small().body("N", "national").body("L", "local", "N").body("D", "submunicipal", "L")
    small.strategy("SN", "N", EDUCATION).strategy("SD", "D", EDUCATION)
    assert small.subjects("level-skipped") == []


def test_cover_above_or_below_counts_whether_competent_or_not() -> None:
    small = three_levels().competence("N", "education", "none").competence("L", "education", "none")
    assert small.subjects("level-skipped") == ["R"]
