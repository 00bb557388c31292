"""The rule strategy-missing: each clause, each boundary."""

from __future__ import annotations

from policies import AREAS
from tests.graph.small import DAY_LESS_THAN_YEAR_AGO, TODAY, TOMORROW, YEAR_AGO, YEAR_AND_DAY_AGO, YESTERDAY, Small


def test_a_competent_authority_without_a_strategy_is_asked_or_told_by_its_declaration() -> None:
    small = Small().body("N", "national").body("R", "regional", "N", population=50).declared("R")
    found = small.found("strategy-missing")
    assert [(told.subject, told.severity, told.certainty) for told in found] == [
        ("N", "critical", "unreported"),
        ("R", "high", "confirmed"),
    ]
    assert [told.reach for told in found] == [50, 50]


def test_a_declaration_counts_until_exactly_fresh_days_after_it() -> None:
    assert Small().body("N", "national").declared("N", YEAR_AGO).found("strategy-missing")[0].certainty == "confirmed"
    late = Small().body("N", "national").declared("N", YEAR_AND_DAY_AGO)
    assert late.found("strategy-missing")[0].certainty == "unreported"
    future = Small().body("N", "national").declared("N", TOMORROW)
    assert future.found("strategy-missing")[0].certainty == "unreported"


def test_owning_or_sharing_a_strategy_in_force_is_enough() -> None:
    small = Small().body("N", "national").body("R", "regional", "N").strategy("S", "N", co_owners="R")
    assert small.subjects("strategy-missing") == []


def test_a_draft_or_a_strategy_that_begins_tomorrow_is_not_in_force() -> None:
    assert Small().body("N", "national").strategy("S", "N", status="draft").subjects("strategy-missing") == ["N"]
    assert Small().body("N", "national").strategy("S", "N", starts_on=TOMORROW).subjects("strategy-missing") == ["N"]
    assert (
        Small().body("N", "national").strategy("S", "N", starts_on=TODAY, ends_on=TODAY).subjects("strategy-missing")
        == []
    )


def test_an_authority_whose_strategy_has_lapsed_is_spoken_of_by_that_rule_only() -> None:
    small = Small().body("N", "national").strategy("S", "N", ends_on=YESTERDAY)
    assert small.subjects("strategy-missing") == []
    assert small.subjects("strategy-lapsed") == ["S"]


def test_a_co_owner_of_a_lapsed_strategy_is_not_excused() -> None:
    small = Small().body("N", "national").body("R", "regional", "N")
    small.strategy("S", "N", co_owners="R", ends_on=YESTERDAY)
    assert small.subjects("strategy-missing") == ["R"]


def test_an_authority_competent_for_nothing_is_silent() -> None:
    small = Small().body("N", "national").body("R", "regional", "N").strategy("S", "N")
    small.roles("regional", **dict.fromkeys(AREAS.ids, "advisory"))
    assert small.subjects("strategy-missing") == []
    assert small.competence("R", "media", "shared").subjects("strategy-missing") == ["R"]


def test_a_submunicipal_authority_is_never_asked() -> None:
    small = (
        Small().body("N", "national").strategy("S", "N").body("D", "submunicipal", "N").competence("D", "media", "lead")
    )
    assert small.subjects("strategy-missing") == []


def test_a_body_has_a_year_before_it_is_asked() -> None:
    for since, subjects in ((YEAR_AGO, ["N"]), (DAY_LESS_THAN_YEAR_AGO, [])):
        assert Small().body("N", "national", valid_from=since).subjects("strategy-missing") == subjects


def test_a_small_municipality_is_not_asked_if_its_own_figure_is_known() -> None:
    def subjects(population: object) -> list[str]:
        small = Small().body("N", "national").strategy("S", "N")
        return small.body("L", "local", "N", population=population).subjects("strategy-missing")

    assert subjects(9_999) == []
    assert subjects(10_000) == ["L"]
    assert subjects(None) == ["L"]
