"""The rule action-overdue: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import TODAY, YESTERDAY, Small


def action(**more: object) -> Small:
    return Small().body("N", "national", population=9).action("A", "N", **more)


def test_an_unfinished_action_is_overdue_from_the_day_after_its_end() -> None:
    assert action(ends_on=TODAY).found("action-overdue") == []
    for status in ("planned", "ongoing", ""):
        (told,) = action(ends_on=YESTERDAY, status=status).found("action-overdue")
        assert (told.subject, told.severity, told.certainty, told.reach) == ("A", "low", "confirmed", 9)


def test_finished_actions_and_actions_without_an_end_are_silent() -> None:
    for status in ("completed", "cancelled"):
        assert action(ends_on=YESTERDAY, status=status).found("action-overdue") == []
    assert action().found("action-overdue") == []


def test_an_action_of_a_body_that_is_gone_is_silent() -> None:
    small = Small().body("N", "national", valid_to=YESTERDAY).action("A", "N", ends_on=YESTERDAY)
    assert small.found("action-overdue") == []
