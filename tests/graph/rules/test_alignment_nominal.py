"""The rule alignment-nominal: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import EDUCATION, HOUSING, Small


def linked() -> Small:
    small = Small().body("N", "national").body("L", "local", "N", population=6)
    return small.strategy("S", "N", EDUCATION, HOUSING).strategy("T", "L", "real_equality:media").link("T", "S")


def test_a_link_with_too_little_cover_is_nominal_and_names_what_is_missing() -> None:
    (told,) = linked().found("alignment-nominal")
    assert (told.subject, told.object, told.severity, told.certainty) == ("S", "L", "medium", "unreported")
    assert (told.cells, told.reach) == ([EDUCATION, HOUSING], 6)
    assert linked().declared("L").found("alignment-nominal")[0].certainty == "confirmed"


def test_co_owning_the_higher_strategy_is_a_link_and_covers_it() -> None:
    small = Small().body("N", "national").body("L", "local", "N").strategy("S", "N", EDUCATION, co_owners="L")
    assert small.subjects("alignment-nominal") == []


def test_a_link_of_a_delivering_action_counts_and_of_a_planned_one_does_not() -> None:
    def nominal(status: str) -> list[str]:
        small = Small().body("N", "national").body("L", "local", "N").strategy("S", "N", EDUCATION, HOUSING)
        return small.action("A", "L", EDUCATION, status=status).link("A", "S").subjects("alignment-nominal")

    assert nominal("ongoing") == ["S"]
    assert nominal("planned") == []


def test_a_chain_of_links_counts_for_every_strategy_it_reaches() -> None:
    small = linked().strategy("U", "L", "real_equality:media").link("U", "T").body("D", "submunicipal", "L")
    small.competence("D", "education", "shared").strategy("V", "D").link("V", "U")
    assert [(told.subject, told.object) for told in small.found("alignment-nominal")] == [("S", "D"), ("S", "L")]


def test_an_authority_not_competent_for_any_of_it_has_no_demand() -> None:
    small = linked().roles("local", education="none", housing="advisory")
    assert small.subjects("alignment-nominal") == []
