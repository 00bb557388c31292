"""The rule strategy-lapsed: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import TODAY, YEAR_AGO, YEAR_AND_DAY_AGO, YESTERDAY, Small


def owner() -> Small:
    return Small().body("N", "national", population=9)


def test_a_strategy_that_ended_without_a_successor_is_found_from_the_day_after() -> None:
    assert owner().strategy("S", "N", ends_on=TODAY).found("strategy-lapsed") == []
    (told,) = owner().strategy("S", "N", ends_on=YESTERDAY).found("strategy-lapsed")
    assert (told.subject, told.severity, told.certainty, told.reach) == ("S", "medium", "confirmed", 9)


def test_it_weighs_more_after_a_year_and_a_day() -> None:
    for ended, severity in ((YEAR_AGO, "medium"), (YEAR_AND_DAY_AGO, "high")):
        assert owner().strategy("S", "N", ends_on=ended).found("strategy-lapsed")[0].severity == severity


def test_only_the_last_one_counts_and_of_two_that_ended_together_the_smaller_code() -> None:
    small = owner().strategy("A", "N", ends_on="2020-01-01").strategy("C", "N", ends_on=YESTERDAY)
    assert small.strategy("B", "N", ends_on=YESTERDAY).subjects("strategy-lapsed") == ["B"]


def test_a_strategy_in_force_owned_or_shared_silences_it() -> None:
    small = owner().body("R", "regional", "N").strategy("S", "N", ends_on=YESTERDAY)
    assert small.strategy("T", "R", co_owners="N").found("strategy-lapsed") == []


def test_withdrawn_strategies_and_owners_that_are_gone_are_silent() -> None:
    assert owner().strategy("S", "N", status="withdrawn", ends_on=YESTERDAY).found("strategy-lapsed") == []
    gone = Small().body("R", "regional", valid_to=YESTERDAY).strategy("S", "R", ends_on=YESTERDAY)
    assert gone.found("strategy-lapsed") == []


def test_it_speaks_of_networks_too() -> None:
    assert Small().body("V", "network").strategy("S", "V", ends_on=YESTERDAY).subjects("strategy-lapsed") == ["S"]
