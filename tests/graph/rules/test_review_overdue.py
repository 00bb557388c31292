"""The rule review-overdue: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import TODAY, TOMORROW, YESTERDAY, Small


def strategy(due: str | None, reviewed: str | None = None) -> Small:
    return Small().body("N", "national").strategy("S", "N", review_due_on=due, reviewed_on=reviewed)


def test_a_review_is_overdue_from_the_day_after_it_was_due() -> None:
    assert strategy(TODAY).found("review-overdue") == []
    (told,) = strategy(YESTERDAY).found("review-overdue")
    assert (told.severity, told.certainty) == ("medium", "confirmed")
    assert told.evidence.facts == {"due_on": YESTERDAY, "reviewed_on": None}


def test_a_review_on_the_day_it_was_due_or_later_settles_it() -> None:
    assert strategy(YESTERDAY, YESTERDAY).found("review-overdue") == []
    assert strategy(YESTERDAY, TODAY).found("review-overdue") == []


def test_a_review_before_it_was_due_or_in_the_future_does_not() -> None:
    assert strategy(YESTERDAY, "2024-06-28").subjects("review-overdue") == ["S"]
    assert strategy(YESTERDAY, TOMORROW).subjects("review-overdue") == ["S"]


def test_without_a_day_nothing_is_due() -> None:
    assert strategy(None).found("review-overdue") == []
