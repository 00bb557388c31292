"""The rule horizon-mismatch: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import TODAY, Small


def linked(end: str | None, target_end: str | None) -> Small:
    small = Small().body("N", "national", population=2).strategy("S", "N", ends_on=end)
    return small.strategy("T", "N", ends_on=target_end).link("S", "T")


def test_a_strategy_may_outlive_its_anchor_by_a_year_and_not_by_a_day_more() -> None:
    assert linked("2025-06-30", TODAY).found("horizon-mismatch") == []
    (told,) = linked("2025-07-01", TODAY).found("horizon-mismatch")
    assert (told.subject, told.object, told.severity, told.certainty, told.reach) == ("S", "T", "low", "confirmed", 2)


def test_a_strategy_without_an_end_outlives_any_that_has_one() -> None:
    (told,) = linked(None, TODAY).found("horizon-mismatch")
    assert told.evidence.facts == {"subject_ends": None, "object_ends": TODAY}
    assert linked(None, None).found("horizon-mismatch") == []


def test_links_of_actions_are_not_measured() -> None:
    small = Small().body("N", "national").strategy("T", "N", ends_on=TODAY).action("A", "N").link("A", "T")
    assert small.found("horizon-mismatch") == []
