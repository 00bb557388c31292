"""The rule commitment-uncascaded: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import EDUCATION, HOUSING, Small


def branch() -> Small:
    small = Small().body("N", "national").body("R", "regional", "N", population=9).body("L", "local", "R")
    return small.strategy("S", "N", EDUCATION, HOUSING)


def test_cells_that_nobody_competent_in_a_branch_covers_are_found() -> None:
    (told,) = branch().found("commitment-uncascaded")
    assert (told.subject, told.object, told.severity, told.reach) == ("S", "R", "high", 9)
    assert told.cells == [EDUCATION, HOUSING]
    assert told.evidence.facts == {"owner": "N", "asked": 2, "declared": 0}


def test_it_is_high_only_where_a_whole_principle_is_missing() -> None:
    (told,) = branch().action("A", "L", HOUSING).found("commitment-uncascaded")
    assert (told.severity, told.cells) == ("medium", [EDUCATION])
    other = branch().strategy("T", "N", "active_citizenship:media", EDUCATION).action("A", "L", EDUCATION, HOUSING)
    assert [(told.subject, told.severity) for told in other.found("commitment-uncascaded")] == [("T", "high")]


def test_somebody_competent_below_the_child_is_enough() -> None:
    assert branch().strategy("T", "L", EDUCATION, HOUSING).subjects("commitment-uncascaded") == []


def test_cover_of_somebody_not_competent_does_not_count() -> None:
    small = branch().strategy("T", "L", EDUCATION, HOUSING).competence("L", "housing", "advisory")
    assert [told.cells for told in small.found("commitment-uncascaded")] == [[HOUSING]]


def test_an_area_for_which_nobody_in_the_branch_is_competent_is_silent() -> None:
    small = branch().roles("regional", housing="none").roles("local", housing="none", education="none")
    small.roles("regional", education="none")
    assert small.subjects("commitment-uncascaded") == []


def test_commitments_of_depth_one_are_not_asked_of_anybody() -> None:
    small = Small().body("N", "national").body("R", "regional", "N").strategy("S", "N", EDUCATION, depth=1)
    assert small.subjects("commitment-uncascaded") == []


def test_it_is_confirmed_from_exactly_the_declared_share_on() -> None:
    def certainty(*declared: str) -> str:
        small = Small().limit(declared_share="0.5").body("N", "national").strategy("S", "N", EDUCATION)
        small.body("R", "regional", "N").body("L", "local", "R").competence("R", "housing", "none")
        for code in declared:
            small.declared(code)
        return small.found("commitment-uncascaded")[0].certainty

    assert certainty() == "unreported"
    assert certainty("L") == "confirmed"


def test_only_authorities_competent_for_the_cells_are_asked() -> None:
    small = branch().competence("R", "education", "none").competence("R", "housing", "none").declared("L")
    assert small.found("commitment-uncascaded")[0].certainty == "confirmed"


def test_strategies_of_networks_are_not_cascaded() -> None:
    small = Small().body("N", "national").body("R", "regional", "N").body("V", "network").strategy("S", "V", EDUCATION)
    assert small.subjects("commitment-uncascaded") == []
