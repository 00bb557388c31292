"""The rule funding-absent: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import Small


def strategy(**answers: str) -> Small:
    return Small().body("N", "national", population=9).strategy("S", "N", **answers)


def test_a_no_is_a_gap_and_an_empty_answer_a_question() -> None:
    (told,) = strategy(funded="no").found("funding-absent")
    assert (told.subject, told.severity, told.certainty, told.reach) == ("S", "high", "confirmed", 9)
    (told,) = strategy().found("funding-absent")
    assert (told.severity, told.certainty) == ("high", "unreported")


def test_a_yes_settles_it() -> None:
    assert strategy(funded="yes").found("funding-absent") == []


def test_only_strategies_in_force_are_asked() -> None:
    assert strategy(funded="no", status="draft").found("funding-absent") == []
