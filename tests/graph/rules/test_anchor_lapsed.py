"""The rule anchor-lapsed: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import TODAY, TOMORROW, YESTERDAY, Small


def linked(**target: object) -> Small:
    small = Small().body("N", "national").body("L", "local", "N", population=6)
    return small.strategy("S", "L").strategy("T", "N", **target).link("S", "T")


def test_a_link_to_a_strategy_that_ended_is_found_from_the_day_after() -> None:
    (told,) = linked(ends_on=YESTERDAY).found("anchor-lapsed")
    assert (told.subject, told.object, told.severity, told.certainty, told.reach) == (
        "S",
        "T",
        "medium",
        "confirmed",
        6,
    )
    assert told.evidence.facts == {"ended_on": YESTERDAY, "reason": "ended"}
    assert linked(ends_on=TODAY).found("anchor-lapsed") == []


def test_a_withdrawn_strategy_counts_and_a_draft_does_not() -> None:
    assert linked(status="withdrawn").found("anchor-lapsed")[0].evidence.facts["reason"] == "withdrawn"
    assert linked(status="draft").found("anchor-lapsed") == []


def test_a_strategy_that_has_not_begun_is_not_lapsed() -> None:
    assert linked(starts_on=TOMORROW).found("anchor-lapsed") == []


def test_a_strategy_whose_owner_is_gone_is_lapsed() -> None:
    small = Small().body("R", "regional", valid_to=YESTERDAY).body("L", "local", "R")
    small.strategy("S", "L").strategy("T", "R").link("S", "T")
    assert small.found("anchor-lapsed")[0].evidence.facts["reason"] == "owner_gone"


def test_links_of_delivering_actions_count_and_disputed_links_do_not() -> None:
    small = linked(ends_on=YESTERDAY).action("A", "L").link("A", "T")
    assert small.subjects("anchor-lapsed") == ["A", "S"]
    disputed = Small().body("N", "national").strategy("S", "N").strategy("T", "N", ends_on=YESTERDAY)
    assert disputed.link("S", "T", "disputed").found("anchor-lapsed") == []
